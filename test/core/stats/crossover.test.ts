import { describe, expect, it } from 'vitest';
import { crossover } from '../../../src/core/stats/crossover';
import { meanPassAtK } from '../../../src/core/stats/meanCurve';

const at = (...values: number[]) => Float64Array.from(values);

describe('crossover', () => {
  it('is one past s·n when RL always solves a share s and the base solves all once in n', () => {
    // Base: c = 1 of n gives pass@k = k/n. RL: c = n on a share s, else 0, gives s. They meet at s·n.
    for (const [n, problems, solved] of [
      [64, 40, 30],
      [100, 10, 7],
      [128, 30, 10],
      [1024, 30, 19],
    ]) {
      const base = meanPassAtK({ n: Array(problems).fill(n), c: Array(problems).fill(1) }, n);
      const c = Array.from({ length: problems }, (_, i) => (i < solved ? n : 0));
      const rl = meanPassAtK({ n: Array(problems).fill(n), c }, n);
      const k = Math.floor((solved * n) / problems) + 1;
      expect(crossover(base, rl), `n = ${n}`).toEqual({ k, reason: 'crosses', later: [] });
    }
  });

  it('says that the base leads at k = 1, and where it loses the lead', () => {
    expect(crossover(at(0.3, 0.4, 0.5), at(0.2, 0.4, 0.6))).toEqual({ k: null, reason: 'base-leads-at-1', later: [3] });
  });

  it('says that the base never overtakes when the curves only meet', () => {
    expect(crossover(at(0.1, 0.5, 1), at(0.2, 0.5, 1))).toEqual({ k: null, reason: 'never', later: [] });
    expect(crossover(at(0.5), at(0.5))).toEqual({ k: null, reason: 'never', later: [] });
  });

  it('counts equal curves at k = 1 as not leading', () => {
    expect(crossover(at(0.2, 0.5), at(0.2, 0.4))).toMatchObject({ k: 2, reason: 'crosses' });
  });

  it('takes a difference of 1e-12 or less for rounding, at the start and at the crossing', () => {
    expect(crossover(at(0.1 + 0.2, 0.5), at(0.3, 0.4)).k).toBe(2);
    expect(crossover(at(0.1, 0.5 + 1e-13, 0.7), at(0.2, 0.5, 0.6)).k).toBe(3);
  });

  it('lists later changes of the lead but not mere meetings', () => {
    const base = at(0.1, 0.3, 0.4, 0.4, 0.5, 0.9, 0.9, 1);
    const rl = at(0.2, 0.2, 0.4, 0.3, 0.6, 0.6, 0.9, 1);
    expect(crossover(base, rl)).toEqual({ k: 2, reason: 'crosses', later: [5, 6] });
  });

  it('rejects empty curves and curves of different length', () => {
    expect(() => crossover(at(), at())).toThrow(RangeError);
    expect(() => crossover(at(0.1), at(0.1, 0.2))).toThrow(RangeError);
  });
});
