import { checkCounts, checkK, passAtKCurve } from './passAtK';

/** One run's columns of counts, index = problem: scored samples `n` and correct ones `c`. Both have the same length. */
export interface Counts {
  n: ArrayLike<number>;
  c: ArrayLike<number>;
}

/**
 * Mean pass@k (coverage at k) over the problems of one run, for k = 1 … `K`. Computes one curve per distinct (n, c), so
 * the cost is O(problems + distinct · K). Every problem weighs the same; it does not leave out problems with few samples.
 *
 * @returns `K` fractions in [0, 1], index k − 1.
 * @throws RangeError when there are no problems, the columns differ in length, a problem has fewer than `K` scored
 * samples, or counts are not integers with 0 ≤ c ≤ n.
 * Source: Yue et al. 2025 (arXiv 2504.13837), the mean over problems of Chen et al. 2021, eq. 1.
 */
export function meanPassAtK(counts: Counts, K: number): Float64Array {
  checkColumns(counts);
  const mean = new Float64Array(K);
  for (const { n, c, problems } of groupByCounts(counts, K)) {
    const curve = passAtKCurve(n, c, K);
    for (let i = 0; i < K; i++) mean[i] += problems * curve[i];
  }
  const total = counts.n.length;
  for (let i = 0; i < K; i++) mean[i] = Math.min(1, mean[i] / total);
  return mean;
}

/**
 * Checks that both columns describe the same problems.
 *
 * @throws RangeError when they differ in length or are empty.
 */
export function checkColumns({ n, c }: Counts): void {
  if (n.length !== c.length) throw new RangeError(`n has ${n.length} problems but c has ${c.length}`);
  if (n.length === 0) throw new RangeError('a mean needs at least one problem');
}

/** How many problems share each (n, c). */
function groupByCounts(counts: Counts, K: number): Iterable<{ n: number; c: number; problems: number }> {
  const groups = new Map<number, { n: number; c: number; problems: number }>();
  for (let i = 0; i < counts.n.length; i++) {
    const n = counts.n[i];
    const c = counts.c[i];
    checkCounts(n, c);
    checkK(n, K);
    const key = (n * (n + 1)) / 2 + c; // row n of a triangle: no two pairs with c ≤ n share a key
    const group = groups.get(key);
    if (group) group.problems++;
    else groups.set(key, { n, c, problems: 1 });
  }
  return groups.values();
}
