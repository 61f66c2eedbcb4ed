// The bootstrap written out, as a reference for src/core/stats/meanIntervals.ts: draw as many problems as there are, with replacement, and see how the number of interest
// varies. It speaks of other such problems, not of other samples. The draws are made once (`drawResamples`) and handed to
// every function below, so two runs are always compared on the same draws: that is what makes them paired.
// Meant for fewer than about 100 problems; cost is resamples × problems for each k.
import { LEAD_TOLERANCE } from '../../../src/core/stats/crossover';
import type { Counts } from '../../../src/core/stats/meanCurve';
import { checkColumns } from '../../../src/core/stats/meanCurve';
import { checkK, passAtK, passAtKCurve } from '../../../src/core/stats/passAtK';
import { seededRandom } from '../../../src/core/stats/seededRandom';

/** Draws of problems with replacement, to be shared by all runs over the same problems. */
export interface Resamples {
  /** Number of resamples. */
  count: number;
  /** Problem indices, `count` rows of one per problem. */
  draws: Uint32Array;
  /** What each problem weighs in the mean; sums to 1. Benchmarks weigh the same, and problems within one do. */
  weights: Float64Array;
}

/** How to resample. */
export interface ResampleOptions {
  /** Whole number in 0 … 2³² − 1. */
  seed: number;
  /** Default 10,000. */
  resamples?: number;
  /** The benchmark of each problem, any id. Problems are then drawn within their benchmark. Default: one benchmark. */
  benchmarks?: ArrayLike<number>;
}

/** A mean over problems with its 95 % percentile interval. */
export interface MeanInterval {
  mean: number;
  lo: number;
  hi: number;
}

/** The 95 % percentile interval of the crossover. */
export interface CrossoverInterval {
  /** A k in 2 … K; null reads "> K". */
  lo: number | null;
  /** As `lo`. */
  hi: number | null;
  /** Fraction of the resamples without a crossover; they count as > K. */
  shareWithout: number;
  /** The part of `shareWithout` in which the base leads already at k = 1, as a fraction of all resamples. */
  shareBaseLeadsAt1: number;
}

/**
 * Draws resamples of `problems` problems, stratified by benchmark: each benchmark keeps its number of problems.
 *
 * @throws RangeError when `problems` or `resamples` is not an integer ≥ 1, `benchmarks` has another length, or for a bad seed.
 * Source: Efron & Tibshirani 1993, "An Introduction to the Bootstrap", ch. 6 and 8.
 */
export function drawResamples(problems: number, options: ResampleOptions): Resamples {
  const { seed, resamples: count = 10_000, benchmarks = new Uint8Array(problems) } = options;
  for (const size of [problems, count])
    if (!Number.isSafeInteger(size) || size < 1) throw new RangeError(`nothing to resample: ${count} × ${problems}`);
  if (benchmarks.length !== problems) throw new RangeError(`${benchmarks.length} benchmarks for ${problems} problems`);
  const members = membersByBenchmark(benchmarks);
  const peers = Array.from(benchmarks, (benchmark) => members.get(benchmark)!);
  const random = seededRandom(seed);
  const draws = new Uint32Array(count * problems);
  for (let row = 0; row < draws.length; row += problems)
    for (let i = 0; i < problems; i++) draws[row + i] = peers[i][Math.floor(random() * peers[i].length)];
  const weights = Float64Array.from(peers, (peer) => 1 / (members.size * peer.length));
  return { count, draws, weights };
}

/** The problems of each benchmark. */
function membersByBenchmark(benchmarks: ArrayLike<number>): Map<number, number[]> {
  const members = new Map<number, number[]>();
  for (let i = 0; i < benchmarks.length; i++) {
    const known = members.get(benchmarks[i]);
    if (known) known.push(i);
    else members.set(benchmarks[i], [i]);
  }
  return members;
}

/**
 * Mean over problems of any number, with its interval. For the difference of two runs pass the differences per problem.
 *
 * @param values one number per problem.
 * @returns in the unit of `values`.
 * @throws RangeError when `resamples` were drawn for another number of problems.
 * Source: percentile interval, Efron & Tibshirani 1993, ch. 13.
 */
export function bootstrapMean(values: ArrayLike<number>, resamples: Resamples): MeanInterval {
  checkProblems(values.length, resamples);
  const { count, draws } = resamples;
  const weighted = weigh(values, resamples);
  const means = new Float64Array(count);
  for (let r = 0; r < count; r++) means[r] = sumOfDraws(weighted, 0, draws, r);
  means.sort();
  const mean = weighted.reduce((sum, value) => sum + value, 0);
  return { mean, lo: percentile(means, 0.025), hi: percentile(means, 0.975) };
}

/**
 * Mean pass@k of a run with its interval, at each of `ks`. A grid of some 50 values of k keeps it quick.
 *
 * @returns fractions, one entry per entry of `ks`.
 * @throws RangeError as `passAtK` and `bootstrapMean`.
 */
export function bootstrapCurve(counts: Counts, ks: readonly number[], resamples: Resamples): MeanInterval[] {
  checkColumns(counts);
  return ks.map((k) =>
    bootstrapMean(
      Array.from(counts.n, (n, i) => passAtK(n, counts.c[i], k)),
      resamples,
    ),
  );
}

/**
 * How far the crossover would vary with other such problems; see `crossover` for what it is. Looks at every k up to `K`.
 *
 * @param base counts over the same problems, in the same order, as `rl`.
 * @throws RangeError when the runs or the resamples differ in problems, or a problem has fewer than `K` scored samples.
 * Source: `definitions.md`, "Intervals".
 */
export function bootstrapCrossover(base: Counts, rl: Counts, K: number, resamples: Resamples): CrossoverInterval {
  const leads = leadsByK(base, rl, K, resamples);
  const { count, draws } = resamples;
  const problems = base.n.length;
  const crossings = new Float64Array(count);
  let without = 0;
  let baseLeadsAt1 = 0;
  for (let r = 0; r < count; r++) {
    let k = 1;
    while (k <= K && sumOfDraws(leads, (k - 1) * problems, draws, r, problems) <= LEAD_TOLERANCE) k++;
    if (k === 1) baseLeadsAt1++;
    const crosses = k > 1 && k <= K;
    if (!crosses) without++;
    crossings[r] = crosses ? k : Infinity;
  }
  crossings.sort();
  const end = (quantile: number) => {
    const k = percentile(crossings, quantile);
    return k === Infinity ? null : k;
  };
  return { lo: end(0.025), hi: end(0.975), shareWithout: without / count, shareBaseLeadsAt1: baseLeadsAt1 / count };
}

/** Weighted pass@k(base) − pass@k(RL): `K` rows of one number per problem. */
function leadsByK(base: Counts, rl: Counts, K: number, resamples: Resamples): Float64Array {
  checkColumns(base);
  checkColumns(rl);
  checkK(Infinity, K);
  const problems = base.n.length;
  if (rl.n.length !== problems) throw new RangeError(`base has ${problems} problems but RL has ${rl.n.length}`);
  checkProblems(problems, resamples);
  const leads = new Float64Array(K * problems);
  for (let i = 0; i < problems; i++) {
    const baseCurve = passAtKCurve(base.n[i], base.c[i], K);
    const rlCurve = passAtKCurve(rl.n[i], rl.c[i], K);
    for (let k = 0; k < K; k++) leads[k * problems + i] = (baseCurve[k] - rlCurve[k]) * resamples.weights[i];
  }
  return leads;
}

function weigh(values: ArrayLike<number>, { weights }: Resamples): Float64Array {
  return weights.map((weight, i) => weight * values[i]);
}

/** Sum over resample `r` of the row of already weighted values that starts at `start`. */
function sumOfDraws(
  values: Float64Array,
  start: number,
  draws: Uint32Array,
  r: number,
  problems = values.length,
): number {
  let sum = 0;
  for (let j = r * problems; j < (r + 1) * problems; j++) sum += values[start + draws[j]];
  return sum;
}

/** The smallest of the sorted values that at least a fraction `quantile` of them do not exceed: never interpolates to ∞. */
function percentile(sorted: Float64Array, quantile: number): number {
  return sorted[Math.max(0, Math.ceil(quantile * sorted.length) - 1)];
}

function checkProblems(problems: number, { weights }: Resamples): void {
  if (problems !== weights.length)
    throw new RangeError(`resamples were drawn for ${weights.length} problems, not ${problems}`);
}
