/** A trace on the clipboard: as it is, as Markdown that says where it is from, or as a link. */
import * as vscode from 'vscode';
import { Verdict } from '../core/runIndex';
import { formatOf } from '../core/format';
import type { TextSpan } from '../core/search/query';
import type { CopyKind, Problem, SampleRef, Trace } from '../protocol/comparePage';
import { linkOf } from './links';
import type { OpenComparison } from './openComparisons';

export async function copySample(
  comparison: OpenComparison,
  { what, span, ...ref }: SampleRef & { what: CopyKind; span?: TextSpan },
): Promise<void> {
  const done = { trace: 'Trace', markdown: 'Markdown', link: 'Link' }[what];
  await vscode.env.clipboard.writeText(await textOf(comparison, what, ref, span));
  vscode.window.setStatusBarMessage(`${done} copied: ${ref.problem}, sample ${ref.sample + 1}`, 3000);
}

async function textOf(
  comparison: OpenComparison,
  what: CopyKind,
  ref: SampleRef,
  span: TextSpan | undefined,
): Promise<string> {
  if (what === 'link') return linkOf(comparison, ref, span);
  const { session } = comparison;
  const row = session.rowOf(ref.problem);
  const trace = await session.readTrace({ ...ref, problem: row });
  const text = span ? trace.text.slice(span.start, span.end) : trace.text;
  if (what === 'trace') return text;
  const { label, model } = session.state.runs[ref.run];
  const link = await linkOf(comparison, ref, span);
  return markdownOf(
    { ...trace, text },
    {
      problem: ref.problem,
      reference: (await session.readProblem(row)).reference,
      run: model ? `${label} (${model})` : label,
      sample: formatOf(ref.sample + 1, session.sampleCount(row, ref.run)),
      comparison: session.state.title,
      link,
      span,
    },
  );
}

const verdictWords = {
  [Verdict.correct]: 'correct',
  [Verdict.wrong]: 'wrong',
  [Verdict.unscored]: 'unscored',
} as const;

interface Provenance extends Pick<Problem, 'reference'> {
  problem: string;
  run: string;
  /** `18 of 1,024`. */
  sample: string;
  comparison: string;
  link: string;
  span?: TextSpan | undefined;
}

/** The text in a fence that nothing in it can close, then where it is from. */
export function markdownOf(trace: Trace, from: Provenance): string {
  const longest = Math.max(2, ...[...trace.text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  const facts = [
    `problem ${codeSpan(from.problem)}`,
    `run ${codeSpan(from.run)}`,
    `sample ${from.sample}`,
    verdictWords[trace.verdict as Verdict],
    ...(trace.answer === undefined ? [] : [`answer ${codeSpan(trace.answer)}`]),
    ...(from.reference === undefined ? [] : [`reference ${codeSpan(from.reference)}`]),
    ...(from.span ? [`characters ${from.span.start}–${from.span.end}`] : []),
  ];
  const place = `${codeSpan(trace.file)}, byte ${trace.offset}, in ${codeSpan(from.comparison)}`;
  return `${fence}text\n${trace.text}\n${fence}\n\n${facts.join(' · ')}  \n${place} · [open](${from.link})\n`;
}

/** A code span that nothing in the text can close. */
function codeSpan(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const ticks = '`'.repeat(longest + 1);
  return longest > 0 ? `${ticks} ${line} ${ticks}` : `${ticks}${line}${ticks}`;
}
