/** Marks in words: on chips, in the foot, and what Enter does with them. */
import type { FigureContext } from '../../src/core/figures/context';
import { classWords } from '../../src/core/compare/wordsFor';
import { formatCount, formatFraction, formatInterval, formatNoun } from '../../src/core/format';
import { isMissing, type Estimate } from '../../src/core/overview/overview';
import { rowsOfTarget, type Target } from '../../src/core/overview/targets';

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
export function targetLabel({ overview, labels, ids }: FigureContext, target: Target): string {
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
      const { solvedBy } = overview.sets[target.set];
      const names = overview.compared.filter((_, i) => solvedBy[i]).map((run) => labels[run]);
      if (names.length === 0) return `solved by no run at k = ${k}`;
      if (names.length === solvedBy.length) return `solved by all runs at k = ${k}`;
      return `solved by just ${names.join(', ')} at k = ${k}`;
    }
    case 'change':
      return `${target.change} at ${labels[target.run]}, k = ${k}`;
    case 'support':
      return `support ${supportWords[target.group]}, ${labels[target.run]}`;
    case 'row':
      return ids[target.row];
    case 'k':
      return `k = ${formatCount(target.k)}`;
    case 'run':
      return labels[target.run];
  }
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
export function targetWords(context: FigureContext, target: Target, active: boolean): TargetWords {
  const name = targetLabel(context, target);
  if (target.kind === 'k') return { name, says: curveWords(context, target.k), enter: 'k for all pages' };
  if (target.kind === 'run') return { name, says: runWords(context, target.run), enter: 'run in focus' };
  const rows = rowsOfTarget(context.overview, target) ?? new Int32Array();
  const enter = rows.length === 0 ? undefined : rows.length === 1 || active ? 'open traces' : 'filter by these';
  if (target.kind === 'row') return { name, says: wrongAnswerWords(context, target.row), enter };
  const first = Array.from(rows.slice(0, 12), (row) => context.ids[row]).join(', ');
  const more = rows.length > 12 ? ', …' : '';
  const says = rows.length === 0 ? 'no problem' : `${formatNoun(rows.length, 'problem')}: ${first}${more}`;
  return { name, says, enter };
}

/** `base 0.419 [0.31, 0.52] · RL 0.412 [0.30, 0.51]` */
function curveWords({ overview, labels }: FigureContext, k: number): string {
  const { ks, runs } = overview.curves;
  const place = ks.indexOf(k);
  if (place < 0) return '';
  return overview.compared
    .flatMap((run) => {
      const curve = runs[run];
      if (!curve) return [];
      const point = { value: curve.value[place], lo: curve.lo[place], hi: curve.hi[place] };
      return [`${labels[run]} ${estimateWords(point)}`];
    })
    .join(' · ');
}

function runWords({ overview }: FigureContext, run: number): string {
  const { ladder, statistics } = overview;
  const rung = isMissing(ladder) ? undefined : ladder.rungs.find((one) => one.run === run);
  if (rung && !isMissing(ladder))
    return `${ladder.axis} ${rung.x}: pass@1 ${estimateWords(rung.pass1)}, pass@${formatCount(ladder.K)} ${estimateWords(rung.passK)}`;
  return statistics
    .filter(({ id }) => id.startsWith('pass@'))
    .flatMap(({ label, runs }) => (runs[run] ? [`${label} ${estimateWords(runs[run])}`] : []))
    .join(', ');
}

function wrongAnswerWords({ overview, labels }: FigureContext, row: number): string {
  const { answers, base, against } = overview;
  const found = isMissing(answers) ? undefined : answers.top.find((one) => one.row === row);
  if (!found) return '';
  return `wrong answer ${found.answer}: ${labels[base]} ${formatCount(found.base)}, ${labels[against]} ${formatCount(found.against)}`;
}

/** `0.419 [0.312, 0.528]`; without an interval the value alone. */
function estimateWords({ value, lo, hi }: Estimate): string {
  return Number.isNaN(lo) ? formatFraction(value, 3) : `${formatFraction(value, 3)} ${formatInterval(lo, hi, 3)}`;
}
