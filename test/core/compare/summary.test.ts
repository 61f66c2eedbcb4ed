import { describe, expect, it } from 'vitest';
import { pairRuns, type RunToPair } from '../../../src/core/compare/pair';
import { summarise, type SummaryOptions } from '../../../src/core/compare/summary';
import { runFromCounts } from '../../factories';
import { aime24 } from './paperTables';

function sum(runs: RunToPair[], options?: SummaryOptions) {
  const { table, findings } = pairRuns(runs);
  return summarise(table, runs, findings, options);
}

describe('the summary of a comparison', () => {
  const base = runFromCounts('Qwen', 'base', [
    ['a', 4, 1],
    ['b', 4, 1],
  ]);
  const rl = runFromCounts('SimpleRL', 'rl', [
    ['a', 4, 3],
    ['b', 4, 0],
  ]);

  it('has every k up to the smallest n, the crossover and the classes', () => {
    const summary = sum([base, rl]);
    expect(summary.problems).toBe(2);
    expect(Object.keys(summary.passAtK)).toEqual(['base', 'rl']);
    expect(Object.keys(summary.passAtK.base)).toEqual(['1', '2', '3', '4']);
    const values = (name: string) => Object.values(summary.passAtK[name]).map((value) => Number(value.toFixed(6)));
    expect(values('base')).toEqual([0.25, 0.5, 0.75, 1]);
    expect(values('rl')).toEqual([0.375, 0.5, 0.5, 0.5]);
    expect(summary.crossoverK).toBe(3);
    expect(summary.coverage).toEqual({ both: ['a'], baseOnly: ['b'], rlOnly: [], neither: [], undefined: [] });
    expect(summary.findings).toEqual([]);
    expect(summary.runs).toBeUndefined();
  });

  it('calls the two runs base and rl whatever their roles and order are', () => {
    const checkpoint = { ...rl, role: 'checkpoint' as const };
    expect(sum([checkpoint, base]).passAtK.rl).toEqual(sum([base, rl]).passAtK.rl);
  });

  it('is at one k when there is one, and at n when there are several', () => {
    expect(sum([base, rl], { ks: [1] }).coverage.rlOnly).toEqual(['a']);
    expect(sum([base, rl], { ks: [1], tau: 0.25 }).coverage.both).toEqual(['a']);
    const several = sum([base, rl], { ks: [1, 2] });
    expect(several.coverage.both).toEqual(['a']);
    expect(Object.keys(several.passAtK.rl)).toEqual(['1', '2']);
    expect(several.crossoverK).toBe(3);
  });

  it('gives no number above K, but says so', () => {
    const { passAtK, findings, coverage } = sum([base, rl], { ks: [8] });
    expect(passAtK).toEqual({ base: {}, rl: {} });
    expect(findings.map(({ message }) => message)).toEqual([
      'k = 8 is above K = 4, the smallest n of the problems compared: no mean pass@k is given there.',
    ]);
    expect(coverage.undefined).toEqual(['a', 'b']);
  });

  it('counts problems that not every run has as undefined, and leaves them out of the means', () => {
    const more = runFromCounts('SimpleRL', 'rl', [
      ['a', 4, 3],
      ['c', 4, 4],
    ]);
    const summary = sum([base, more]);
    expect(summary.problems).toBe(1);
    expect(summary.passAtK.rl[1]).toBeCloseTo(0.75);
    expect(summary.coverage).toEqual({ both: ['a'], baseOnly: [], rlOnly: [], neither: [], undefined: ['b', 'c'] });
  });

  it('has no curves and no crossover when nothing pairs', () => {
    const other = runFromCounts('SimpleRL', 'rl', [['z', 4, 3]]);
    expect(sum([base, other])).toMatchObject({ problems: 0, passAtK: { base: {}, rl: {} }, crossoverK: null });
  });

  it('names more than two runs by role where that is enough, and sets each against the base', () => {
    const at = (label: string) => ({ ...rl, label, role: 'checkpoint' as const, step: Number(label) });
    const summary = sum([base, at('50'), at('100'), rl]);
    expect(Object.keys(summary.passAtK).sort()).toEqual(['100', '50', 'base', 'rl']);
    expect(Object.keys(summary.runs!).sort()).toEqual(['100', '50', 'rl']);
    expect(summary.runs!.rl).toEqual({ crossoverK: 3, coverage: summary.coverage });
  });

  it('lists the ids of the paper’s AIME24 table', () => {
    const counts = (solved: string[]) =>
      aime24.ids.map((id): [string, number, number] => [id, 8, solved.includes(id) ? 1 : 0]);
    const { coverage } = sum([
      runFromCounts('base', 'base', counts(aime24.base)),
      runFromCounts('RL', 'rl', counts(aime24.rl)),
    ]);
    expect(coverage.baseOnly).toEqual(['4', '11', '17', '19']);
    expect([coverage.both.length, coverage.rlOnly.length, coverage.neither.length]).toEqual([19, 0, 7]);
  });
});
