/** *Edit Field Mapping*: the mapping in use, written into the comparison file and shown there as text. */
import { findNodeAtLocation, parseTree } from 'jsonc-parser';
import * as vscode from 'vscode';
import { mappingOf } from '../core/adapters/mapping';
import type { Mapping } from '../core/compare/comparison';
import { parseComparison } from '../core/compare/comparisonFile';
import { edit, inFile } from './comparisonSource';
import { toUnsaved } from './createComparison';
import { pickRun } from './editRuns';
import type { OpenComparison } from './openComparisons';
import type { Services } from './services';

/** Stands where nothing could be guessed: every role that matters, to be filled in. */
const blank: Mapping = {
  record: '',
  fields: { id: 'id', question: 'question', reference: 'answer', text: 'response', verdict: 'correct' },
  rule: 'truth',
};

export async function editMapping(services: Services, comparison: OpenComparison, run?: number): Promise<void> {
  const chosen = run ?? (await pickRun(comparison, 'Edit Field Mapping'));
  if (chosen === undefined) return;
  const mapping = comparison.session.specs[chosen].mapping ?? guessedMapping(comparison, chosen);
  const { document } = comparison.source;
  if (!document) {
    const { file } = parseComparison(comparison.source.text());
    const runs = (file?.runs ?? []).map((spec, i) => (i === chosen ? { ...spec, mapping } : spec));
    await toUnsaved(services, comparison.source.uri, { runs });
    const active = services.comparisons.active?.source.document;
    return active && showMapping(active, chosen);
  }
  await edit(comparison.source, [[['runs', chosen, 'mapping'], mapping]]);
  return showMapping(document, chosen);
}

function guessedMapping({ session }: OpenComparison, run: number): Mapping {
  const loaded = session.loadedRun(run);
  if (!loaded) return blank;
  const mapping = mappingOf(loaded.plan);
  if (!mapping)
    throw new Error(
      `${loaded.label} is read as ${loaded.format.label}, which a field mapping can't say; its verdict rule can be changed.`,
    );
  return mapping;
}

async function showMapping(document: vscode.TextDocument, run: number): Promise<void> {
  const root = parseTree(document.getText());
  const node = root && findNodeAtLocation(root, [...inFile(document.getText(), ['runs', run]), 'mapping']);
  const start = document.positionAt(node?.offset ?? 0);
  const selection = new vscode.Range(start, start);
  const place = { viewColumn: vscode.ViewColumn.Beside, selection, preview: false };
  await vscode.commands.executeCommand('vscode.openWith', document.uri, 'default', place);
}
