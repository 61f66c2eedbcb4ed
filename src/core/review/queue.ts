/** Which chains are to be read, and in which order. */
import type { SampleName } from './verdicts';

/** One problem of one run. */
export interface ProblemSamples {
  run: string;
  problem: string;
  /** Scored and correct samples. */
  n: number;
  c: number;
  /** Places of the samples that may be read, in dump order; for an audit the correct ones. */
  samples: readonly number[];
}

/** Problems by accuracy, both bounds exclusive. */
export interface Band {
  above: number;
  below: number;
}

/** The hardest solvable problems of the study: Yue et al. 2025 (arXiv 2504.13837), validity of the chain of thought. */
export const auditBand: Band = { above: 0, below: 0.05 };

export interface QueueOptions {
  /** Orders the queue; a whole number in 0 … 2³² − 1. */
  seed: number;
  /** Absent: all problems given. */
  band?: Band;
  /** Label of the run whose accuracy decides about a problem for all runs; absent: each run's own. */
  bandOf?: string;
  /** At most so many samples of a problem and run, the first in the queue's order. */
  perProblem?: number;
}

export type ReviewQueue = SampleName[];
