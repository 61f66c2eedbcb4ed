/**
 * Unbiased estimate of pass@k for one problem: the chance that at least one of `k` samples, drawn without
 * replacement from `n` scored ones of which `c` are correct, is correct.
 *
 * @returns a fraction in [0, 1], within 2e-15 (relative) of the exact rational; O(k).
 * @throws RangeError unless 0 ≤ c ≤ n and 1 ≤ k ≤ n, all integers. Never extrapolates to k > n.
 * Source: Chen et al. 2021, "Evaluating Large Language Models Trained on Code", eq. 1, `1 − C(n−c,k)/C(n,k)`, summed as
 * the chance that the first correct sample is the j-th drawn: all terms are positive, so nothing cancels.
 */
export function passAtK(n: number, c: number, k: number): number {
  checkCounts(n, c);
  checkK(n, k);
  if (n - c < k) return 1;
  let solved = 0;
  let unsolved = 1;
  for (let j = 1; j <= k; j++) {
    solved += (unsolved * c) / (n - j + 1);
    unsolved *= (n - c - j + 1) / (n - j + 1);
  }
  return Math.min(1, solved);
}

/**
 * pass@k of one problem for k = 1 … `K`, in one pass of O(K).
 *
 * @returns `K` fractions in [0, 1], never falling; index k − 1 holds exactly what `passAtK(n, c, k)` returns.
 * @throws RangeError unless 0 ≤ c ≤ n and 1 ≤ K ≤ n, all integers.
 * Source: as `passAtK`.
 */
export function passAtKCurve(n: number, c: number, K: number): Float64Array {
  checkCounts(n, c);
  checkK(n, K);
  const curve = new Float64Array(K).fill(1);
  let solved = 0;
  let unsolved = 1;
  for (let k = 1; k <= Math.min(K, n - c); k++) {
    solved += (unsolved * c) / (n - k + 1);
    unsolved *= (n - c - k + 1) / (n - k + 1);
    curve[k - 1] = Math.min(1, solved);
  }
  return curve;
}

/**
 * Checks the counts of one problem: `c` correct of `n` scored samples. `n` may be 0.
 *
 * @throws RangeError unless 0 ≤ c ≤ n, both integers.
 */
export function checkCounts(n: number, c: number): void {
  if (!Number.isSafeInteger(n) || n < 0) throw new RangeError(`n must be a whole number of samples, got ${n}`);
  if (!Number.isSafeInteger(c) || c < 0 || c > n) throw new RangeError(`c must be a whole number in 0…${n}, got ${c}`);
}

/**
 * Checks a number of draws against the number of scored samples; pass `Infinity` as `n` for no upper bound.
 *
 * @throws RangeError unless 1 ≤ k ≤ n and k is an integer.
 */
export function checkK(n: number, k: number): void {
  if (!Number.isSafeInteger(k) || k < 1 || k > n) throw new RangeError(`k must be a whole number in 1…${n}, got ${k}`);
}
