/**
 * Traces as read-only documents of the editor, so that its find, folding and diff work on them. One line a step: the
 * editor's own diff stalls on long lines. Nothing but line ends is added, and nothing is taken away; the editor itself writes
 * all line ends of a document alike.
 */
import * as vscode from 'vscode';
import { stepLines } from '../core/trace/steps';
import type { SampleRef } from '../protocol/comparePage';
import type { OpenComparison, OpenComparisons } from './openComparisons';

const scheme = 'trace-inspector-trace';

/** Shows what a uri names: a comparison that is open, and one sample of it. */
export function registerTraceDocuments(comparisons: OpenComparisons): vscode.Disposable {
  return vscode.workspace.registerTextDocumentContentProvider(scheme, {
    provideTextDocumentContent: async (uri) => {
      const { source, sample } = parseUri(uri);
      const comparison = comparisons.find(vscode.Uri.parse(source));
      if (!comparison) throw new Error(`The comparison of ${uri.path.slice(1)} is closed; open it to read the trace.`);
      const { session } = comparison;
      const { text, hasText } = await session.readTrace({ ...sample, problem: session.rowOf(sample.problem) });
      return hasText ? stepLines(text) : 'This dump stores no text for this sample, only its verdict.';
    },
  });
}

export async function openTraceDocument(comparison: OpenComparison, sample: SampleRef): Promise<void> {
  const document = await vscode.workspace.openTextDocument(uriOf(comparison, sample));
  await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Beside });
}

export async function openNativeDiff(comparison: OpenComparison, left: SampleRef, right: SampleRef): Promise<void> {
  const [a, b] = [uriOf(comparison, left), uriOf(comparison, right)];
  const title = `${left.problem}: ${nameOf(comparison, left)} ↔ ${nameOf(comparison, right)}`;
  await vscode.commands.executeCommand('vscode.diff', a, b, title);
}

/** `base, sample 312`. */
function nameOf({ session }: OpenComparison, { run, sample }: SampleRef): string {
  return `${session.specs[run].label}, sample ${sample + 1}`;
}

/** The path is what the tab shows; the query says what is meant. */
function uriOf(comparison: OpenComparison, sample: SampleRef): vscode.Uri {
  const name = `${sample.problem} ${nameOf(comparison, sample)}`.replaceAll('/', '∕');
  const query = JSON.stringify({ source: comparison.source.uri.toString(), sample });
  return vscode.Uri.from({ scheme, path: `/${name}.md`, query });
}

function parseUri(uri: vscode.Uri): { source: string; sample: SampleRef } {
  const { source, sample } = JSON.parse(uri.query) as { source: string; sample: SampleRef };
  return { source, sample };
}
