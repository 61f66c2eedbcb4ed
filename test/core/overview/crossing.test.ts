import { describe, expect, it } from 'vitest';
import { pairRuns } from '../../../src/core/compare/pair';
import { crossingOf, wordsForCrossing, type Crossing } from '../../../src/core/overview/crossing';
import { overviewOf } from '../../../src/core/overview/overviewOf';
import { runFromCounts } from '../../factories';

/** A base that is right now and then everywhere, and a run that is always right on half of the problems. */
function crossingRuns(problems: number) {
  const ids = Array.from({ length: problems }, (_, i) => `p${i}`);
  const runs = [
    runFromCounts(
      'base',
      'base',
      ids.map((id, i) => [id, 32, 1 + (i % 5)]),
    ),
    runFromCounts(
      'RL',
      'rl',
      ids.map((id, i) => [id, 32, i % 2 === 0 ? 30 : 0]),
    ),
  ];
  return { runs, table: pairRuns(runs).table };
}
const factsOf = (found: Crossing) => ({
  ...found.estimate(),
  K: found.K,
  problems: found.problems,
  seed: found.seed,
  resamples: found.done,
});

describe('the crossover by itself', () => {
  it('is that of the overview, however it is sliced', () => {
    const input = crossingRuns(20);
    const found = crossingOf(input)!;
    expect(found.estimate().lo).toBeNull();
    expect(found.estimate().share).toBeNaN();
    for (let slice = 1; found.done < found.resamples; slice *= 3) found.refine(slice);
    const { crossovers } = overviewOf(input, { k: 'n', tau: 0.5, mode: 'estimated' });
    expect(found.estimate()).toEqual(crossovers[1]);
  });

  it('says what it is made of', () => {
    const found = crossingOf(crossingRuns(20))!;
    const { k } = found.estimate();
    expect(wordsForCrossing(factsOf(found))).toBe(`Base overtakes at k = ${k}, over 20 problems.`);
    while (found.done === 0) found.refine(1000);
    const { lo, hi } = found.estimate();
    expect(wordsForCrossing(factsOf(found))).toBe(
      `Base overtakes at k = ${k} [${lo}, ${hi}] (95 %, 1,000 resamples of 20 problems, seed 7).`,
    );
    const never = { ...factsOf(found), k: null, reason: 'never' as const, share: 0.125 };
    expect(wordsForCrossing(never)).toBe(
      'Base does not overtake up to k = 32 (it does in 12.5 % of 1,000 resamples of 20 problems, seed 7).',
    );
    expect(wordsForCrossing({ ...never, reason: 'base-leads-at-1' })).toBe(
      'Base leads from k = 1 on, over 20 problems.',
    );
    expect(wordsForCrossing({ ...factsOf(found), hi: null })).toContain(', > 32] (95 %');
  });

  it('is none for one run', () => {
    const { runs, table } = crossingRuns(4);
    expect(crossingOf({ runs: runs.slice(0, 1), table: { ...table, runs: table.runs.slice(0, 1) } })).toBeUndefined();
  });
});
