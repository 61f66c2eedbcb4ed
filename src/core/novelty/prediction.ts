/** How well a surface score tells what people said about the approach. */
import { sortedQuantiles } from '../stats/quantiles';
import { seededRandom } from '../stats/seededRandom';

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
  /** 95 %, percentile bootstrap over traces within each kind; NaN below two of a kind. */
  lo: number;
  hi: number;
  same: number;
  different: number;
  seed: number;
}

/**
 * @throws RangeError for a bad seed or number of resamples.
 * Source: Hanley & McNeil 1982, "The meaning and use of the area under a ROC curve" (the Mann–Whitney statistic).
 */
export function predictionOf(pairs: readonly JudgedPair[], seed = 7, resamples = 2000): Prediction {
  if (!Number.isSafeInteger(resamples) || resamples < 1) throw new RangeError(`nothing to resample: ${resamples}`);
  const scoresOf = (kind: boolean) =>
    Float64Array.from(
      pairs.filter(({ score, same }) => same === kind && !Number.isNaN(score)).map(({ score }) => score),
    );
  const [same, different] = [scoresOf(true).sort(), scoresOf(false).sort()];
  const counts = { same: same.length, different: different.length, seed };
  if (same.length === 0 || different.length === 0) return { auc: NaN, lo: NaN, hi: NaN, ...counts };
  const auc = areaOf(same, different);
  if (same.length < 2 || different.length < 2) return { auc, lo: NaN, hi: NaN, ...counts };
  const random = seededRandom(seed);
  const redrawn = (scores: Float64Array) =>
    Float64Array.from(scores, () => scores[Math.floor(random() * scores.length)]).sort();
  const drawn = Float64Array.from({ length: resamples }, () => areaOf(redrawn(same), redrawn(different))).sort();
  const [lo, hi] = sortedQuantiles(drawn, [0.025, 0.975]);
  return { auc, lo, hi, ...counts };
}

/** Both rise. */
function areaOf(same: Float64Array, different: Float64Array): number {
  let [below, notAbove, wins] = [0, 0, 0];
  for (const score of different) {
    while (below < same.length && same[below] < score) below++;
    while (notAbove < same.length && same[notAbove] <= score) notAbove++;
    wins += (below + notAbove) / 2;
  }
  return wins / (same.length * different.length);
}
