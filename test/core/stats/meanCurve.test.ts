import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { meanPassAtK } from '../../../src/core/stats/meanCurve';
import { passAtK } from '../../../src/core/stats/passAtK';

describe('meanPassAtK', () => {
  it('is the plain mean of the curves, whatever the mixture of n and c', () => {
    const problem = fc
      .integer({ min: 8, max: 12 })
      .chain((n) => fc.tuple(fc.constant(n), fc.integer({ min: 0, max: n })));
    fc.assert(
      fc.property(fc.array(problem, { minLength: 1, maxLength: 40 }), (problems) => {
        const curve = meanPassAtK({ n: problems.map(([n]) => n), c: problems.map(([, c]) => c) }, 8);
        expect(curve).toHaveLength(8);
        for (let k = 1; k <= 8; k++) {
          const mean = problems.reduce((sum, [n, c]) => sum + passAtK(n, c, k), 0) / problems.length;
          expect(curve[k - 1]).toBeCloseTo(mean, 13);
        }
      }),
    );
  });

  it('keeps 1 where every problem is certain', () => {
    expect(Array.from(meanPassAtK({ n: [3, 3, 3], c: [3, 3, 3] }, 3))).toEqual([1, 1, 1]);
  });

  it('holds at the size of 12,000 problems with n = 1,024', () => {
    const n = new Uint16Array(12_000).fill(1024);
    const c = n.map((_, i) => (i * 37) % 1025);
    const curve = meanPassAtK({ n, c }, 1024);
    expect(curve[0]).toBeCloseTo(c.reduce((sum, ci) => sum + ci / 1024, 0) / 12_000, 12);
  });

  it('rejects an empty set, columns of different length and problems with too few samples', () => {
    expect(() => meanPassAtK({ n: [], c: [] }, 1)).toThrow(RangeError);
    expect(() => meanPassAtK({ n: [8, 8], c: [1] }, 1)).toThrow(RangeError);
    expect(() => meanPassAtK({ n: [8, 4], c: [1, 1] }, 8)).toThrow(RangeError);
  });
});
