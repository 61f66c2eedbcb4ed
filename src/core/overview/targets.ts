import type { ProblemClass, ProblemTable } from '../compare/comparison';
import { judgedAt, Solved } from '../compare/view';
import { solvedAtK } from '../stats/solved';
import { isMissing, type Overview } from './overview';

/**
 * What a mark of a figure speaks of: always problems. `rowsOfTarget` gives them. A target means the same after a filter by
 * it, so that choosing it again finds it.
 */
export type Target =
  | { kind: 'class'; class: ProblemClass; run: number }
  | { kind: 'bin'; run: number; bin: number }
  /** Problems that went from one accuracy bin of the base to one of `against`. */
  | { kind: 'flow'; from: number; to: number }
  /** Problems that just these of the compared runs solve. */
  | { kind: 'set'; runs: readonly number[] }
  | { kind: 'change'; run: number; change: 'gained' | 'lost' | 'regained' }
  | { kind: 'support'; run: number; group: 'preserved' | 'shrunk' | 'expanded' | 'out' }
  | { kind: 'row'; row: number }
  /** A point of a curve: the problems that the run solves at this k. Choosing it sets k too. */
  | ({ kind: 'k'; k: number } & CurveOf)
  /** Problems whose pass@k is higher for the base than for the run: what a crossover and a difference are made of. */
  | { kind: 'ahead'; k: number; run: number; benchmark?: string }
  /** Problems of which the run has correct (or wrong) samples. */
  | { kind: 'samples'; run: number; correct: boolean }
  /** Problems whose median is in a bin of one of `Perplexity.distributions`. */
  | { kind: 'perplexity'; distribution: number; bin: number };

/** A curve over k. `cot`: one of the bounds of CoT-pass@k, by the samples that count for it. */
export interface CurveOf {
  run: number;
  benchmark?: string;
  cot?: 'lower' | 'upper';
}

/**
 * Table rows behind a mark, in table order.
 *
 * @param table the one the overview was computed from.
 */
export function rowsOfTarget(
  overview: Overview,
  target: Target,
  table: Pick<ProblemTable, 'runs' | 'benchmarks'>,
): Int32Array {
  const { rows, coverage, histogram, sets, ladder, support, base, against, compared } = overview;
  const inBin = (run: number, bin: number) => (_: number, i: number) => histogram.bins[run]?.[i] === bin;
  switch (target.kind) {
    case 'class':
      return coverage[target.run]?.rows[target.class] ?? none;
    case 'bin':
      return rows.filter(inBin(target.run, target.bin));
    case 'flow': {
      const [isFrom, isTo] = [inBin(base, target.from), inBin(against, target.to)];
      return rows.filter((row, i) => isFrom(row, i) && isTo(row, i));
    }
    case 'set': {
      const isMeant = ({ solvedBy }: Overview['sets'][number]) =>
        compared.every((run, i) => solvedBy[i] === target.runs.includes(run));
      return sets.find(isMeant)?.rows ?? none;
    }
    case 'change':
      return isMissing(ladder) ? none : (ladder.rungs.find(({ run }) => run === target.run)?.[target.change] ?? none);
    case 'support':
      return support.find(({ run }) => run === target.run)?.[target.group] ?? none;
    case 'row':
      return Int32Array.of(target.row);
    case 'k':
      return ofBenchmark(solvedRows(overview, target, table), target, table);
    case 'ahead':
      return aheadRows(overview, target, table);
    case 'samples': {
      const { n, c } = table.runs[target.run];
      return rows.filter((row) => (target.correct ? c[row] > 0 : c[row] < n[row]));
    }
    case 'perplexity':
      return perplexityRows(overview, target);
  }
}

const none = new Int32Array();

function ofBenchmark(
  rows: Int32Array,
  { benchmark }: { benchmark?: string },
  { benchmarks }: Pick<ProblemTable, 'benchmarks'>,
): Int32Array {
  return benchmark === undefined ? rows : rows.filter((row) => benchmarks[row] === benchmark);
}

function solvedRows(
  overview: Overview,
  { k, run, cot }: Extract<Target, { kind: 'k' }>,
  table: Pick<ProblemTable, 'runs'>,
): Int32Array {
  const { rows, curves, tau } = overview;
  if (cot === undefined) {
    const { solved } = judgedAt(table.runs[run], { ...overview, k });
    return rows.filter((row) => solved[row] === Solved.yes);
  }
  const counts = curves.cot[run]?.counts[cot];
  if (!counts) return none;
  const { n } = table.runs[run];
  return rows.filter((row, i) => solvedAtK(n[row], counts[i], k, tau) === true);
}

/** In first-k mode there is no pass@k of a problem: the base is ahead where it alone solves. */
function aheadRows(
  overview: Overview,
  target: Extract<Target, { kind: 'ahead' }>,
  table: Pick<ProblemTable, 'runs' | 'benchmarks'>,
): Int32Array {
  if (overview.base < 0) return none;
  const [base, run] = [overview.base, target.run].map((one) => judgedAt(table.runs[one], { ...overview, k: target.k }));
  const isAhead = (row: number) =>
    overview.mode === 'estimated'
      ? base.passAtK[row] > run.passAtK[row]
      : base.solved[row] === Solved.yes && run.solved[row] === Solved.no;
  return ofBenchmark(overview.rows, target, table).filter(isAhead);
}

function perplexityRows({ perplexity }: Overview, target: Extract<Target, { kind: 'perplexity' }>): Int32Array {
  const distribution = isMissing(perplexity) ? undefined : perplexity.distributions[target.distribution];
  if (!distribution) return none;
  const { rows, medians, edges } = distribution;
  return rows.filter((_, i) => binOfMedian(edges, medians[i]) === target.bin);
}

/** The bin of `edges` that holds a value; the last one holds its upper end too. */
export function binOfMedian(edges: Float64Array, value: number): number {
  const above = edges.findIndex((edge, i) => i > 0 && value < edge);
  return above < 0 ? edges.length - 2 : above - 1;
}
