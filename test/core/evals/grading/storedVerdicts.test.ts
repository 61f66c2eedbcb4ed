import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StoredVerdicts } from '../../../../src/core/evals/grading/storedVerdicts';
import type { GradeLine } from '../../../../src/core/evals/sampleLine';
import { Verdict } from '../../../../src/core/runIndex';

const problem = { id: 'p', benchmark: undefined };
const line = (index: number, verdict: boolean | null, print = 0): GradeLine => ({
  ...{ model: 'RL', problem: 'p', grader: 'g', version: '1', ms: 0 },
  ...{ index, verdict, print },
});

describe('stored verdicts', () => {
  it('are those of the last line of each sample, however the lines come', () => {
    const lines = fc.array(
      fc.tuple(fc.oneof(fc.nat(50), fc.nat(100_000)), fc.option(fc.boolean()), fc.integer({ min: 0, max: 2 })),
    );
    fc.assert(
      fc.property(lines, (told) => {
        const stored = new StoredVerdicts('RL');
        for (const [index, verdict, print] of told) stored.add(line(index, verdict, print));
        const last = new Map(told.map((one) => [one[0], one]));
        for (const [index, verdict, print] of last.values()) {
          const said = verdict === null ? Verdict.unscored : verdict ? Verdict.correct : Verdict.wrong;
          expect(stored.of(problem, index, 0)).toBe(said);
          expect(stored.of(problem, index, 2)).toBe(print === 1 ? undefined : said);
        }
        expect(stored.of(problem, 200_000, 0)).toBeUndefined();
      }),
    );
  });

  it('take no memory for a number that no sample has', () => {
    const stored = new StoredVerdicts('RL');
    stored.add(line(2 ** 40, true));
    stored.add(line(3, false));
    expect(stored.of(problem, 2 ** 40, 0)).toBe(Verdict.correct);
    expect(stored.of(problem, 3, 0)).toBe(Verdict.wrong);
    expect(stored.of(problem, 2, 0)).toBeUndefined();
  });
});
