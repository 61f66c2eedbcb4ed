import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classOf, solvedAtK, solvedInFirstK } from '../../../src/core/stats/solved';
import { enumeratedPassAtK } from './exact';

/** How many problems fall into each class at k = n, given the ids each side solves at least once. */
function classSizes(ids: number[], base: number[], rl: number[]): Record<string, number> {
  const sizes: Record<string, number> = {};
  for (const id of ids) {
    const solved = (by: number[]) => solvedAtK(1024, by.includes(id) ? 1 : 0, 'n', 0.5);
    const name = classOf(solved(base), solved(rl));
    sizes[name] = (sizes[name] ?? 0) + 1;
  }
  return sizes;
}

const list = (text: string) => text.split(',').map(Number);
const range = (start: number, end: number) => Array.from({ length: end - start }, (_, i) => start + i);

describe('solvedAtK', () => {
  it('compares pass@k with τ', () => {
    expect(solvedAtK(8, 1, 3, 0.5)).toBe(false); // 3/8
    expect(solvedAtK(8, 1, 5, 0.5)).toBe(true); // 5/8
  });

  it('counts a pass@k that equals τ as solved, however it was rounded', () => {
    for (let n = 1; n <= 60; n++) for (let k = 1; k < n; k++) expect(solvedAtK(n, 1, k, k / n), `${k}/${n}`).toBe(true);
    expect(solvedAtK(10, 7, 1, 0.7)).toBe(true);
    expect(solvedAtK(10, 1, 3, 0.1 + 0.2)).toBe(true);
  });

  it('agrees with listing all subsets, for every n up to 7', () => {
    for (let n = 1; n <= 7; n++)
      for (let c = 0; c <= n; c++)
        for (let k = 1; k <= n; k++)
          for (const tau of [0.01, 0.25, 0.5, 0.9, 1])
            expect(solvedAtK(n, c, k, tau)).toBe(enumeratedPassAtK(n, c, k) >= tau);
  });

  it('is undefined below k samples, and at k = n only without samples', () => {
    expect(solvedAtK(7, 7, 8, 0.5)).toBeUndefined();
    expect(solvedAtK(0, 0, 'n', 0.5)).toBeUndefined();
    expect(solvedAtK(1, 0, 'n', 0.5)).toBe(false);
  });

  it('at k = n asks for one correct sample, whatever τ is', () => {
    for (const tau of [0.01, 0.5, 1]) {
      expect(solvedAtK(1024, 1, 'n', tau)).toBe(true);
      expect(solvedAtK(1024, 0, 'n', tau)).toBe(false);
    }
  });

  it('never solves without a correct sample, however small τ is', () => {
    expect(solvedAtK(8, 0, 8, 1e-15)).toBe(false);
  });

  it('at τ = 1 asks for certainty, not for a pass@k that rounds to 1', () => {
    expect(solvedAtK(1024, 500, 524, 1)).toBe(false);
    expect(solvedAtK(1024, 500, 525, 1)).toBe(true);
  });

  it('rejects a τ outside (0, 1] and a k below 1', () => {
    for (const tau of [0, -0.1, 1.01, NaN]) expect(() => solvedAtK(8, 1, 4, tau)).toThrow(RangeError);
    expect(() => solvedAtK(8, 1, 0, 0.5)).toThrow(RangeError);
    expect(() => solvedAtK(4, 5, 8, 0.5)).toThrow(RangeError);
  });
});

describe('solvedInFirstK', () => {
  it('looks at the first k scored samples only', () => {
    expect(solvedInFirstK([0, 0, 1, 0], 2)).toBe(false);
    expect(solvedInFirstK([0, 0, 1, 0], 3)).toBe(true);
  });

  it('steps over unscored samples', () => {
    expect(solvedInFirstK([2, 0, 2, 1, 0], 2)).toBe(true);
    expect(solvedInFirstK(Uint8Array.of(0, 2, 0, 1), 2)).toBe(false);
  });

  it('is undefined with fewer than k scored samples, even when one is correct', () => {
    expect(solvedInFirstK([1, 2, 2], 2)).toBeUndefined();
    expect(solvedInFirstK([2, 2], 'n')).toBeUndefined();
  });

  it('takes all scored samples at k = n, as solvedAtK does', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(0, 1, 2)), (verdicts) => {
        const n = verdicts.filter((verdict) => verdict !== 2).length;
        const c = verdicts.filter((verdict) => verdict === 1).length;
        expect(solvedInFirstK(verdicts, 'n')).toBe(solvedAtK(n, c, 'n', 0.5));
      }),
    );
  });

  it('rejects unknown verdicts and a k below 1', () => {
    expect(() => solvedInFirstK([3], 1)).toThrow(RangeError);
    expect(() => solvedInFirstK([1], 0)).toThrow(RangeError);
  });
});

describe('classOf', () => {
  it('names the five classes', () => {
    expect(classOf(true, true)).toBe('both');
    expect(classOf(true, false)).toBe('baseOnly');
    expect(classOf(false, true)).toBe('rlOnly');
    expect(classOf(false, false)).toBe('neither');
    for (const known of [true, false, undefined]) {
      expect(classOf(known, undefined)).toBe('undefined');
      expect(classOf(undefined, known)).toBe('undefined');
    }
  });

  it('reproduces the published AIME24 split: both 19, base only 4, RL only 0, neither 7', () => {
    const base = list('0,1,4,6,7,8,9,11,12,14,15,16,17,18,19,22,23,24,25,26,27,28,29');
    const rl = list('0,1,6,7,8,9,12,14,15,16,18,22,23,24,25,26,27,28,29');
    expect(classSizes(range(0, 30), base, rl)).toEqual({ both: 19, baseOnly: 4, neither: 7 });
  });

  it('reproduces the published LiveCodeBench split: both 19, base only 4, RL only 1', () => {
    const base = list('400,402,403,407,409,412,413,417,418,419,422,423,427,432,433,436,438,439,440,444,445,448,449');
    const rl = list('400,402,403,407,412,413,417,418,419,422,423,427,430,433,438,439,440,444,445,449');
    expect(classSizes(range(400, 451), base, rl)).toMatchObject({ both: 19, baseOnly: 4, rlOnly: 1 });
  });
});
