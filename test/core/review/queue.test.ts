import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { auditBand, problemsInBand, reviewQueue, type ProblemSamples } from '../../../src/core/review/queue';
import { keyOf } from '../../../src/core/review/verdicts';

function problem(run: string, id: string, n: number, samples: number[]): ProblemSamples {
  return { run, problem: id, n, c: samples.length, samples };
}

const problems = [
  problem('base', 'never', 100, []),
  problem('base', 'hard', 100, [3, 50, 51, 99]),
  problem('base', 'edge', 100, [1, 2, 3, 4, 5]),
  problem('RL', 'hard', 100, [7]),
  problem('RL', 'edge', 100, [8, 9]),
];

describe('an audit queue', () => {
  it('has the correct samples of problems above 0 and below 5 %', () => {
    const queue = reviewQueue(problems, { seed: 7, band: auditBand });
    expect(queue.map(keyOf).sort()).toEqual(
      [
        ...[3, 50, 51, 99].map((index) => ({ run: 'base', problem: 'hard', index })),
        { run: 'RL', problem: 'hard', index: 7 },
        ...[8, 9].map((index) => ({ run: 'RL', problem: 'edge', index })),
      ]
        .map(keyOf)
        .sort(),
    );
  });

  it('can take the problems that are hard for one run, for all runs', () => {
    const chosen = problemsInBand(problems, { band: auditBand, bandOf: 'base' });
    expect(chosen.map(({ run, problem: id }) => `${run} ${id}`)).toEqual(['base hard', 'RL hard']);
  });

  it('takes the first few of each problem when asked', () => {
    const all = reviewQueue(problems, { seed: 3 });
    const some = reviewQueue(problems, { seed: 3, perProblem: 2 });
    const counts = new Map<string, number>();
    const expected = all.filter(({ run, problem: id }) => {
      const count = (counts.get(run + id) ?? 0) + 1;
      counts.set(run + id, count);
      return count <= 2;
    });
    expect(some).toEqual(expected);
  });

  it('is the same for the same seed in whatever order problems come, and another for another seed', () => {
    expect(reviewQueue([...problems].reverse(), { seed: 7 })).toEqual(reviewQueue(problems, { seed: 7 }));
    expect(reviewQueue(problems, { seed: 8 })).not.toEqual(reviewQueue(problems, { seed: 7 }));
  });

  it('keeps the order of what it has when samples are appended', () => {
    const places = fc.uniqueArray(fc.nat(2000), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(places, places, fc.nat(), (first, more, seed) => {
        const before = reviewQueue([problem('base', 'p', 4000, first)], { seed });
        const after = reviewQueue([problem('base', 'p', 4000, [...new Set([...first, ...more])])], { seed });
        const known = new Set(before.map(keyOf));
        expect(after.filter((sample) => known.has(keyOf(sample)))).toEqual(before);
      }),
    );
  });

  it('mixes the runs, so that order says nothing of the model', () => {
    const many = ['base', 'RL'].map((run) =>
      problem(
        run,
        'p',
        1000,
        Array.from({ length: 500 }, (_, i) => i),
      ),
    );
    const half = reviewQueue(many, { seed: 7 }).slice(0, 500);
    const base = half.filter(({ run }) => run === 'base').length;
    expect(base).toBeGreaterThan(200);
    expect(base).toBeLessThan(300);
  });

  it('refuses a seed that is none', () => {
    expect(() => reviewQueue(problems, { seed: 0.5 })).toThrow(RangeError);
  });
});
