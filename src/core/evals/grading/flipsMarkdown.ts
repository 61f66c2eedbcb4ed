/** What another grader changes, as Markdown whose lines of samples are known, so that an editor can lead to them. */
import { formatCount, formatNoun, formatPercent, withoutControls } from '../../format';
import type { GraderName } from '../spec';
import type { Flip, Flips } from './flips';
import { graderKinds } from './graders';

/** A run whose stored samples were judged again. */
export interface RegradedRun {
  run: string;
  grader: GraderName;
  /** Label of the rule that the verdicts before came from. */
  before: string;
  /** Samples that were judged now, and those that had been before. */
  judged: number;
  kept: number;
  /** Samples without a verdict because their problem has no reference. */
  withoutReference: number;
  /** Samples that the grader could not tell, of all. */
  unsure: number;
  flips: Flips;
}

export interface FlipsText {
  text: string;
  /** Line from 0 → the sample that it names. */
  samples: Map<number, { run: string; flip: Flip }>;
}

/** Lines of samples of a run; the command line's `--json` lists all. */
const mostListed = 5000;

/** @param title of the comparison */
export function flipsMarkdown(title: string, runs: readonly RegradedRun[]): FlipsText {
  const lines: string[] = [`# ${cell(title)}: verdicts by ${graderLabel(runs[0].grader)}`, ''];
  if (isPreview(runs[0].grader))
    lines.push('These verdicts are a **preview**: it errs towards no. They are not for results.', '');
  lines.push('The runs of the comparison keep their verdicts until the new ones are taken.', '');
  const samples: FlipsText['samples'] = new Map();
  for (const run of runs) {
    lines.push(...headOf(run));
    listInto(lines, samples, run);
  }
  return { text: lines.join('\n'), samples };
}

/** `Math-Verify 0.8.0`, `Preview 1 (preview)`. */
export function graderLabel({ id, version }: GraderName): string {
  const label = graderKinds.find((kind) => kind.id === id)?.label ?? id;
  return `${label} ${version}${isPreview({ id, version }) ? ' (preview)' : ''}`;
}

/** `12 of 320 samples flip`, `no verdict of 320 samples flips`. */
export function flippedWords(runs: readonly RegradedRun[]): string {
  const flipped = runs.reduce((sum, { flips }) => sum + flips.flips.length, 0);
  const all = formatNoun(
    runs.reduce((sum, { flips }) => sum + flips.flips.length + flips.same, 0),
    'sample',
  );
  return flipped === 0 ? `no verdict of ${all} flips` : `${formatCount(flipped)} of ${all} flip`;
}

function headOf({ run, before, judged, kept, withoutReference, unsure, flips }: RegradedRun): string[] {
  const total = flips.flips.length + flips.same;
  const facts = [
    `${formatNoun(total, 'sample')}, ${formatCount(judged)} judged now, ${formatCount(kept)} before`,
    ...(withoutReference > 0 ? [`${formatCount(withoutReference)} have no reference and so no verdict`] : []),
    ...(unsure > 0 ? [`${formatCount(unsure)} the grader could not tell`] : []),
  ];
  const effect = flips.effect.map((one) => [
    `pass@${one.k}`,
    percent(one.before),
    percent(one.after),
    formatNoun(flips.problems, 'problem'),
  ]);
  return [
    `## ${cell(run)}`,
    '',
    `Until now: ${cell(before)}. ${facts.join('; ')}.`,
    '',
    ...(flips.counts.length === 0
      ? ['No verdict flips.']
      : table(
          ['verdict', 'samples', 'of'],
          flips.counts.map(({ from, to, count }) => [`${from} → ${to}`, formatCount(count), formatCount(total)]),
        )),
    '',
    ...(effect.length > 0
      ? [...table(['', 'until now', 'then', 'mean over'], effect), '']
      : ['No problem has a verdict both before and after, so there is no pass@k to compare.', '']),
  ];
}

function listInto(lines: string[], samples: FlipsText['samples'], { run, flips }: RegradedRun): void {
  let kind = '';
  for (const flip of flips.flips.slice(0, mostListed)) {
    const now = `${flip.from} → ${flip.to}`;
    if (now !== kind) lines.push(...(kind === '' ? [] : ['']), `### ${cell(run)}: ${now}`, '');
    kind = now;
    samples.set(lines.length, { run, flip });
    const benchmark = flip.benchmark === undefined ? '' : ` (${cell(flip.benchmark)})`;
    lines.push(`- ${cell(flip.problem)}${benchmark}, sample ${formatCount(flip.index + 1)}`);
  }
  const rest = flips.flips.length - mostListed;
  if (rest > 0) lines.push('', `… and ${formatCount(rest)} more; \`trace-inspector regrade --json\` lists all.`);
  if (kind !== '') lines.push('');
}

function table(head: readonly string[], rows: readonly string[][]): string[] {
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`);
}

const percent = (value: number): string => `${formatPercent(value)} %`;

const isPreview = ({ id }: GraderName): boolean => graderKinds.some((kind) => kind.isPreview && kind.id === id);

/** Ids are data: nothing in them makes a line, a cell or markup. */
function cell(text: string): string {
  return withoutControls(text.replace(/\s+/g, ' ')).replace(/[\\`*_{}[\]<>#|~&!$]/g, '\\$&');
}
