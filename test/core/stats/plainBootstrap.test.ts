import { describe, expect, it } from 'vitest';
import { bootstrapCrossover, bootstrapCurve, bootstrapMean, drawResamples } from './plainBootstrap';
import { crossover } from '../../../src/core/stats/crossover';
import { meanPassAtK } from '../../../src/core/stats/meanCurve';
import { seededRandom } from '../../../src/core/stats/seededRandom';

const repeat = (problems: number, value: number) => Array<number>(problems).fill(value);

describe('seededRandom', () => {
  it('repeats its sequence for a seed and differs between seeds', () => {
    const take = (seed: number) => Array.from({ length: 5 }, seededRandom(seed));
    expect(take(7)).toEqual(take(7));
    expect(take(7)).not.toEqual(take(8));
  });

  it('gives the published first values of mulberry32', () => {
    const random = seededRandom(0);
    expect(random() * 2 ** 32).toBe(1144304738);
  });

  it('spreads evenly over [0, 1)', () => {
    const random = seededRandom(1);
    const bins = new Uint32Array(10);
    for (let i = 0; i < 100_000; i++) bins[Math.floor(random() * 10)]++;
    for (const size of bins) expect(Math.abs(size - 10_000)).toBeLessThan(400);
  });

  it('rejects a seed it could not show', () => {
    for (const seed of [-1, 0.5, 2 ** 32, NaN]) expect(() => seededRandom(seed)).toThrow(RangeError);
  });
});

describe('drawResamples', () => {
  it('draws each problem within its benchmark, and benchmarks weigh the same', () => {
    const benchmarks = [0, 0, 1, 0, 1];
    const { draws, weights, count } = drawResamples(5, { seed: 1, resamples: 200, benchmarks });
    expect(count).toBe(200);
    expect(draws.every((problem, slot) => benchmarks[problem] === benchmarks[slot % 5])).toBe(true);
    expect(new Set(draws).size).toBe(5);
    expect(Array.from(weights)).toEqual([1 / 6, 1 / 6, 1 / 4, 1 / 6, 1 / 4]);
  });

  it('makes 10,000 resamples unless told otherwise', () => {
    expect(drawResamples(3, { seed: 1 }).draws).toHaveLength(30_000);
  });

  it('rejects no problems, no resamples and benchmarks of another length', () => {
    expect(() => drawResamples(0, { seed: 1 })).toThrow(RangeError);
    expect(() => drawResamples(3, { seed: 1, resamples: 0 })).toThrow(RangeError);
    expect(() => drawResamples(3, { seed: 1, benchmarks: [0, 1] })).toThrow(RangeError);
  });
});

describe('bootstrapMean', () => {
  it('finds the quantiles of a binomial when values are 0 and 1', () => {
    // 30 problems, half 1: the resampled sum is Binomial(30, 1/2), whose 2.5 % and 97.5 % quantiles are 10 and 20.
    const values = Array.from({ length: 30 }, (_, i) => i % 2);
    const { mean, lo, hi } = bootstrapMean(values, drawResamples(30, { seed: 3 }));
    expect(mean).toBeCloseTo(0.5, 12);
    expect(lo).toBeCloseTo(10 / 30, 12);
    expect(hi).toBeCloseTo(20 / 30, 12);
  });

  it('is paired: a constant difference between two runs has no width', () => {
    const { mean, lo, hi } = bootstrapMean(repeat(20, 0.25), drawResamples(20, { seed: 4, resamples: 500 }));
    for (const value of [mean, lo, hi]) expect(value).toBeCloseTo(0.25, 12);
  });

  it('does not vary between benchmarks that are even inside', () => {
    const resamples = drawResamples(6, { seed: 5, resamples: 500, benchmarks: [0, 1, 1, 1, 1, 1] });
    const { mean, lo, hi } = bootstrapMean([1, 0, 0, 0, 0, 0], resamples);
    for (const value of [mean, lo, hi]) expect(value).toBeCloseTo(0.5, 12);
  });

  it('repeats for a seed', () => {
    const values = Array.from({ length: 30 }, (_, i) => i / 30);
    const of = (seed: number) => bootstrapMean(values, drawResamples(30, { seed, resamples: 1000 }));
    expect(of(9)).toEqual(of(9));
    expect(of(9)).not.toEqual(of(10));
  });

  it('rejects resamples of another number of problems', () => {
    expect(() => bootstrapMean([1, 2], drawResamples(3, { seed: 1, resamples: 10 }))).toThrow(RangeError);
  });
});

describe('bootstrapCurve', () => {
  it('centres on the mean curve', () => {
    const counts = { n: repeat(30, 64), c: Array.from({ length: 30 }, (_, i) => i) };
    const curve = meanPassAtK(counts, 64);
    const ks = [1, 8, 32];
    const intervals = bootstrapCurve(counts, ks, drawResamples(30, { seed: 2, resamples: 2000 }));
    ks.forEach((k, i) => {
      expect(intervals[i].mean).toBeCloseTo(curve[k - 1], 12);
      expect(intervals[i].lo).toBeLessThan(curve[k - 1]);
      expect(intervals[i].hi).toBeGreaterThan(curve[k - 1]);
    });
  });
});

describe('bootstrapCrossover', () => {
  it('finds the crossovers of a binomial share', () => {
    // Base pass@k = k/60 everywhere; RL solves 15 of 30 problems always. A resample with s of 30 crosses at 2s + 1, and
    // s is Binomial(30, 1/2) with quantiles 10 and 20.
    const base = { n: repeat(30, 60), c: repeat(30, 1) };
    const rl = { n: repeat(30, 60), c: Array.from({ length: 30 }, (_, i) => (i % 2) * 60) };
    expect(crossover(meanPassAtK(base, 60), meanPassAtK(rl, 60)).k).toBe(31);
    const interval = bootstrapCrossover(base, rl, 60, drawResamples(30, { seed: 3 }));
    expect(interval).toEqual({ lo: 21, hi: 41, shareWithout: 0, shareBaseLeadsAt1: 0 });
  });

  it('reads "> K" at an end where too many resamples do not cross', () => {
    const base = { n: repeat(30, 60), c: repeat(30, 1) };
    const rl = { n: repeat(30, 60), c: Array.from({ length: 30 }, (_, i) => (i % 2) * 60) };
    const interval = bootstrapCrossover(base, rl, 35, drawResamples(30, { seed: 3 }));
    expect(interval).toMatchObject({ lo: 21, hi: null, shareBaseLeadsAt1: 0 });
    // Crossing by 35 needs s ≤ 17: P(Binomial(30, 1/2) > 17) = 0.1808.
    expect(interval.shareWithout).toBeCloseTo(0.1808, 1);
  });

  it('counts resamples in which the base leads at once apart, and as > K', () => {
    const base = { n: repeat(10, 8), c: repeat(10, 4) };
    const rl = { n: repeat(10, 8), c: repeat(10, 3) };
    const interval = bootstrapCrossover(base, rl, 8, drawResamples(10, { seed: 1, resamples: 100 }));
    expect(interval).toEqual({ lo: null, hi: null, shareWithout: 1, shareBaseLeadsAt1: 1 });
  });

  it('never crosses between equal runs', () => {
    const counts = { n: repeat(10, 8), c: Array.from({ length: 10 }, (_, i) => i % 9) };
    const interval = bootstrapCrossover(counts, counts, 8, drawResamples(10, { seed: 1, resamples: 100 }));
    expect(interval).toEqual({ lo: null, hi: null, shareWithout: 1, shareBaseLeadsAt1: 0 });
  });

  it('rejects runs over different problems and too few samples', () => {
    const resamples = drawResamples(2, { seed: 1, resamples: 10 });
    expect(() => bootstrapCrossover({ n: [8, 8], c: [1, 1] }, { n: [8], c: [1] }, 8, resamples)).toThrow(RangeError);
    expect(() => bootstrapCrossover({ n: [8, 4], c: [1, 1] }, { n: [8, 8], c: [1, 1] }, 8, resamples)).toThrow(
      RangeError,
    );
  });
});
