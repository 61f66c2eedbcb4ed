import { describe, expect, it } from 'vitest';
import { mcnemarExact, permutationTest } from '../../../src/core/stats/pairedTests';

describe('McNemar’s exact test', () => {
  it('gives binomial tails', () => {
    expect(mcnemarExact(4, 0)).toBeCloseTo(2 / 16, 14);
    expect(mcnemarExact(0, 16)).toBeCloseTo(2 ** -15, 18);
    expect(mcnemarExact(5, 1)).toBeCloseTo((2 * 7) / 64, 14);
  });

  it('is 1 for even splits and for none', () => {
    expect(mcnemarExact(0, 0)).toBe(1);
    expect(mcnemarExact(3, 3)).toBe(1);
    expect(mcnemarExact(3, 4)).toBe(1);
  });

  it('does not break down for thousands of problems', () => {
    expect(mcnemarExact(5000, 5000)).toBe(1);
    expect(mcnemarExact(6000, 4000)).toBeLessThan(1e-80);
  });

  it('rejects what is no number of problems', () => {
    expect(() => mcnemarExact(-1, 2)).toThrow(RangeError);
    expect(() => mcnemarExact(1.5, 2)).toThrow(RangeError);
  });
});

/** By building every sign pattern. */
function enumerated(differences: number[]): number {
  const bound = Math.abs(differences.reduce((a, b) => a + b, 0)) - 1e-12;
  let hits = 0;
  for (let pattern = 0; pattern < 2 ** differences.length; pattern++)
    if (Math.abs(differences.reduce((sum, d, i) => sum + ((pattern >> i) & 1 ? d : -d), 0)) >= bound) hits++;
  return hits / 2 ** differences.length;
}

describe('the paired permutation test', () => {
  it('looks at every pattern up to 20 problems', () => {
    for (const differences of [
      [0.5],
      [0.1, 0.2, 0.3],
      [0, 0, 0],
      [0.25, -0.5, 0.25, 1, 0.125, -0.0625],
      [0.3, -0.1, 0.7, 0.2],
    ]) {
      const test = permutationTest(differences, 1);
      expect(test.exact).toBe(true);
      expect(test.flips).toBe(2 ** differences.length);
      expect(test.p).toBeCloseTo(enumerated(differences), 14);
    }
    expect(permutationTest(Array<number>(20).fill(1), 1).p).toBeCloseTo(2 / 2 ** 20, 14);
  });

  it('draws beyond that, with one added to both counts', () => {
    const clear = permutationTest(Array<number>(40).fill(0.5), 3);
    expect(clear).toEqual({ difference: 0.5, p: 1 / 10_001, exact: false, flips: 10_000 });
    expect(permutationTest(Array<number>(40).fill(0), 3).p).toBe(1);
  });

  it('comes near the normal approximation for many problems', () => {
    // 100 differences of ±1 with sum 20: the two-sided chance of |S| ≥ 20 is 0.0569.
    const differences = Array.from({ length: 100 }, (_, i) => (i < 60 ? 1 : -1));
    expect(permutationTest(differences, 5, 20_000).p).toBeCloseTo(0.0569, 2);
  });

  it('rejects no differences', () => {
    expect(() => permutationTest([], 1)).toThrow(RangeError);
  });
});
