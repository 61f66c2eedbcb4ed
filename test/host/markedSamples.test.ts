import { describe, expect, it } from 'vitest';
import { pairRuns } from '../../src/core/compare/pair';
import { problemsOfFinding } from '../../src/host/markedSamples';
import { runFromCounts } from '../factories';

describe('problems of a finding', () => {
  const { table } = pairRuns([
    runFromCounts('base', 'base', [
      ['a', 4, 1],
      ['b', 3, 1],
      ['c', 4, 0],
    ]),
    runFromCounts('RL', 'rl', [
      ['a', 4, 1],
      ['b', 3, 1],
      ['d', 4, 2],
    ]),
  ]);

  it('are those with fewer samples than others, or another n than in the other run', () => {
    expect(problemsOfFinding('unequal-n', table)).toEqual(['b']);
  });

  it('are those that a run lacks', () => {
    expect(problemsOfFinding('unmatched-problem', table)).toEqual(['c', 'd']);
  });

  it('are those with samples without a verdict', () => {
    expect(problemsOfFinding('unscored', table)).toEqual([]);
    table.runs[1].unscored[0] = 2;
    expect(problemsOfFinding('unscored', table)).toEqual(['a']);
  });
});
