/**
 * Verdicts on chains of thought, as plain values: what a reviewer said of a sample, and what holds of it when several said
 * something. Runs are named by label, problems by their id in the table, samples by place in dump order from 0.
 */

export const chainVerdicts = ['valid', 'invalid', 'ambiguous', 'skip'] as const;
/** `skip`: looked at and not judged; counts as not read. */
export type ChainVerdict = (typeof chainVerdicts)[number];

export interface SampleName {
  run: string;
  problem: string;
  index: number;
}

/** One reviewer's verdict on one sample. Of two by the same reviewer the later in the list holds. */
export interface Judgement extends SampleName {
  reviewer: string;
  verdict: ChainVerdict;
  /** Set: decided after reviewers disagreed. It wins over all of them. */
  adjudicated?: boolean;
}

/**
 * What holds of a sample. `disputed`: reviewers differ and nobody has adjudicated; it counts like `ambiguous`, on neither
 * side.
 */
export type Settled = ChainVerdict | 'disputed';

/** Settled verdicts by run and problem, then by place of the sample. */
export interface SettledVerdicts {
  /** undefined: nobody has looked at it. */
  of(sample: SampleName): Settled | undefined;
  readonly size: number;
}
