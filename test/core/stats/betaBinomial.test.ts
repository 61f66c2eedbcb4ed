import { describe, expect, it } from 'vitest';
import { fitBetaBinomial, posteriorPassAtK } from '../../../src/core/stats/betaBinomial';
import { betaQuantile } from '../../../src/core/stats/beta';
import { seededRandom } from '../../../src/core/stats/seededRandom';

/** Counts of problems whose chances are quantiles of Beta(a, b). */
function drawn(a: number, b: number, problems: number, n: number, seed = 1) {
  const random = seededRandom(seed);
  const c = Array.from({ length: problems }, (_, i) => {
    const p = betaQuantile((i + 0.5) / problems, a, b);
    let hits = 0;
    for (let s = 0; s < n; s++) if (random() < p) hits++;
    return hits;
  });
  return { n: Array<number>(problems).fill(n), c };
}

describe('the beta-binomial fit', () => {
  it('finds the distribution that problems were drawn from', () => {
    for (const [a, b] of [
      [0.5, 1.5],
      [2, 2],
      [0.2, 0.9],
    ]) {
      const fit = fitBetaBinomial(drawn(a, b, 400, 256));
      if (typeof fit === 'string') throw new Error(fit);
      expect(Math.abs(Math.log(fit.alpha / a))).toBeLessThan(0.12);
      expect(Math.abs(Math.log(fit.beta / b))).toBeLessThan(0.12);
    }
  });

  it('stands where the likelihood is flat', () => {
    const counts = drawn(0.5, 1.5, 100, 64);
    const fit = fitBetaBinomial(counts);
    if (typeof fit === 'string') throw new Error(fit);
    const likelihood = (alpha: number, beta: number) =>
      counts.c.reduce((sum, c, i) => {
        for (let j = 0; j < c; j++) sum += Math.log(alpha + j);
        for (let j = 0; j < counts.n[i] - c; j++) sum += Math.log(beta + j);
        for (let j = 0; j < counts.n[i]; j++) sum -= Math.log(alpha + beta + j);
        return sum;
      }, 0);
    const best = likelihood(fit.alpha, fit.beta);
    for (const [da, db] of [
      [1.01, 1],
      [0.99, 1],
      [1, 1.01],
      [1, 0.99],
    ])
      expect(likelihood(fit.alpha * da, fit.beta * db)).toBeLessThan(best);
  });

  it('refuses few problems and fits on a boundary', () => {
    expect(fitBetaBinomial(drawn(1, 1, 19, 64))).toBe('too-few-problems');
    expect(fitBetaBinomial({ n: Array<number>(30).fill(64), c: Array<number>(30).fill(0) })).toBe('boundary');
    expect(fitBetaBinomial({ n: Array<number>(30).fill(64), c: Array<number>(30).fill(32) })).toBe('boundary');
  });
});

describe('the forecast of one problem', () => {
  it('is the ratio of beta functions, written out', () => {
    const fit = { alpha: 0.4, beta: 1.7 };
    for (const [n, c] of [
      [8, 0],
      [64, 5],
      [16, 16],
    ])
      for (const k of [1, 2, 64, 65, 200]) {
        let unsolved = 1;
        for (let i = 0; i < k; i++) unsolved *= (fit.beta + n - c + i) / (fit.alpha + fit.beta + n + i);
        expect(posteriorPassAtK(fit, n, c, k)).toBeCloseTo(1 - unsolved, 11);
      }
  });

  it('is Laplace’s rule under a uniform prior', () => {
    expect(posteriorPassAtK({ alpha: 1, beta: 1 }, 8, 0, 1)).toBeCloseTo(1 / 10, 14);
  });
});
