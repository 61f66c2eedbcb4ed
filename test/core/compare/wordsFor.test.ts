import { describe, expect, it } from 'vitest';
import type { ProblemFilter, RunRole, RunState, View } from '../../../src/core/compare/comparison';
import { courses } from '../../../src/core/compare/course';
import { pairRuns } from '../../../src/core/compare/pair';
import { evaluate, rowsOf } from '../../../src/core/compare/view';
import {
  courseWords,
  wordsForCell,
  wordsForChanges,
  wordsForRow,
  wordsForStatus,
  wordsForWeakness,
} from '../../../src/core/compare/wordsFor';
import { runFromCounts, runIndex, verdictsOf } from '../../factories';

function words(base: [number, number], rl: [number, number], view: Partial<View>) {
  const runs = [runFromCounts('base', 'base', [['a', ...base]]), runFromCounts('RL', 'rl', [['a', ...rl]])];
  const { table } = pairRuns(runs);
  const evaluation = evaluate(table, runs, { k: 'n', tau: 0.5, mode: 'estimated', ...view });
  return { table, evaluation, runs };
}
const row = (...args: Parameters<typeof words>) => {
  const { table, evaluation, runs } = words(...args);
  return wordsForRow(table, evaluation, runs, 0);
};

describe('the foot line', () => {
  it('has counts, pass@k and interval of both runs', () => {
    expect(row([1024, 21], [1024, 0], { k: 64 })).toBe(
      'base 21 of 1,024, pass@64 0.75 [0.58, 0.87] · RL 0 of 1,024, pass@64 0.00 [0.00, 0.21]',
    );
  });

  it('says why a number is undefined', () => {
    expect(row([8, 3], [1024, 3], { k: 1024 })).toContain('base 3 of 8: n = 8 is below k.');
  });

  it('says how weak "RL only" is, and what would settle it', () => {
    expect(row([8, 0], [8, 8], { k: 8 })).toContain(
      'RL solves it, base has 0 of 8: base would still solve it at k with chance 0.46; 26 more samples settle it.',
    );
    expect(row([8, 0], [8, 1], { k: 'n' })).toContain('chance 0.46; 26 more samples settle it.');
    expect(row([33, 0], [64, 64], { k: 8 })).toContain('; 1 more sample settles it.');
    expect(row([1024, 0], [1024, 1024], { k: 8 })).toContain('at k with chance below 0.01.');
    expect(row([64, 1], [64, 64], { k: 8 })).toMatch(
      /base has 1 of 64: base would still solve it at k with chance 0\.\d\d\.$/,
    );
  });

  it('does not speak of chances where there are none', () => {
    const { table, evaluation, runs } = words([8, 0], [8, 8], { k: 8, tau: 1 });
    expect(wordsForWeakness(table, evaluation, runs, 0)).toBeUndefined();
    expect(row([8, 0], [8, 8], { k: 8, mode: 'first' })).toBe(
      'base 0 of 8, none correct · RL 8 of 8, first correct is scored sample 1, among the first 8',
    );
  });

  it('needs no estimate at k = n', () => {
    expect(row([8, 1], [8, 0], {})).toBe('base 1 of 8, solved at k = n · RL 0 of 8, not solved at k = n');
  });

  it('tells no samples, no verdicts and n below k apart', () => {
    const runs = [
      {
        label: 'base',
        role: 'base' as RunRole,
        index: runIndex([
          { id: 'a', verdicts: verdictsOf(0, 0, 3) },
          { id: 'b', verdicts: [] },
        ]),
      },
      { label: 'RL', role: 'rl' as RunRole, index: runIndex([{ id: 'a', verdicts: verdictsOf(5, 1, 3) }]) },
    ];
    const { table } = pairRuns(runs);
    const evaluation = evaluate(table, runs, { k: 8, tau: 0.5, mode: 'estimated' });
    const cell = (problem: number, run: number) => wordsForCell(table, evaluation, runs, problem, run);
    expect(cell(0, 0)).toBe('base: 3 samples, none with a verdict.');
    expect(cell(0, 1)).toBe('RL 1 of 5: n = 5 is below k, 3 unscored.');
    expect(cell(1, 0)).toBe('base: no samples.');
    expect(cell(1, 1)).toBe('RL: no samples.');
  });

  it('does not call samples missing that were not read', () => {
    const { table, evaluation, runs } = words([8, 3], [8, 3], {});
    table.runs[1].n[0] = -1;
    const cell = (kind: RunState['kind']) =>
      wordsForCell(
        table,
        evaluation,
        runs.map((run) => ({ ...run, state: { kind } })),
        0,
        1,
      );
    expect((['failed', 'waiting', 'reading', 'stopped', 'ready'] as const).map(cell)).toEqual([
      'RL: not read.',
      'RL: not read yet.',
      'RL: not read yet.',
      'RL: not read yet.',
      'RL: no samples.',
    ]);
  });
});

describe('the ladder', () => {
  const steps = [undefined, 100, 200, 300, 400];
  const solves = ['11111', '00000', '11100', '00010', '11101'];
  const runs = steps.map((step, i) => ({
    ...runFromCounts(
      step ? `step ${step}` : 'base',
      step ? 'checkpoint' : 'base',
      solves.map((marks, p) => [`${p}`, 4, Number(marks[i])]),
    ),
    step,
  }));
  const { table } = pairRuns(runs);
  const atN = { k: 'n', tau: 0.5, mode: 'estimated' } as const;
  const evaluation = evaluate(table, runs, atN);

  it('is told in words', () => {
    expect(table.ids.map((_, problem) => wordsForChanges(evaluation, runs, problem))).toEqual([
      'kept',
      'never',
      'lost 300',
      'gained 300, lost 400',
      'lost 300, gained 400',
    ]);
  });

  it('counts what becomes of problems between its ends', () => {
    expect(evaluation.rungs).toEqual([0, 1, 2, 3, 4]);
    expect(evaluation.courseCounts).toEqual({
      lost: 1,
      gained: 0,
      gainedLost: 1,
      lostGained: 1,
      kept: 1,
      never: 1,
      undefined: 0,
    });
    expect(courses.map((course) => courseWords(course, runs[4]))).toEqual([
      'lost by 400',
      'gained by 400',
      'gained, then lost',
      'lost, then gained',
      'kept',
      'never',
      'undefined',
    ]);
  });

  it('is filtered by what becomes of problems, and by what one run gained or lost', () => {
    const shown = (filter: ProblemFilter) => [
      ...rowsOf(table, evaluation, filter, { column: 'order', descending: false }),
    ];
    expect(shown({ courses: ['kept', 'gainedLost'] })).toEqual([0, 3]);
    expect(shown({ courses: [] })).toEqual([]);
    expect(shown({ change: { run: 3, to: 'lost' } })).toEqual([2, 4]);
    expect(shown({ change: { run: 4, to: 'gained' } })).toEqual([4]);
    expect(shown({ change: { run: 9, to: 'gained' } })).toEqual([0, 1, 2, 3, 4]);
  });

  it('sets a distilled model against the base, which it does not follow in training', () => {
    const others = runs.slice(0, 3).map((run, i) => ({ ...run, role: i === 0 ? run.role : ('distilled' as const) }));
    const against = evaluate({ ...table, runs: table.runs.slice(0, 3) }, others, atN);
    expect(against.rungs).toEqual([0, 2]);
    expect(against.courseCounts).toMatchObject({ kept: 3, never: 2 });
  });

  it('is an en dash where a rung is undefined', () => {
    const atEight = evaluate(table, runs, { k: 8, tau: 0.5, mode: 'estimated' });
    expect(wordsForChanges(atEight, runs, 0)).toBe('–');
  });

  it('has its ends in the status bar', () => {
    expect(wordsForStatus(evaluation, runs)).toBe('k = n · base 3 / step 400 2 of 5');
  });
});

describe('the status bar', () => {
  it('names what is undefined', () => {
    const { evaluation, runs } = words([8, 3], [4, 3], { k: 8 });
    expect(wordsForStatus(evaluation, runs)).toBe('k = 8 · base 1 / RL 0 of 1, 1 undefined');
  });
});
