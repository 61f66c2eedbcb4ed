/**
 * What a re-grading changes, as a read-only document beside the comparison: its samples are links, and above the first line
 * stand the two ways to go on. Kept for as long as the window is open.
 */
import * as vscode from 'vscode';
import { flipsMarkdown, type FlipsText } from '../../core/evals/grading/flipsMarkdown';
import type { Regrading } from '../../io/grading/regrade';
import type { OpenComparison, OpenComparisons } from '../openComparisons';
import { showSample } from '../showSample';

const scheme = 'trace-inspector-flips';

interface Shown {
  /** What links name it by: a uri in the query of another would be decoded once too often. */
  serial: number;
  comparison: vscode.Uri;
  regradings: readonly Regrading[];
  flips: FlipsText;
}

/** By the uri of its document. */
const shown = new Map<string, Shown>();
let serials = 0;

export function registerFlips(): vscode.Disposable {
  const selector = { scheme };
  return vscode.Disposable.from(
    vscode.workspace.registerTextDocumentContentProvider(scheme, {
      provideTextDocumentContent: (uri) =>
        shown.get(uri.toString())?.flips.text ??
        'The window was reloaded since. Traces: Re-grade… shows this again; nothing is judged twice.\n',
    }),
    vscode.languages.registerDocumentLinkProvider(selector, {
      provideDocumentLinks: (document) => linksOf(document),
    }),
    vscode.languages.registerCodeLensProvider(selector, { provideCodeLenses: ({ uri }) => lensesOf(uri) }),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => shown.delete(uri.toString())),
  );
}

export async function showFlips({ source, session }: OpenComparison, regradings: readonly Regrading[]): Promise<void> {
  const { id, version } = regradings[0].grader;
  const time = new Date().toISOString().slice(11, 19).replaceAll(':', '.');
  const name = `${session.state.title} ${id} ${version} ${time}`.replaceAll('/', '∕');
  const uri = vscode.Uri.from({ scheme, path: `/${name}.md`, query: source.uri.toString() });
  shown.set(uri.toString(), {
    ...{ serial: serials++, comparison: source.uri, regradings },
    flips: flipsMarkdown(session.state.title, regradings),
  });
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Beside, preview: true });
}

/** What the document in front, or the one that a lens stands in, is about. @throws Error when it is none of ours */
export function regradedIn(given: unknown): { comparison: vscode.Uri; regradings: readonly Regrading[] } {
  const uri = typeof given === 'string' ? given : vscode.window.activeTextEditor?.document.uri.toString();
  const found = uri === undefined ? undefined : shown.get(uri);
  if (!found) throw new Error('No new verdicts are shown. Traces: Re-grade… makes them.');
  return found;
}

/** @param line of the document that the links with this number are in */
export function openFlip(comparisons: OpenComparisons, serial: unknown, line: unknown): void {
  const { comparison: of, flips } = [...shown.values()].find((one) => one.serial === serial) ?? {};
  const comparison = of && comparisons.find(of);
  if (!comparison) throw new Error('The comparison of this sample is closed; open it to read the trace.');
  const sample = flips?.samples.get(Number(line));
  if (!sample) return;
  const { session } = comparison;
  const run = session.specs.findIndex(({ label }) => label === sample.run);
  if (run < 0) throw new Error(`${sample.run} is no run of the comparison any more.`);
  const { problem: id, benchmark } = sample.flip;
  const place = session.indexOf(run).problems.findIndex((one) => one.id === id && one.benchmark === benchmark);
  const problem = session.problemIdsOf(run)[place];
  if (problem === undefined) throw new Error(`${id} is not in ${sample.run} any more.`);
  showSample(comparison, { problem, run, sample: sample.flip.index });
}

function linksOf(document: vscode.TextDocument): vscode.DocumentLink[] {
  const found = shown.get(document.uri.toString());
  if (!found) return [];
  return [...found.flips.samples.keys()].map((line) => {
    const { range, firstNonWhitespaceCharacterIndex: indent } = document.lineAt(line);
    const link = new vscode.DocumentLink(
      range.with(new vscode.Position(line, indent + 2)),
      commandUri('openFlip', [found.serial, line]),
    );
    link.tooltip = 'Open this trace';
    return link;
  });
}

function lensesOf(uri: vscode.Uri): vscode.CodeLens[] {
  if (!shown.has(uri.toString())) return [];
  const range = new vscode.Range(0, 0, 0, 0);
  const lens = (title: string, command: string): vscode.CodeLens =>
    new vscode.CodeLens(range, { title, command: `traceInspector.${command}`, arguments: [uri.toString()] });
  return [lens('$(check) Take These Verdicts', 'takeVerdicts'), lens('Keep the Old Ones', 'keepVerdicts')];
}

function commandUri(name: string, args: unknown[]): vscode.Uri {
  return vscode.Uri.parse(`command:traceInspector.${name}?${encodeURIComponent(JSON.stringify(args))}`);
}
