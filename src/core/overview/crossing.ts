// The crossover by itself, for where there is no overview: the slider of k shows it on every page.
import { formatCount, formatNoun, formatPercent } from '../format';
import { crossover } from '../stats/crossover';
import { kGrid } from '../stats/kGrid';
import type { ResampledCrossing } from '../stats/meanIntervals';
import { ProblemBootstrap } from '../stats/meanIntervals';
import type { CrossoverEstimate, OverviewInput } from './overview';
import { PassColumns, leadsOf } from './passColumns';
import type { SetCounts } from './problemSet';
import { problemSetOf } from './problemSet';

/** A crossover with what its interval is made of. */
export interface CrossingFacts extends CrossoverEstimate {
  K: number;
  problems: number;
  seed: number;
  /** Resamples that `lo` and `hi` are made of; 0: not computed. */
  resamples: number;
}

/** Where the base overtakes one other run, over the problems that all runs have; in estimated mode, whatever k is. */
export interface Crossing {
  K: number;
  problems: number;
  seed: number;
  /** Resamples made so far, of how many. */
  readonly done: number;
  readonly resamples: number;
  /** As of the resamples made so far. */
  estimate(): CrossoverEstimate;
  /** Makes up to `count` more resamples; the first calls prepare them, a part each. */
  refine(count: number): void;
}

const defaults = { seed: 7, resamples: 10_000 };

/** The same numbers as in `overviewOf` without filters. @returns undefined when there are not two runs with problems. */
export function crossingOf(input: OverviewInput): Crossing | undefined {
  const { base, against, counts, strata, rows, K } = problemSetOf(input, { k: 'n', tau: 1, mode: 'estimated' });
  const [baseCounts, otherCounts] = [counts[base], counts[against]];
  if (!baseCounts || !otherCounts || base === against || rows.length === 0 || K === 0) return undefined;
  const columnsOf = (of: SetCounts, ks: number[], run: number) =>
    new PassColumns(of, 'estimated', ks, input.table.runs[run]);
  const meanOf = (of: SetCounts, run: number) => columnsOf(of, [], run).meanCurve(K, strata);
  const found = crossover(meanOf(baseCounts, base), meanOf(otherCounts, against));
  const bootstrap = new ProblemBootstrap(strata, defaults.seed, defaults.resamples);
  const [ks, pass] = [kGrid(K), new Array<PassColumns>()];
  let resampled: ResampledCrossing | undefined;
  const preparations = [
    () => void pass.push(columnsOf(baseCounts, ks, base)),
    () => void pass.push(columnsOf(otherCounts, ks, against)),
    () => void (resampled = bootstrap.addCrossing(leadsOf(pass[0], pass[1], ks, strata))),
  ];
  const none = { lo: null, hi: null, share: NaN, shareBaseLeadsAt1: NaN };
  return {
    ...defaults,
    K,
    problems: rows.length,
    get done() {
      return bootstrap.done;
    },
    estimate: () => ({ ...found, ...(bootstrap.done > 0 && resampled ? resampled.interval() : none) }),
    refine(count) {
      const prepare = preparations.shift();
      if (prepare) prepare();
      else bootstrap.run(count);
    },
  };
}

/** `Base overtakes at k = 18 [10, 31] (95 %, 10,000 resamples of 30 problems, seed 7).` */
export function wordsForCrossing(facts: CrossingFacts): string {
  const { k, reason, K, problems, resamples, seed, share } = facts;
  const of = `${formatCount(resamples)} resamples of ${formatNoun(problems, 'problem')}, seed ${seed}`;
  if (reason === 'base-leads-at-1') return `Base leads from k = 1 on, over ${formatNoun(problems, 'problem')}.`;
  if (k === null) {
    const resampled = resamples > 0 ? ` (it does in ${formatPercent(share)} % of ${of})` : '';
    return `Base does not overtake up to k = ${formatCount(K)}${resampled}.`;
  }
  if (resamples === 0) return `Base overtakes at k = ${formatCount(k)}, over ${formatNoun(problems, 'problem')}.`;
  const [lo, hi] = [facts.lo, facts.hi].map((end) => (end === null ? `> ${formatCount(K)}` : formatCount(end)));
  return `Base overtakes at k = ${formatCount(k)} [${lo}, ${hi}] (95 %, ${of}).`;
}
