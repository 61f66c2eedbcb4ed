import { kGrid } from '../stats/kGrid';
import { ProblemBootstrap } from '../stats/meanIntervals';
import { Intervals } from './intervals';
import type { OverviewInput, OverviewOptions } from './overview';
import { PassColumns } from './passColumns';
import type { ProblemSet } from './problemSet';
import { problemSetOf } from './problemSet';

/** The k of the study's ΔSE and ladders. */
const STUDY_K = 256;

/** An overview in the making: its problems, its columns, its one bootstrap. */
export interface Study {
  input: OverviewInput;
  options: OverviewOptions & Required<Pick<OverviewOptions, 'seed' | 'resamples' | 'epsilon' | 'rho' | 'theta'>>;
  set: ProblemSet;
  /** The k of means: the view's, at most K. */
  atK: number;
  /** 256, at most K. */
  studyK: number;
  ks: number[];
  /** By run; undefined where it is not compared or there are no problems. */
  pass: (PassColumns | undefined)[];
  intervals: Intervals;
  bootstrap: ProblemBootstrap | undefined;
}

/** @throws RangeError for a bad seed or number of resamples. */
export function studyOf(input: OverviewInput, options: OverviewOptions): Study {
  const set = problemSetOf(input, options);
  const defaults = { seed: 7, resamples: 10_000, epsilon: 0, rho: 0.5, theta: 0.5 };
  const all = { ...defaults, ...withoutUndefined(options) };
  const atK = all.k === 'n' ? set.K : Math.min(all.k, set.K);
  const studyK = Math.min(STUDY_K, set.K);
  const ks = kGrid(set.K, [atK, studyK, ...(all.ks ?? [])]);
  const bootstrap = set.rows.length > 0 ? new ProblemBootstrap(set.strata, all.seed, all.resamples) : undefined;
  return {
    input,
    options: all,
    set,
    atK,
    studyK,
    ks,
    pass: set.counts.map((counts, run) =>
      counts && set.K > 0 ? new PassColumns(counts, all.mode, ks, input.table.runs[run]) : undefined,
    ),
    intervals: new Intervals(set.strata, bootstrap),
    bootstrap,
  };
}

/** So that an option which is there but undefined takes its default. */
function withoutUndefined<T extends object>(options: T): T {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as T;
}
