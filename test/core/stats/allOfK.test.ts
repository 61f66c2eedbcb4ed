import { describe, expect, it } from 'vitest';
import { gPassAtK, mGPassAtK, passHatK } from '../../../src/core/stats/allOfK';
import { passAtK } from '../../../src/core/stats/passAtK';
import { exactAtLeast } from './exact';

const counts: [n: number, c: number][] = [
  [7, 3],
  [16, 1],
  [64, 63],
  [100, 37],
  [256, 128],
  [1024, 3],
  [1024, 500],
  [1024, 1020],
];

describe('pass^k and G-Pass@k', () => {
  it('agree with exact fractions to 1e-12 up to n = 1,024', () => {
    for (const [n, c] of counts)
      for (const k of [1, 2, 5, 8, 64, 512].filter((k) => k <= n)) {
        expect(passHatK(n, c, k)).toBeCloseTo(exactAtLeast(n, c, k, k), 12);
        for (const theta of [0, 0.25, 0.5, 0.75, 1])
          expect(gPassAtK(n, c, k, theta)).toBeCloseTo(exactAtLeast(n, c, k, Math.max(1, Math.ceil(theta * k))), 12);
      }
  });

  it('are pass@k at θ = 0 and pass^k at θ = 1', () => {
    expect(gPassAtK(20, 5, 4, 0)).toBeCloseTo(passAtK(20, 5, 4), 14);
    expect(gPassAtK(20, 15, 4, 1)).toBeCloseTo(passHatK(20, 15, 4), 14);
  });

  it('needs 7 of 10 at θ = 0.7, although 0.7 · 10 is a little above 7 in floating point', () => {
    expect(gPassAtK(40, 20, 10, 0.7)).toBeCloseTo(exactAtLeast(40, 20, 10, 7), 12);
  });

  it('average to mG-Pass@k: the sum of the paper for even k, the integral for odd k', () => {
    for (const [n, c] of counts) {
      const sum = (k: number, from: number) =>
        Array.from({ length: k - from + 1 }, (_, i) => exactAtLeast(n, c, k, from + i)).reduce((a, b) => a + b, 0);
      expect(mGPassAtK(n, c, 4)).toBeCloseTo((2 / 4) * sum(4, 3), 12);
      expect(mGPassAtK(n, c, 5)).toBeCloseTo((2 / 5) * (sum(5, 4) + exactAtLeast(n, c, 5, 3) / 2), 12);
      expect(mGPassAtK(n, c, 1)).toBeCloseTo(c / n, 14);
    }
  });

  it('reject what is no share or no count', () => {
    expect(() => gPassAtK(4, 2, 2, 1.5)).toThrow(RangeError);
    expect(() => passHatK(4, 5, 2)).toThrow(RangeError);
    expect(() => mGPassAtK(4, 2, 5)).toThrow(RangeError);
  });
});
