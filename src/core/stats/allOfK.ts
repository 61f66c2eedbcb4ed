// What k draws without replacement hold when c of n samples are correct: all correct, or at least a share of them. These
// ask for reliability where pass@k asks for reach.
import { checkCounts, checkK } from './passAtK';

/**
 * pass^k: the chance that all `k` samples drawn are correct, `C(c,k)/C(n,k)`.
 *
 * @returns a fraction in [0, 1]; O(k).
 * @throws RangeError unless 0 ≤ c ≤ n and 1 ≤ k ≤ n, all integers.
 * Source: Yao et al. 2024, "τ-bench" (arXiv 2406.12045).
 */
export function passHatK(n: number, c: number, k: number): number {
  checkCounts(n, c);
  checkK(n, k);
  if (c < k) return 0;
  let all = 1;
  for (let i = 0; i < k; i++) all *= (c - i) / (n - i);
  return all;
}

/**
 * G-Pass@k_θ: the chance that at least `max(1, ⌈θk⌉)` of `k` samples drawn are correct.
 *
 * @returns a fraction in [0, 1]; O(k).
 * @throws RangeError unless 0 ≤ c ≤ n and 1 ≤ k ≤ n (integers) and 0 ≤ θ ≤ 1.
 * Source: Liu et al. 2024 (arXiv 2412.13147), eq. 4.
 */
export function gPassAtK(n: number, c: number, k: number, theta: number): number {
  if (!(theta >= 0 && theta <= 1)) throw new RangeError(`θ must be in [0, 1], got ${theta}`);
  return tailFrom(drawnCorrect(n, c, k), neededOf(k, theta));
}

/**
 * mG-Pass@k: the mean of G-Pass@k_θ over θ in (0.5, 1], `2 ∫ G-Pass@k_θ dθ`. For even k that is the paper's sum over
 * j = k/2 + 1 … k; for odd k the middle j weighs half, as in the integral.
 *
 * @returns a fraction in [0, 1]; O(k).
 * @throws RangeError unless 0 ≤ c ≤ n and 1 ≤ k ≤ n, all integers.
 * Source: Liu et al. 2024 (arXiv 2412.13147), eq. 5.
 */
export function mGPassAtK(n: number, c: number, k: number): number {
  const chances = drawnCorrect(n, c, k);
  let tail = 0;
  let sum = 0;
  for (let j = k; 2 * j > k; j--) {
    tail += chances[j];
    sum += tail * (2 * j === k + 1 ? 0.5 : 1);
  }
  return Math.min(1, (2 * sum) / k);
}

/** ⌈θk⌉, at least 1; a product that is whole on paper must not be pushed up by rounding. */
function neededOf(k: number, theta: number): number {
  return Math.max(1, Math.ceil(theta * k - 1e-9));
}

function tailFrom(chances: Float64Array, from: number): number {
  let tail = 0;
  for (let j = chances.length - 1; j >= from; j--) tail += chances[j];
  return Math.min(1, tail);
}

/**
 * Chance of j = 0 … k correct among k drawn: `C(c,j)·C(n−c,k−j)/C(n,k)`. Grown from the most likely j by the ratios of
 * neighbours and scaled to sum to 1: nothing overflows, and nothing cancels.
 */
function drawnCorrect(n: number, c: number, k: number): Float64Array {
  checkCounts(n, c);
  checkK(n, k);
  const chances = new Float64Array(k + 1);
  const least = Math.max(0, k - (n - c));
  const most = Math.min(k, c);
  const mode = Math.min(most, Math.max(least, Math.floor(((k + 1) * (c + 1)) / (n + 2))));
  const ratio = (j: number) => ((c - j) * (k - j)) / ((j + 1) * (n - c - k + j + 1)); // of j + 1 to j
  chances[mode] = 1;
  let total = 1;
  for (let j = mode; j < most; j++) total += chances[j + 1] = chances[j] * ratio(j);
  for (let j = mode - 1; j >= least; j--) total += chances[j] = chances[j + 1] / ratio(j);
  return chances.map((chance) => chance / total);
}
