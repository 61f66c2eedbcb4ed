// Tests of two runs on the same problems.
import { seededRandom } from './seededRandom';

/**
 * McNemar's exact test: the two-sided chance of a split of the problems that only one run solves at least as uneven as this
 * one, when each falls to either side like a coin.
 *
 * @returns a p-value in (0, 1]; 1 when no problem is solved by one run only.
 * @throws RangeError unless both are whole numbers ≥ 0.
 * Source: McNemar 1947; exact binomial form, Edwards 1948.
 */
export function mcnemarExact(onlyFirst: number, onlySecond: number): number {
  for (const count of [onlyFirst, onlySecond])
    if (!Number.isSafeInteger(count) || count < 0) throw new RangeError(`not a number of problems: ${count}`);
  const trials = onlyFirst + onlySecond;
  const least = Math.min(onlyFirst, onlySecond);
  let log = -trials * Math.LN2; // of C(trials, j) / 2^trials
  let tail = 0;
  for (let j = 0; j <= least; j++) {
    tail += Math.exp(log);
    log += Math.log((trials - j) / (j + 1));
  }
  return Math.min(1, 2 * tail);
}

export interface PermutationTest {
  /** Mean of the differences. */
  difference: number;
  /** Two-sided. */
  p: number;
  /** All sign patterns were looked at. */
  exact: boolean;
  /** Sign patterns looked at. */
  flips: number;
}

/** Sums closer than this, relative to the sum of all sizes, are the same sum rounded differently. */
const SAME_SUM = 1e-12;

/**
 * Paired permutation test: how often the sum of the differences is at least as far from 0 when each difference takes either
 * sign. Exact for up to 20 differences, else from `flips` seeded draws with p = (1 + hits)/(1 + flips).
 *
 * @param differences one a problem.
 * @throws RangeError without differences or for a bad seed.
 * Source: Fisher 1935; Phipson & Smyth 2010 for the drawn p-value.
 */
export function permutationTest(differences: ArrayLike<number>, seed: number, flips = 10_000): PermutationTest {
  const count = differences.length;
  if (count === 0) throw new RangeError('a test needs at least one difference');
  const sizes = Float64Array.from(differences, Math.abs);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const sum = Array.from(differences).reduce((all, value) => all + value, 0);
  const bound = Math.abs(sum) - SAME_SUM * total;
  const difference = sum / count;
  if (count <= 20) {
    const hits = countPatterns(sizes, total, bound);
    return { difference, p: hits / 2 ** count, exact: true, flips: 2 ** count };
  }
  const hits = countDrawn(sizes, total, bound, flips, seed);
  return { difference, p: (1 + hits) / (1 + flips), exact: false, flips };
}

/** Goes through all sign patterns in Gray order: each differs from the last in one sign. */
function countPatterns(sizes: Float64Array, total: number, bound: number): number {
  let hits = 0;
  const signs = new Int8Array(sizes.length).fill(1);
  let sum = total;
  for (let pattern = 1; ; pattern++) {
    if (Math.abs(sum) >= bound) hits++;
    const flip = 31 - Math.clz32(pattern & -pattern);
    if (flip >= sizes.length) return hits;
    sum -= 2 * signs[flip] * sizes[flip];
    signs[flip] = signs[flip] === 1 ? -1 : 1;
  }
}

/** Draws eight signs at a time: the sum of each pattern of eight differences is looked up. */
function countDrawn(sizes: Float64Array, total: number, bound: number, flips: number, seed: number): number {
  const random = seededRandom(seed);
  const moved = sizes.filter((size) => size > 0);
  const groups = Math.ceil(moved.length / 8);
  const flipped = new Float64Array(groups * 256);
  for (let group = 0; group < groups; group++)
    for (let pattern = 1; pattern < 256; pattern++) {
      const lowest = 31 - Math.clz32(pattern & -pattern);
      const size = moved[8 * group + lowest] ?? 0;
      flipped[256 * group + pattern] = flipped[256 * group + (pattern & (pattern - 1))] + 2 * size;
    }
  let hits = 0;
  for (let flip = 0; flip < flips; flip++) {
    let sum = total;
    let bits = 0;
    for (let group = 0; group < groups; group++) {
      bits = group % 4 === 0 ? (random() * 2 ** 32) | 0 : bits >> 8;
      sum -= flipped[256 * group + (bits & 255)];
    }
    if (Math.abs(sum) >= bound) hits++;
  }
  return hits;
}
