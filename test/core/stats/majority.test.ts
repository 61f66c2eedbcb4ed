import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { majAtK } from '../../../src/core/stats/majority';
import { enumeratedMajority } from './exact';

/** Groups of samples by answer; '' is no answer. */
function groupsOf(answers: readonly string[], correct: readonly boolean[]) {
  const names = [...new Set(answers.filter(Boolean))];
  const groups = names.map((name) => {
    const members = answers.map((_, i) => i).filter((i) => answers[i] === name);
    return { size: members.length, correct: members.filter((i) => correct[i]).length };
  });
  return { groups, noAnswer: answers.filter((answer) => !answer).length };
}

const samples = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd', ''), fc.boolean()), {
  minLength: 1,
  maxLength: 10,
});

describe('maj@k', () => {
  it('agrees with voting over every subset', () => {
    fc.assert(
      fc.property(samples, fc.integer({ min: 1, max: 10 }), (list, wanted) => {
        const answers = list.map(([answer]) => answer);
        const correct = list.map(([, isCorrect]) => isCorrect);
        const k = Math.min(wanted, list.length);
        const { groups, noAnswer } = groupsOf(answers, correct);
        const { value, error } = majAtK(groups, noAnswer, k, { seed: 1 });
        expect(error).toBe(0);
        expect(value).toBeCloseTo(enumeratedMajority(answers, correct, k), 11);
      }),
      { numRuns: 150 },
    );
  });

  it('draws where the exact sum is too long, and comes within its error', () => {
    const groups = [
      { size: 300, correct: 0 },
      { size: 280, correct: 280 },
      ...Array.from({ length: 60 }, () => ({ size: 4, correct: 1 })),
    ];
    const exact = majAtK(groups, 100, 32, { seed: 1, budget: Infinity });
    const drawn = majAtK(groups, 100, 32, { seed: 1, budget: 0, draws: 4000 });
    expect(exact.error).toBe(0);
    expect(drawn.error).toBeGreaterThan(0);
    expect(Math.abs(drawn.value - exact.value)).toBeLessThan(4 * drawn.error);
    expect(majAtK(groups, 100, 32, { seed: 1, budget: 0 })).toEqual(majAtK(groups, 100, 32, { seed: 1, budget: 0 }));
  });

  it('is the plurality of all at k = n, ties shared', () => {
    const groups = [
      { size: 3, correct: 3 },
      { size: 3, correct: 0 },
      { size: 1, correct: 1 },
    ];
    expect(majAtK(groups, 5, 12, { seed: 1 }).value).toBe(0.5);
  });

  it('is 0 when nobody answers', () => {
    expect(majAtK([], 4, 2, { seed: 1 }).value).toBe(0);
  });

  it('rejects impossible groups and k', () => {
    expect(() => majAtK([{ size: 2, correct: 3 }], 0, 1, { seed: 1 })).toThrow(RangeError);
    expect(() => majAtK([{ size: 2, correct: 1 }], 0, 3, { seed: 1 })).toThrow(RangeError);
  });
});
