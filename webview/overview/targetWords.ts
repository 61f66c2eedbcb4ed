/** Marks in words: on chips, in the foot, and what Enter does with them. */
import { classWords } from '../../src/core/compare/wordsFor';
import { formatCount, formatFraction, formatInterval, formatNoun } from '../../src/core/format';
import { isMissing, type Estimate, type Overview } from '../../src/core/overview/overview';
import { rowsOfTarget, type CurveOf, type Target } from '../../src/core/overview/targets';
import type { TargetContext } from './context';

/** The twelve bins of the study in words. */
const bins = [
  'exactly 0',
  '(0, 0.1]',
  ...[2, 3, 4, 5, 6, 7, 8, 9].map((b) => `(0.${b - 1}, 0.${b}]`),
  '(0.9, 1)',
  'exactly 1',
];

const supportWords = {
  preserved: 'preserved',
  shrunk: 'shrunk',
  expanded: 'expanded',
  out: 'out of support',
};

/** `base accuracy (0, 0.1]`, `base only at k = 64`: what a chip of these problems says. */
export function targetLabel(
  { overview, labels, ids }: Pick<TargetContext, 'overview' | 'labels' | 'ids'>,
  target: Target,
): string {
  const k = overview.k === 'n' ? 'n' : formatCount(overview.k);
  switch (target.kind) {
    case 'class': {
      const than = overview.compared.length > 2 ? `, ${labels[overview.base]} and ${labels[target.run]}` : '';
      return `${classWords[target.class]} at k = ${k}${than}`;
    }
    case 'bin':
      return `${labels[target.run]} accuracy ${bins[target.bin]}`;
    case 'flow':
      return `${labels[overview.base]} accuracy ${bins[target.from]}, ${labels[overview.against]} ${bins[target.to]}`;
    case 'set': {
      const names = target.runs.map((run) => labels[run]);
      if (names.length === 0) return `solved by no run at k = ${k}`;
      if (names.length === overview.compared.length) return `solved by all runs at k = ${k}`;
      return `solved by just ${names.join(', ')} at k = ${k}`;
    }
    case 'change':
      return `${target.change} at ${labels[target.run]}, k = ${k}`;
    case 'support':
      return `support ${supportWords[target.group]}, ${labels[target.run]}`;
    case 'row':
      return ids[target.row];
    case 'k':
      return `solved by ${labels[target.run]} at k = ${formatCount(target.k)}${partWords(target.benchmark)}${chainWords(target.cot)}`;
    case 'ahead': {
      const [base, run] = [labels[overview.base], labels[target.run]];
      return `${base} ahead of ${run} at k = ${formatCount(target.k)}${partWords(target.benchmark)}`;
    }
    case 'samples':
      return `${labels[target.run]} with ${target.correct ? 'correct' : 'wrong'} samples`;
    case 'perplexity':
      return perplexityLabel(overview, labels, target);
  }
}

function partWords(benchmark: string | undefined): string {
  return benchmark === undefined ? '' : ` in ${benchmark}`;
}

/** What counts for a bound of CoT-pass@k. */
function chainWords(cot: CurveOf['cot']): string {
  if (cot === undefined) return '';
  return cot === 'lower' ? ', by chains judged valid' : ', by chains not judged invalid';
}

/** `median perplexity of RL under base 1.2 to 1.3` */
function perplexityLabel(
  { perplexity }: Overview,
  labels: readonly string[],
  { distribution, bin }: Extract<Target, { kind: 'perplexity' }>,
): string {
  if (isMissing(perplexity)) return 'perplexity';
  const { scorer, run, edges } = perplexity.distributions[distribution];
  return `median perplexity of ${labels[run]} under ${scorer} ${edges[bin].toFixed(2)} to ${edges[bin + 1].toFixed(2)}`;
}

export interface TargetWords {
  /** The mark. */
  name: string;
  /** What there is to say of it. */
  says: string;
  /** What Enter does; undefined: nothing. */
  enter: string | undefined;
}

/** The foot's words on a mark. `active`: problems are filtered by it already. */
export function targetWords(context: TargetContext, target: Target, active: boolean): TargetWords {
  const name = targetLabel(context, target);
  const rows = rowsOfTarget(context.overview, target, context.table);
  const filter = target.kind === 'k' ? 'filter by these, at this k' : 'filter by these';
  const enter = rows.length === 0 ? undefined : rows.length === 1 || active ? 'open traces' : filter;
  if (target.kind === 'row') return { name, says: wrongAnswerWords(context, target.row), enter };
  const first = Array.from(rows.slice(0, 12), (row) => context.ids[row]).join(', ');
  const more = rows.length > 12 ? ', …' : '';
  const problems = rows.length === 0 ? 'no problem' : formatNoun(rows.length, 'problem');
  if (target.kind === 'k') return { name, says: `${problems} · ${curveWords(context, target)}`, enter };
  return { name, says: rows.length === 0 ? problems : `${problems}: ${first}${more}`, enter };
}

/** `pass@64: base 0.419 [0.31, 0.52] · RL 0.412 [0.30, 0.51]` */
function curveWords(
  { overview, labels }: TargetContext,
  { k, run: own, benchmark, cot: bound }: Extract<Target, { kind: 'k' }>,
): string {
  const part = overview.benchmarks.find(({ name }) => name === benchmark);
  const { ks, runs, cot } = part ?? overview.curves;
  const place = ks.indexOf(k);
  if (place < 0) return '';
  const band = bound && cot[own];
  if (band) {
    const [least, most] = [band.lower, band.upper].map((values) => formatFraction(values[place], 3));
    return `CoT-pass@${formatCount(k)} of ${labels[own]} is between ${least} and ${most}`;
  }
  const values = overview.compared.flatMap((run) => {
    const curve = runs[run];
    if (!curve) return [];
    const point = { value: curve.value[place], lo: curve.lo[place], hi: curve.hi[place] };
    return [`${labels[run]} ${estimateWords(point)}`];
  });
  return `pass@${formatCount(k)}: ${values.join(' · ')}`;
}

function wrongAnswerWords({ overview, labels }: TargetContext, row: number): string {
  const { answers, base, against } = overview;
  const found = isMissing(answers) ? undefined : answers.top.find((one) => one.row === row);
  if (!found) return '';
  return `wrong answer ${found.answer}: ${labels[base]} ${formatCount(found.base)}, ${labels[against]} ${formatCount(found.against)}`;
}

/** `0.419 [0.312, 0.528]`; without an interval the value alone. */
function estimateWords({ value, lo, hi }: Estimate): string {
  return Number.isNaN(lo) ? formatFraction(value, 3) : `${formatFraction(value, 3)} ${formatInterval(lo, hi, 3)}`;
}
