import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { betaQuantile, betaRegularised } from '../../../src/core/stats/beta';
import { exactBeta } from './exact';

const shape = fc.double({ min: 1, max: 2000, noNaN: true });
const fraction = fc.double({ min: 0.001, max: 0.999, noNaN: true });

describe('betaRegularised', () => {
  it('agrees with exact binomial sums to 1e-12', () => {
    // The x are exact in binary, so the only error is ours.
    for (const [a, b] of [
      [1, 1],
      [1, 9],
      [3, 6],
      [9, 1],
      [5, 60],
      [22, 1004],
      [1, 1025],
      [513, 513],
      [1025, 1],
    ])
      for (const eighths of [1, 3, 16, 20, 24, 500, 512, 530, 1000, 1023]) {
        const exact = exactBeta(BigInt(eighths), 1024n, a, b);
        expect(Math.abs(betaRegularised(eighths / 1024, a, b) - exact), `${eighths}/1024, ${a}, ${b}`).toBeLessThan(
          1e-12,
        );
      }
  });

  it('has the closed forms x^a, 1 − (1−x)^b and the arcsine law', () => {
    for (const x of [1e-6, 0.1, 0.5, 0.9, 0.999]) {
      for (const a of [0.5, 1, 7.3, 1025, 100_000]) {
        expect(betaRegularised(x, a, 1)).toBeCloseTo(x ** a, 12);
        expect(betaRegularised(x, 1, a)).toBeCloseTo(-Math.expm1(a * Math.log1p(-x)), 12);
      }
      expect(betaRegularised(x, 0.5, 0.5)).toBeCloseTo((2 / Math.PI) * Math.asin(Math.sqrt(x)), 12);
    }
  });

  it('is a half at the middle of a symmetric distribution, however narrow', () => {
    for (const a of [0.5, 1, 10, 1000, 1e6]) expect(betaRegularised(0.5, a, a)).toBeCloseTo(0.5, 11);
  });

  it('and its mirror image sum to 1, and it follows the recurrence in a', () => {
    fc.assert(
      fc.property(fraction, shape, shape, (x, a, b) => {
        expect(betaRegularised(x, a, b) + betaRegularised(1 - x, b, a)).toBeCloseTo(1, 11);
        // I_x(a, b) = x·I_x(a, b−1) + (1−x)·I_x(a−1, b), DLMF 8.17.12 with both shapes raised by one.
        const mixed = x * betaRegularised(x, a, b + 1) + (1 - x) * betaRegularised(x, a + 1, b);
        expect(betaRegularised(x, a + 1, b + 1)).toBeCloseTo(mixed, 11);
      }),
    );
  });

  it('is 0 and 1 at the ends and rejects what lies outside', () => {
    expect(betaRegularised(0, 2, 3)).toBe(0);
    expect(betaRegularised(1, 2, 3)).toBe(1);
    for (const [x, a, b] of [
      [-0.1, 1, 1],
      [1.1, 1, 1],
      [NaN, 1, 1],
      [0.5, 0, 1],
      [0.5, 1, -1],
      [0.5, Infinity, 1],
    ])
      expect(() => betaRegularised(x, a, b)).toThrow(RangeError);
  });
});

describe('betaQuantile', () => {
  it('inverts the distribution to 1e-10', () => {
    fc.assert(
      fc.property(fraction, shape, shape, (p, a, b) => {
        expect(Math.abs(betaRegularised(betaQuantile(p, a, b), a, b) - p)).toBeLessThan(1e-10);
      }),
    );
  });

  it('has the closed form 1 − (1−p)^{1/b} at a = 1', () => {
    for (const b of [1, 9, 1025, 1e6])
      for (const p of [0.025, 0.5, 0.975]) {
        const exact = -Math.expm1(Math.log1p(-p) / b);
        expect(Math.abs(betaQuantile(p, 1, b) / exact - 1)).toBeLessThan(1e-10);
      }
  });

  it('is 0 and 1 at the ends and rejects what lies outside', () => {
    expect(betaQuantile(0, 2, 3)).toBe(0);
    expect(betaQuantile(1, 2, 3)).toBe(1);
    expect(() => betaQuantile(1.5, 2, 3)).toThrow(RangeError);
    expect(() => betaQuantile(0.5, 0, 3)).toThrow(RangeError);
  });
});
