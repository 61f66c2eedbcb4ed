// "RL only" may just mean that the base was unlucky. These functions say how far the samples rule that out, from what
// c correct of n say about one problem under a uniform prior: p ~ Beta(c+1, n−c+1), with k fresh draws solving it with
// chance 1 − (1−p)^k.
import { betaQuantile, betaRegularised } from './beta';
import { checkCounts, checkK } from './passAtK';

/**
 * The chance that the base would solve a problem at `k` after all (its true pass@k ≥ τ), given `c` correct of `n`:
 * 1 − I_{p*}(c+1, n−c+1) with p* = 1 − (1−τ)^{1/k}. For c = 0 that is (1−τ)^{(n+1)/k}. `k` may exceed `n`.
 *
 * @returns a fraction in [0, 1].
 * @throws RangeError unless 0 ≤ c ≤ n, k ≥ 1 (all integers) and 0 < τ < 1.
 * Source: `definitions.md`, "How weak is RL only?".
 */
export function probabilityBaseSolves(n: number, c: number, k: number, tau: number): number {
  checkCounts(n, c);
  checkK(Infinity, k);
  checkOpenThreshold(tau);
  // 1 − I_p(a, b) = I_{1−p}(b, a): the mirror image keeps small chances exact.
  return betaRegularised(Math.exp(Math.log1p(-tau) / k), n - c + 1, c + 1);
}

/**
 * How many further samples of the base, all wrong, bring `probabilityBaseSolves` of a problem without a correct sample
 * down to 5 %: max(0, ⌈k·ln 0.05 / ln(1−τ)⌉ − n − 1).
 *
 * @returns a whole number of samples, 0 when the evidence suffices already.
 * @throws RangeError unless n ≥ 0, k ≥ 1 (integers) and 0 < τ < 1.
 * Source: `definitions.md`, "Samples to settle".
 */
export function samplesToSettle(n: number, k: number, tau: number): number {
  checkCounts(n, 0);
  checkK(Infinity, k);
  checkOpenThreshold(tau);
  const needed = (k * Math.log(0.05)) / Math.log1p(-tau);
  // At τ = 0.95 the quotient is k on paper; rounding must not push it to k + 1.
  return Math.max(0, Math.ceil(needed * (1 - 1e-12)) - n - 1);
}

/**
 * 95 % interval of one problem's pass@k: the 2.5 % and 97.5 % quantiles of p ~ Beta(c+1, n−c+1), mapped by 1 − (1−p)^k.
 * It need not contain the unbiased estimate (at c = 0 that is 0, below the interval).
 *
 * @returns `[lo, hi]`, fractions in [0, 1].
 * @throws RangeError unless 0 ≤ c ≤ n and 1 ≤ k ≤ n, all integers.
 * Source: `definitions.md`, "Intervals"; Bayesian intervals for few samples, arXiv 2510.04265.
 */
export function passAtKInterval(n: number, c: number, k: number): [lo: number, hi: number] {
  checkCounts(n, c);
  checkK(n, k);
  const passAt = (quantile: number) => -Math.expm1(k * Math.log1p(-betaQuantile(quantile, c + 1, n - c + 1)));
  return [passAt(0.025), passAt(0.975)];
}

function checkOpenThreshold(tau: number): void {
  if (!(tau > 0 && tau < 1)) throw new RangeError(`τ must be in (0, 1), got ${tau}`);
}
