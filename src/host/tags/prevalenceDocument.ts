/** How often tags occur, as a read-only Markdown document: tables by run × verdict, then by place in the trace. */
import * as vscode from 'vscode';
import type { SampleVerdict } from '../../core/annotations/events';
import { prevalenceOf, type ReadSample } from '../../core/annotations/prevalence';
import { prevalenceMarkdown } from '../../core/annotations/prevalenceTable';
import { Verdict } from '../../core/runIndex';
import { placeAnchors } from '../../io/annotations/placeAnchors';
import type { ComparisonAnnotations } from '../annotations/comparisonAnnotations';
import type { OpenComparison, OpenComparisons } from '../openComparisons';
import type { ComparisonSession } from '../session';
import { traceReaderOf } from './traceReader';

const scheme = 'trace-inspector-tags';
/** As the command line has them, so that both give the same numbers. */
const options = { seed: 7, resamples: 10_000 };

export function registerPrevalence(comparisons: OpenComparisons): vscode.Disposable {
  return vscode.workspace.registerTextDocumentContentProvider(scheme, {
    provideTextDocumentContent: async (uri) => {
      const comparison = comparisons.find(vscode.Uri.parse(uri.query));
      if (!comparison) throw new Error('The comparison of these tags is closed; open it to count them.');
      return prevalenceText(comparison, await comparison.tags.own());
    },
  });
}

/** Each call shows the numbers of that moment, as tables; the editor's own *Show Source* has them as Markdown. */
export async function showPrevalence({ source, session }: OpenComparison): Promise<void> {
  const name = `${session.state.title} tags ${new Date().toISOString().slice(11, 19).replaceAll(':', '.')}`;
  const uri = vscode.Uri.from({
    scheme,
    path: `/${name.replaceAll('/', '∕')}.md`,
    query: source.uri.toString(),
  });
  const document = await vscode.workspace.openTextDocument(uri);
  try {
    await vscode.commands.executeCommand('markdown.showPreviewToSide', uri);
  } catch {
    // Where the editor's Markdown is switched off.
    await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Beside, preview: true });
  }
}

async function prevalenceText({ session }: OpenComparison, own: ComparisonAnnotations): Promise<string> {
  const { read, lost } = await readSamples(session, own);
  const rows = prevalenceOf(own.state, read, options);
  return prevalenceMarkdown(own.state, rows, { title: session.state.title, read: read.length, lost, ...options });
}

/** Samples with a tag or a review, each once, where they are now. */
async function readSamples(
  session: ComparisonSession,
  { state }: ComparisonAnnotations,
): Promise<{ read: ReadSample[]; lost: number }> {
  const anchors = [
    ...[...state.annotations.values()].map(({ anchor }) => anchor),
    ...[...state.reviews.values()].map(({ sample }) => sample),
  ];
  const places = await placeAnchors(anchors, traceReaderOf(session));
  const read = new Map<string, ReadSample>();
  places.forEach(({ how, index }, i) => {
    if (how === 'lost') return;
    const { run, problem, hash } = anchors[i];
    const of = session.specs.findIndex(({ label }) => label === run);
    const strip = session.readStrip(session.rowOf(problem), of);
    read.set(JSON.stringify([run, problem, hash]), { run, problem, hash, verdict: verdictNames[strip.verdict[index]] });
  });
  return { read: [...read.values()], lost: places.filter(({ how }) => how === 'lost').length };
}

const verdictNames: Record<number, SampleVerdict> = {
  [Verdict.correct]: 'correct',
  [Verdict.wrong]: 'wrong',
  [Verdict.unscored]: 'unscored',
};
