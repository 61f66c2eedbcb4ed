// Forecasts past n: problems' chances p of a correct sample are taken to come from one beta distribution, fitted to the
// counts by maximum likelihood; each problem's own counts then sharpen it.
import type { Counts } from './meanCurve';
import { checkColumns } from './meanCurve';
import { checkCounts, checkK } from './passAtK';

export interface BetaFit {
  alpha: number;
  beta: number;
}

/** Why no fit is given. */
export type FitRefusal = 'too-few-problems' | 'boundary';

/** Below this many problems nothing is fitted. From `definitions.md`, "Forecast past n". */
const LEAST_PROBLEMS = 20;
/** A fit with a parameter outside of these is on a boundary: all problems alike, or all solved always or never. */
const LEAST_SHAPE = 1e-3;
const MOST_SHAPE = 1e3;

/**
 * Fits Beta(α, β) to counts by maximum likelihood of the beta-binomial distribution.
 *
 * @throws RangeError when the columns differ in length, or counts are not integers with 0 ≤ c ≤ n.
 * Source: Skellam 1948; Newton's method in (ln α, ln β). Use for pass@k: arXiv 2510.05197.
 */
export function fitBetaBinomial(counts: Counts): BetaFit | FitRefusal {
  if (counts.n.length < LEAST_PROBLEMS) return 'too-few-problems';
  checkColumns(counts);
  const tally = new Tally(counts);
  let best = { a: Math.log(0.5), b: Math.log(1), value: -Infinity };
  best.value = tally.logLikelihood(best.a, best.b);
  for (let step = 0; step < 200; step++) {
    const next = climb(tally, best);
    if (!next) break;
    const gain = next.value - best.value;
    best = next;
    if (Math.abs(best.a) > 12 || Math.abs(best.b) > 12) return 'boundary';
    if (gain < 1e-10 * Math.abs(best.value)) break;
  }
  const [alpha, beta] = [Math.exp(best.a), Math.exp(best.b)];
  const isInside = [alpha, beta].every((shape) => shape > LEAST_SHAPE && shape < MOST_SHAPE);
  return isInside ? { alpha, beta } : 'boundary';
}

/**
 * Chance that `k` further samples of a problem solve it, from the fit and its own counts:
 * `1 − B(α+c, β+n−c+k)/B(α+c, β+n−c)`. `k` has no upper bound.
 *
 * @returns a fraction in [0, 1].
 * @throws RangeError unless 0 ≤ c ≤ n and k ≥ 1, integers.
 * Source: `definitions.md`, "Forecast past n".
 */
export function posteriorPassAtK({ alpha, beta }: BetaFit, n: number, c: number, k: number): number {
  checkCounts(n, c);
  checkK(Infinity, k);
  const wrong = beta + n - c;
  return -Math.expm1(Math.min(0, logRising(wrong, k) - logRising(alpha + beta + n, k)));
}

/** ln of x·(x+1)·…·(x+k−1), x > 0. */
function logRising(x: number, k: number): number {
  if (k > 64) return logGamma(x + k) - logGamma(x);
  let log = 0;
  for (let i = 0; i < k; i++) log += Math.log(x + i);
  return log;
}

/** ln Γ(z), z > 0. Source: Stirling's series, DLMF 5.11.1, after moving z to 16 or more. */
function logGamma(z: number): number {
  let product = 1;
  for (; z < 16; z++) product *= z;
  const z2 = z * z;
  const series = (1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - 1 / 1188 / z2) / z2) / z2) / z2) / z;
  return (z - 0.5) * Math.log(z) - z + 0.5 * Math.log(2 * Math.PI) + series - Math.log(product);
}

/** How many problems have at least i + 1 correct, wrong and scored samples: all the likelihood needs. */
class Tally {
  readonly correct: Float64Array;
  readonly wrong: Float64Array;
  readonly all: Float64Array;

  constructor({ n, c }: Counts) {
    let most = 0;
    for (let i = 0; i < n.length; i++) {
      checkCounts(n[i], c[i]);
      most = Math.max(most, n[i]);
    }
    this.correct = new Float64Array(most);
    this.wrong = new Float64Array(most);
    this.all = new Float64Array(most);
    for (let i = 0; i < n.length; i++) {
      if (n[i] > 0) this.all[n[i] - 1]++;
      if (c[i] > 0) this.correct[c[i] - 1]++;
      if (n[i] > c[i]) this.wrong[n[i] - c[i] - 1]++;
    }
    for (const column of [this.correct, this.wrong, this.all])
      for (let i = most - 2; i >= 0; i--) column[i] += column[i + 1];
  }

  /** Up to a constant; `a` = ln α, `b` = ln β. */
  logLikelihood(a: number, b: number): number {
    const [alpha, beta] = [Math.exp(a), Math.exp(b)];
    let sum = 0;
    for (let i = 0; i < this.all.length; i++)
      sum +=
        this.correct[i] * Math.log(alpha + i) +
        this.wrong[i] * Math.log(beta + i) -
        this.all[i] * Math.log(alpha + beta + i);
    return sum;
  }

  /** First and second derivatives of the log-likelihood in α and β. */
  derivatives(alpha: number, beta: number) {
    let [da, db, daa, dbb, dab] = [0, 0, 0, 0, 0];
    for (let i = 0; i < this.all.length; i++) {
      const [ra, rb, rs] = [1 / (alpha + i), 1 / (beta + i), 1 / (alpha + beta + i)];
      da += this.correct[i] * ra - this.all[i] * rs;
      db += this.wrong[i] * rb - this.all[i] * rs;
      daa += this.all[i] * rs * rs - this.correct[i] * ra * ra;
      dbb += this.all[i] * rs * rs - this.wrong[i] * rb * rb;
      dab += this.all[i] * rs * rs;
    }
    return { da, db, daa, dbb, dab };
  }
}

interface Place {
  a: number;
  b: number;
  value: number;
}

/** One step uphill in (ln α, ln β): Newton's where the surface is a dome, else along the slope; halved until it gains. */
function climb(tally: Tally, from: Place): Place | undefined {
  const [alpha, beta] = [Math.exp(from.a), Math.exp(from.b)];
  const { da, db, daa, dbb, dab } = tally.derivatives(alpha, beta);
  const [ga, gb] = [alpha * da, beta * db];
  const [haa, hbb, hab] = [alpha * alpha * daa + ga, beta * beta * dbb + gb, alpha * beta * dab];
  const determinant = haa * hbb - hab * hab;
  const isDome = haa < 0 && determinant > 0;
  const size = Math.hypot(ga, gb);
  if (size === 0) return undefined;
  let [stepA, stepB] = isDome
    ? [(hab * gb - hbb * ga) / determinant, (hab * ga - haa * gb) / determinant]
    : [ga / size, gb / size];
  const length = Math.hypot(stepA, stepB);
  if (length > 2) [stepA, stepB] = [(2 * stepA) / length, (2 * stepB) / length];
  for (let half = 0; half < 40; half++) {
    const [a, b] = [from.a + stepA, from.b + stepB];
    const value = tally.logLikelihood(a, b);
    if (value > from.value) return { a, b, value };
    [stepA, stepB] = [stepA / 2, stepB / 2];
  }
  return undefined;
}
