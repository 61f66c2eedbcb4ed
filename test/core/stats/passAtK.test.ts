import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { passAtK, passAtKCurve } from '../../../src/core/stats/passAtK';
import { enumeratedPassAtK, exactPassAtKCurve } from './exact';

/** n, c and k with 0 ≤ c ≤ n and 1 ≤ k ≤ n. */
const counts = fc
  .integer({ min: 1, max: 1024 })
  .chain((n) => fc.tuple(fc.constant(n), fc.integer({ min: 0, max: n }), fc.integer({ min: 1, max: n })));

describe('passAtK', () => {
  it('is the share of k-subsets with a correct sample, for every n up to 9', () => {
    for (let n = 1; n <= 9; n++)
      for (let c = 0; c <= n; c++)
        for (let k = 1; k <= n; k++) expect(passAtK(n, c, k)).toBeCloseTo(enumeratedPassAtK(n, c, k), 14);
  });

  it('agrees with exact rationals to 1e-12 up to n = 1024, at every k', () => {
    const pairs = [
      [7, 3],
      [16, 1],
      [64, 63],
      [100, 50],
      [256, 1],
      [256, 13],
      [1000, 999],
      [1024, 1],
      [1024, 21],
      [1024, 512],
      [1024, 1023],
    ];
    for (const [n, c] of pairs) {
      const curve = passAtKCurve(n, c, n);
      const worst = exactPassAtKCurve(n, c).reduce((max, exact, i) => Math.max(max, Math.abs(exact - curve[i])), 0);
      expect(worst, `n = ${n}, c = ${c}`).toBeLessThan(1e-12);
    }
  });

  it('agrees with exact rationals to 1e-12 for any n up to 1024 and any c, at every k', () => {
    fc.assert(
      fc.property(counts, ([n, c]) => {
        const curve = passAtKCurve(n, c, n);
        exactPassAtKCurve(n, c).forEach((exact, i) => expect(Math.abs(exact - curve[i])).toBeLessThan(1e-12));
      }),
      { numRuns: 25 },
    );
  });

  it('is c/n at k = 1', () => {
    fc.assert(fc.property(counts, ([n, c]) => void expect(passAtK(n, c, 1)).toBeCloseTo(c / n, 14)));
  });

  it('is 1 at k = n with any correct sample and 0 without', () => {
    fc.assert(fc.property(counts, ([n, c]) => void expect(passAtK(n, c, n)).toBe(c > 0 ? 1 : 0)));
  });

  it('rises with c', () => {
    fc.assert(fc.property(counts, ([n, c, k]) => c === n || passAtK(n, c, k) <= passAtK(n, c + 1, k) + 1e-14));
  });

  it('is exactly 1 once k draws cannot all be wrong, and never for fewer when samples are few', () => {
    expect(passAtK(10, 4, 7)).toBe(1);
    expect(passAtK(10, 4, 6)).toBeLessThan(1);
  });

  it('refuses to extrapolate and rejects counts that are not counts', () => {
    for (const [n, c, k] of [
      [8, 3, 9],
      [8, 3, 0],
      [8, 9, 1],
      [8, -1, 1],
      [0, 0, 1],
      [8, 3, 1.5],
      [8, 2.5, 1],
      [8.5, 2, 1],
      [NaN, 0, 1],
    ])
      expect(() => passAtK(n, c, k), `${n}, ${c}, ${k}`).toThrow(RangeError);
  });
});

describe('passAtKCurve', () => {
  it('holds exactly what passAtK gives at each k', () => {
    fc.assert(fc.property(counts, ([n, c, k]) => void expect(passAtKCurve(n, c, n)[k - 1]).toBe(passAtK(n, c, k))));
  });

  it('never falls and stays within 0 and 1', () => {
    fc.assert(
      fc.property(counts, ([n, c, k]) => {
        const curve = passAtKCurve(n, c, k);
        expect(curve).toHaveLength(k);
        expect(curve.every((p, i) => p >= (i > 0 ? curve[i - 1] : 0) && p <= 1)).toBe(true);
      }),
    );
  });

  it('rejects a K beyond n', () => {
    expect(() => passAtKCurve(8, 3, 9)).toThrow(RangeError);
  });
});
