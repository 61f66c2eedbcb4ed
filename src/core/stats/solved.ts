import { checkCounts, checkK, passAtK } from './passAtK';

/** A number of draws, or `'n'`: all scored samples a problem has in a run, whatever their number there. */
export type K = number | 'n';

/** A problem as seen by the base and one RL run; `undefined` when either has too few scored samples. */
export type ProblemClass = 'both' | 'baseOnly' | 'rlOnly' | 'neither' | 'undefined';

/**
 * How far, relative to τ, a computed pass@k may fall short and still count as reaching it. pass@k = 7/10 is 0.7 on paper,
 * but the computed value can land one rounding step (about 1e-15) below the number that `0.7` stands for; without this
 * the class of a problem would depend on rounding. Relative, so that pass@k = 0 never reaches a tiny τ.
 */
const THRESHOLD_TOLERANCE = 1e-12;

/**
 * Whether a problem counts as solved at `k`: pass@k ≥ τ. With `k = 'n'`: at least one correct sample, whatever τ is.
 *
 * @returns undefined when n < k, and for `'n'` when no sample is scored.
 * @throws RangeError unless 0 ≤ c ≤ n, k ≥ 1 (all integers) and 0 < τ ≤ 1.
 * Source: `definitions.md`, "Solved at k".
 */
export function solvedAtK(n: number, c: number, k: K, tau: number): boolean | undefined {
  checkCounts(n, c);
  if (!(tau > 0 && tau <= 1)) throw new RangeError(`τ must be in (0, 1], got ${tau}`);
  if (k === 'n') return n === 0 ? undefined : c >= 1;
  checkK(Infinity, k);
  if (n < k) return undefined;
  if (tau === 1) return n - c < k; // certain only when k draws cannot all be wrong: exact in integers
  return passAtK(n, c, k) >= tau * (1 - THRESHOLD_TOLERANCE);
}

/**
 * First-k mode: whether any of the first `k` scored samples of a problem is correct. Unscored samples are stepped over,
 * as they enter nothing. With `k = 'n'`: any scored sample.
 *
 * @param verdicts in dump order: 0 wrong, 1 correct, 2 unscored.
 * @returns undefined when fewer than `k` samples are scored (for `'n'`: none), even if one of them is correct.
 * @throws RangeError for a verdict other than 0, 1, 2, and unless k is an integer ≥ 1.
 * Source: `definitions.md`, "First-k mode".
 */
export function solvedInFirstK(verdicts: ArrayLike<number>, k: K): boolean | undefined {
  if (k !== 'n') checkK(Infinity, k);
  const wanted = k === 'n' ? Infinity : k;
  let scored = 0;
  let anyCorrect = false;
  for (let i = 0; i < verdicts.length && scored < wanted; i++) {
    const verdict = verdicts[i];
    if (verdict === 2) continue;
    if (verdict !== 0 && verdict !== 1) throw new RangeError(`verdict ${i} must be 0, 1 or 2, got ${verdict}`);
    scored++;
    anyCorrect ||= verdict === 1;
  }
  return scored < (k === 'n' ? 1 : k) ? undefined : anyCorrect;
}

/** The class of a problem from whether base and RL solve it; undefined on either side makes it `'undefined'`. */
export function classOf(baseSolved: boolean | undefined, rlSolved: boolean | undefined): ProblemClass {
  if (baseSolved === undefined || rlSolved === undefined) return 'undefined';
  if (baseSolved) return rlSolved ? 'both' : 'baseOnly';
  return rlSolved ? 'rlOnly' : 'neither';
}
