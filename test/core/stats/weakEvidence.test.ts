import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { passAtK } from '../../../src/core/stats/passAtK';
import { passAtKInterval, probabilityBaseSolves, samplesToSettle } from '../../../src/core/stats/weakEvidence';

describe('probabilityBaseSolves', () => {
  it('is 0.459 for none of 8 at k = 8 and τ = 0.5', () => {
    expect(probabilityBaseSolves(8, 0, 8, 0.5)).toBeCloseTo(0.459, 3);
  });

  it('is (1−τ)^{(n+1)/k} without a correct sample', () => {
    fc.assert(
      fc.property(
        fc.nat(1024),
        fc.integer({ min: 1, max: 1024 }),
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        (n, k, tau) => void expect(probabilityBaseSolves(n, 0, k, tau)).toBeCloseTo((1 - tau) ** ((n + 1) / k), 10),
      ),
    );
  });

  it('is the integral of the posterior above p*', () => {
    // c = 3 of n = 10: density 1320·p³(1−p)⁷, integrated with the midpoint rule.
    const start = 1 - 0.5 ** (1 / 4);
    const steps = 20_000;
    const width = (1 - start) / steps;
    let integral = 0;
    for (let i = 0; i < steps; i++) {
      const p = start + (i + 0.5) * width;
      integral += 1320 * p ** 3 * (1 - p) ** 7 * width;
    }
    expect(probabilityBaseSolves(10, 3, 4, 0.5)).toBeCloseTo(integral, 7);
  });

  it('rises with c and with k and falls with τ', () => {
    const p = probabilityBaseSolves(64, 2, 16, 0.5);
    expect(probabilityBaseSolves(64, 3, 16, 0.5)).toBeGreaterThan(p);
    expect(probabilityBaseSolves(64, 2, 17, 0.5)).toBeGreaterThan(p);
    expect(probabilityBaseSolves(64, 2, 16, 0.6)).toBeLessThan(p);
  });

  it('rejects τ = 1 and bad counts', () => {
    expect(() => probabilityBaseSolves(8, 0, 8, 1)).toThrow(RangeError);
    expect(() => probabilityBaseSolves(8, 9, 8, 0.5)).toThrow(RangeError);
    expect(() => probabilityBaseSolves(8, 0, 0, 0.5)).toThrow(RangeError);
  });
});

describe('samplesToSettle', () => {
  it('is 26 for n = k = 8 at τ = 0.5', () => {
    expect(samplesToSettle(8, 8, 0.5)).toBe(26);
  });

  it('is the fewest further wrong samples that bring the chance to 5 %', () => {
    fc.assert(
      fc.property(fc.nat(300), fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 99 }), (n, k, percent) => {
        const tau = percent / 100;
        const more = samplesToSettle(n, k, tau);
        expect(probabilityBaseSolves(n + more, 0, k, tau)).toBeLessThanOrEqual(0.05 + 1e-12);
        if (more > 0) expect(probabilityBaseSolves(n + more - 1, 0, k, tau)).toBeGreaterThan(0.05);
      }),
    );
  });

  it('is not pushed up by rounding where the quotient is whole on paper', () => {
    for (let k = 1; k <= 1024; k++) expect(samplesToSettle(0, k, 0.95)).toBe(k - 1);
  });

  it('is 0 once settled and rejects τ = 1', () => {
    expect(samplesToSettle(1024, 8, 0.5)).toBe(0);
    expect(() => samplesToSettle(8, 8, 1)).toThrow(RangeError);
  });
});

describe('passAtKInterval', () => {
  const rounded = (n: number, c: number, k: number) => passAtKInterval(n, c, k).map((end) => end.toFixed(2));

  it('gives the intervals in the design pictures', () => {
    expect(passAtK(1024, 0, 64).toFixed(2)).toBe('0.00');
    expect(rounded(1024, 0, 64)).toEqual(['0.00', '0.21']);
    expect(passAtK(1024, 21, 64).toFixed(2)).toBe('0.75');
    expect(rounded(1024, 21, 64)).toEqual(['0.58', '0.87']);
  });

  it('has a closed form without a correct sample', () => {
    const [lo, hi] = passAtKInterval(1024, 0, 64);
    expect(lo).toBeCloseTo(1 - 0.975 ** (64 / 1025), 12);
    expect(hi).toBeCloseTo(1 - 0.025 ** (64 / 1025), 12);
  });

  it('is ordered, within 0 and 1, and mirrored at k = 1', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1024 }), fc.nat(), (n, seed) => {
        const c = seed % (n + 1);
        const [lo, hi] = passAtKInterval(n, c, 1);
        expect(0 <= lo && lo < hi && hi <= 1).toBe(true);
        const [mirroredLo, mirroredHi] = passAtKInterval(n, n - c, 1);
        expect(mirroredLo).toBeCloseTo(1 - hi, 10);
        expect(mirroredHi).toBeCloseTo(1 - lo, 10);
      }),
    );
  });

  it('rejects k > n', () => {
    expect(() => passAtKInterval(8, 1, 9)).toThrow(RangeError);
  });
});
