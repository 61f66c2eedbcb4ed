import { checkCounts } from './passAtK';

/** Names of the twelve bins, in order. */
export const accuracyBins = ['0', ...[1, 2, 3, 4, 5, 6, 7, 8, 9].map((b) => `≤ .${b}`), '< 1', '1'] as const;

/**
 * The accuracy bin of c correct of n: 0 for exactly 0, b = 1 … 9 for ((b−1)/10, b/10], 10 for (0.9, 1), 11 for exactly 1.
 * Compares integers, so that 3 of 10 is in (0.2, 0.3] for certain.
 *
 * @throws RangeError unless 0 ≤ c ≤ n and n ≥ 1, integers.
 * Source: Yue et al. 2025 (arXiv 2504.13837), accuracy distributions; `definitions.md`, "pass@k".
 */
export function accuracyBin(n: number, c: number): number {
  checkCounts(n, c);
  if (n === 0) throw new RangeError('accuracy needs at least one scored sample');
  if (c === 0) return 0;
  if (c === n) return 11;
  let bin = 1;
  while (10 * c > bin * n) bin++;
  return bin;
}
