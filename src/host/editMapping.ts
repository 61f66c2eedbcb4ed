/** *Edit Field Mapping*: on the page, or as text in the comparison file. */
import { findNodeAtLocation, parseTree } from 'jsonc-parser';
import * as vscode from 'vscode';
import { mappingOf, type StoredMapping } from '../core/adapters/mapping';
import type { Mapping } from '../core/compare/comparison';
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

/** Shows the mapping page of a run. */
export async function editMapping(comparison: OpenComparison, run?: number): Promise<void> {
  const chosen = run ?? (await pickRun(comparison, 'Edit Field Mapping'));
  if (chosen === undefined) return;
  if (!comparison.panel.webviewPanel.visible) comparison.panel.webviewPanel.reveal();
  comparison.panel.showMapping(chosen);
}

/** Writes the mapping in use into the comparison file and shows it there. */
export async function editMappingAsText(services: Services, comparison: OpenComparison, run: number): Promise<void> {
  const mapping = comparison.session.specs[run].mapping ?? guessedMapping(comparison, run);
  await saveMapping(services, comparison, [run], mapping);
  const document = comparison.source.document ?? services.comparisons.active?.source.document;
  if (document) await showMapping(document, run);
}

/** Writes a mapping into the comparison file; undefined: the fields are guessed again. */
export async function saveMapping(
  services: Services,
  { source, session }: OpenComparison,
  runs: number[],
  mapping: StoredMapping | undefined,
): Promise<void> {
  if (source.document)
    return edit(
      source,
      runs.map((run) => [['runs', run, 'mapping'], mapping]),
    );
  const specs = session.specs.map((spec, run) => (runs.includes(run) ? { ...spec, mapping } : spec));
  await toUnsaved(services, source.uri, { runs: specs });
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
