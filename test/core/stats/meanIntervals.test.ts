import { describe, expect, it } from 'vitest';
import { crossover } from '../../../src/core/stats/crossover';
import { kGrid } from '../../../src/core/stats/kGrid';
import type { Leads } from '../../../src/core/stats/meanIntervals';
import { closedFormInterval, ProblemBootstrap, strataOf, weightsOf } from '../../../src/core/stats/meanIntervals';
import { meanPassAtK } from '../../../src/core/stats/meanCurve';
import { passAtK } from '../../../src/core/stats/passAtK';
import { seededRandom } from '../../../src/core/stats/seededRandom';
import { bootstrapCrossover, bootstrapMean, drawResamples } from './plainBootstrap';

/** A skewed number per problem. */
function skewed(problems: number, seed: number): Float64Array {
  const random = seededRandom(seed);
  return Float64Array.from({ length: problems }, () => random() ** 4);
}

function weighted(values: Float64Array, names?: string[]) {
  const strata = strataOf(values.length, names);
  return { strata, values: weightsOf(strata).map((weight, i) => weight * values[i]) };
}

describe('the closed form', () => {
  it('agrees with a long bootstrap better than two seeds of a short one do', () => {
    const values = skewed(300, 1);
    const { strata, values: parts } = weighted(values);
    const [lo, hi] = closedFormInterval(parts, strata);
    const long = bootstrapMean(values, drawResamples(300, { seed: 2, resamples: 40_000 }));
    expect(Math.abs(lo - long.lo)).toBeLessThan(0.0012);
    expect(Math.abs(hi - long.hi)).toBeLessThan(0.0012);
  });

  it('knows benchmarks', () => {
    const names = Array.from({ length: 240 }, (_, i) => (i % 4 === 0 ? 'aime' : 'math'));
    const values = skewed(240, 3);
    const { strata, values: parts } = weighted(values, names);
    const [lo, hi] = closedFormInterval(parts, strata);
    const benchmarks = names.map((name) => (name === 'aime' ? 0 : 1));
    const long = bootstrapMean(values, drawResamples(240, { seed: 2, resamples: 20_000, benchmarks }));
    expect(Math.abs(lo - long.lo)).toBeLessThan(0.0025);
    expect(Math.abs(hi - long.hi)).toBeLessThan(0.0025);
  });

  it('is the mean itself when nothing varies', () => {
    const { strata, values } = weighted(new Float64Array(10).fill(0.3));
    const [lo, hi] = closedFormInterval(values, strata);
    expect(lo).toBeCloseTo(0.3, 14);
    expect(hi).toBe(lo);
  });
});

describe('the bootstrap over problems', () => {
  it('gives what the one written out gives, for the same seed', () => {
    const names = ['a', 'a', 'b', 'a', 'b', 'b', 'b', 'a', 'a', 'b'];
    const values = skewed(10, 5);
    const { strata, values: parts } = weighted(values, names);
    const bootstrap = new ProblemBootstrap(strata, 9, 2000);
    const mean = bootstrap.addMean(parts);
    bootstrap.run(2000);
    const benchmarks = names.map((name) => (name === 'a' ? 0 : 1));
    const plain = bootstrapMean(values, drawResamples(10, { seed: 9, resamples: 2000, benchmarks }));
    expect(mean.interval()[0]).toBeCloseTo(plain.lo, 14);
    expect(mean.interval()[1]).toBeCloseTo(plain.hi, 14);
  });

  it('ends the same in slices as in one go, and has an interval in between', () => {
    const { strata, values } = weighted(skewed(30, 6));
    const [whole, sliced] = [0, 1].map(() => {
      const bootstrap = new ProblemBootstrap(strata, 9, 1000);
      return { bootstrap, mean: bootstrap.addMean(values) };
    });
    whole.bootstrap.run(1000);
    expect(sliced.mean.interval()).toEqual([NaN, NaN]);
    for (let slice = 0; slice < 7; slice++) {
      sliced.bootstrap.run(150);
      expect(sliced.mean.interval()[0]).toBeLessThan(sliced.mean.interval()[1]);
    }
    expect(sliced.bootstrap.done).toBe(1000);
    expect(sliced.mean.interval()).toEqual(whole.mean.interval());
  });

  it('comes within the noise of a long run', () => {
    const values = skewed(40, 8);
    const { strata, values: parts } = weighted(values);
    const bootstrap = new ProblemBootstrap(strata, 1, 10_000);
    const mean = bootstrap.addMean(parts);
    bootstrap.run(10_000);
    const long = bootstrapMean(values, drawResamples(40, { seed: 77, resamples: 100_000 }));
    expect(Math.abs(mean.interval()[0] - long.lo)).toBeLessThan(0.004);
    expect(Math.abs(mean.interval()[1] - long.hi)).toBeLessThan(0.004);
  });
});

const n = 128;

/** Weighted leads of two runs over the same problems, all with n samples. */
function leads(base: number[], rl: number[], weights: Float64Array): Leads {
  const column = (k: number) => weights.map((weight, i) => weight * (passAtK(n, base[i], k) - passAtK(n, rl[i], k)));
  const ks = kGrid(n);
  return {
    ks,
    at: ks.map(column),
    between: (from, to) => Array.from({ length: to - from + 1 }, (_, i) => column(from + i)),
  };
}

describe('the crossover over resamples', () => {
  const base = Array.from({ length: 25 }, (_, i) => 1 + (i % 7));
  const rl = Array.from({ length: 25 }, (_, i) => (i % 3 === 0 ? 90 : i % 3 === 1 ? 12 : 0));
  const strata = strataOf(25);

  it('agrees with looking at every k of every resample', () => {
    const bootstrap = new ProblemBootstrap(strata, 4, 1500);
    const crossing = bootstrap.addCrossing(leads(base, rl, weightsOf(strata)));
    bootstrap.run(1500);
    const counts = (c: number[]) => ({ n: c.map(() => n), c });
    const plain = bootstrapCrossover(counts(base), counts(rl), n, drawResamples(25, { seed: 4, resamples: 1500 }));
    const { lo, hi, share, shareBaseLeadsAt1 } = crossing.interval();
    expect({ lo, hi }).toEqual({ lo: plain.lo, hi: plain.hi });
    expect(share).toBeCloseTo(1 - plain.shareWithout, 12);
    expect(shareBaseLeadsAt1).toBeCloseTo(plain.shareBaseLeadsAt1, 12);
    expect(lo).not.toBeNull();
  });

  it('ends above K where the base never overtakes', () => {
    const bootstrap = new ProblemBootstrap(strata, 4, 100);
    const crossing = bootstrap.addCrossing(
      leads(
        rl,
        rl.map((c) => c + 1),
        weightsOf(strata),
      ),
    );
    bootstrap.run(100);
    expect(crossing.interval()).toEqual({ lo: null, hi: null, share: 0, shareBaseLeadsAt1: 0 });
  });
});

describe('a pair whose crossover is known in closed form', () => {
  it('crosses where the lines do', () => {
    // RL solves 2 of 10 problems always and the others never; the base has 1 of n on each problem, so its pass@k is k/n:
    // it is ahead from the first k with k/n > 1/5.
    const counts = (c: number[]) => ({ n: c.map(() => n), c });
    const trained = meanPassAtK(counts([n, n, 0, 0, 0, 0, 0, 0, 0, 0]), n);
    const before = meanPassAtK(counts(Array<number>(10).fill(1)), n);
    expect(crossover(before, trained).k).toBe(Math.floor(n / 5) + 1);
  });
});
