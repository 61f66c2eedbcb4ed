/** How far raters agree. A unit is what they rate: a sample, or a sample and a tag. */

/** One rater's label of one unit. A rater who did not rate a unit has no entry: that is a missing value. */
export interface Rating {
  unit: string;
  rater: string;
  label: string;
}

/** A coefficient with its 95 % interval: percentile bootstrap over units. NaN where it is not defined. */
export interface Coefficient {
  value: number;
  lo: number;
  hi: number;
  /** Resamples in which it was not defined (all labels alike); they are left out of the interval. */
  undefinedResamples: number;
}

export interface Agreement {
  /** Units with at least two ratings: all else is about these. */
  units: number;
  /** Raters with at least one rating of them, in order of appearance. */
  raters: string[];
  labels: string[];
  /** Mean over units of the share of pairs of raters that agree. */
  percent: Coefficient;
  /** Cohen's κ; undefined unless there are exactly two raters. */
  kappa?: Coefficient;
  /** Krippendorff's α for nominal labels. */
  alpha: Coefficient;
  disagreements: Disagreement[];
  seed: number;
  resamples: number;
}

export interface Disagreement {
  unit: string;
  labels: { rater: string; label: string }[];
}

export interface AgreementOptions {
  /** A whole number in 0 … 2³² − 1; default 7. */
  seed?: number;
  /** Default 2,000. */
  resamples?: number;
}
