/** What a review found: problems with at least one valid chain, and the counts behind CoT-pass@k. */

/** Where a problem of one run stands. */
export type ProblemState =
  /** At least one chain is valid. */
  | 'valid'
  /** All its chains were read and all are invalid. */
  | 'none'
  /** All were read, none is valid, but at least one is ambiguous or disputed: left out, and said. */
  | 'ambiguous'
  /** None is valid so far, and some were not read or were skipped: left out, and said. */
  | 'open';

/** Of one run, over the problems of an audit. */
export interface ValidChains {
  run: string;
  /** Problems with at least one valid chain, of those about which it is known (`valid` and `none`). */
  valid: number;
  of: number;
  /** Left out. */
  ambiguous: number;
  open: number;
  /** Ids by state, in the order given. */
  problems: Record<ProblemState, string[]>;
}

/**
 * Settled verdicts on the correct samples of one run, one entry a table row. Goes into `OverviewInput.review`. `valid` +
 * `invalid` + `ambiguous` + `disputed` + `skipped` is at most c.
 */
export interface ReviewColumns {
  valid: Int32Array;
  invalid: Int32Array;
  ambiguous: Int32Array;
  disputed: Int32Array;
  skipped: Int32Array;
}
