/** How well a surface score tells what people said about the approach. */

/** One trace that a person judged beside a base sample, with a surface score of the two. */
export interface JudgedPair {
  /** Any number that rises with novelty, such as the share of novel tokens. NaN is left out. */
  score: number;
  /** The person's verdict. */
  same: boolean;
}

/** Area under the ROC curve: the chance that a trace judged *different* has the higher score than one judged *same*. */
export interface Prediction {
  /** 0.5 says nothing, 1 tells them apart; NaN where one of the two kinds is missing. Ties count half. */
  auc: number;
  /** 95 %, percentile bootstrap over traces within each kind; NaN as `auc`. */
  lo: number;
  hi: number;
  same: number;
  different: number;
  seed: number;
}
