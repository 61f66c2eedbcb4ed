import { describe, expect, it } from 'vitest';
import { pairRuns, type RunToPair } from '../../src/core/compare/pair';
import { problemsOfFinding } from '../../src/host/markedSamples';
import { runFromCounts, runIndex } from '../factories';

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

  it('are those whose id stands for several questions, in another run or another file of a run', () => {
    const asked = (label: string, role: 'base' | 'rl', questions: Record<string, string>): RunToPair => ({
      label,
      role,
      index: runIndex(Object.entries(questions).map(([id, question]) => ({ id, question, verdicts: [1] }))),
    });
    const base = asked('base', 'base', { 1: 'One?', 2: 'Two?', 3: 'Three?', '3~2': 'Four?' });
    expect(problemsOfFinding('question-disagrees', pairRuns([base]).table)).toEqual(['3', '3~2']);
    const other = asked('RL', 'rl', { 1: 'Something else?', 2: 'Two?' });
    const both = pairRuns([base, other]);
    expect(problemsOfFinding('question-disagrees', both.table)).toEqual(['1', '3', '3~2', '1 (RL)']);
    const settled = pairRuns([asked('base', 'base', { 1: 'One?' }), asked('RL', 'rl', { 2: 'Two?' })]).table;
    expect(problemsOfFinding('question-disagrees', settled)).toEqual(['1', '2']);
  });
});
