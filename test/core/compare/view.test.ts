import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { problemClasses, type ProblemTable, type RunRole, type Sort } from '../../../src/core/compare/comparison';
import { pairRuns } from '../../../src/core/compare/pair';
import { againstOf, baseOf, predecessorsOf } from '../../../src/core/compare/runOrder';
import {
  accuracyAt,
  classAt,
  deltaAt,
  evaluate,
  rowsOf,
  selectedAmong,
  Solved,
  type Criterion,
} from '../../../src/core/compare/view';
import { runFromCounts, runIndex } from '../../factories';
import { aime24, liveCodeBench, type PaperTable } from './paperTables';

const atN: Criterion = { k: 'n', tau: 0.5, mode: 'estimated' };
const roles = (...names: RunRole[]) => names.map((role) => ({ role }));

/** A table from per-run lists of `[n, c]`; n = -1: the run lacks the problem. */
function tableOf(...runs: [number, number][][]): ProblemTable {
  const ids = runs[0].map((_, i) => `p${i}`);
  const zeros = () => new Int32Array(ids.length);
  return {
    ids,
    previews: ids.map(() => ''),
    benchmarks: ids.map(() => ''),
    maxK: 0,
    runs: runs.map((counts) => ({
      n: Int32Array.from(counts, ([n]) => n),
      c: Int32Array.from(counts, ([, c]) => c),
      unscored: zeros(),
      firstCorrect: zeros(),
      truncated: zeros(),
    })),
  };
}

function paperComparison({ ids, base, rl }: PaperTable) {
  const counts = (solved: string[]) =>
    ids.map((id, i): [string, number, number] => [id, 16, solved.includes(id) ? 1 + (i % 3) : 0]);
  const runs = [runFromCounts('base', 'base', counts(base)), runFromCounts('RL', 'rl', counts(rl))];
  return { runs, ...pairRuns(runs) };
}

describe('evaluation', () => {
  it.each([
    ['AIME24', aime24, [19, 4, 0, 7]],
    ['LiveCodeBench', liveCodeBench, [19, 4, 1, 27]],
  ])('rebuilds the coverage table of the paper: %s', (_, paper, counts) => {
    const { table, runs, findings } = paperComparison(paper);
    const evaluation = evaluate(table, runs, atN);
    const { both, baseOnly, rlOnly, neither, undefined: none } = evaluation.runs[1].classCounts;
    expect([both, baseOnly, rlOnly, neither, none]).toEqual([...counts, 0]);
    for (const name of ['both', 'baseOnly', 'rlOnly', 'neither'] as const)
      expect(table.ids.filter((__, row) => classAt(evaluation, row) === name)).toEqual(paper[name]);
    expect(evaluation.runs.map((run) => run.solvedCount)).toEqual([paper.base.length, paper.rl.length]);
    expect(findings).toEqual([]);
  });

  it('agrees with brute force over all draws of k', () => {
    const count = fc
      .tuple(fc.integer({ min: 0, max: 9 }), fc.nat(9))
      .map(([n, c]): [number, number] => [n, Math.min(n, c)]);
    fc.assert(
      fc.property(count, count, fc.integer({ min: 1, max: 10 }), fc.constantFrom(0.25, 0.5, 0.7, 1), (b, r, k, tau) => {
        const table = tableOf([b], [r]);
        const evaluation = evaluate(table, roles('base', 'rl'), { k, tau, mode: 'estimated' });
        for (const [i, [n, c]] of [b, r].entries()) {
          const { solved, passAtK } = evaluation.runs[i];
          if (n < k) {
            expect([solved[0], passAtK[0]]).toEqual([Solved.undefined, NaN]);
            continue;
          }
          const [hits, draws] = drawAll(n, c, k);
          expect(passAtK[0]).toBeCloseTo(hits / draws, 12);
          expect(solved[0]).toBe(hits >= tau * draws ? Solved.yes : Solved.no);
        }
      }),
    );
  });

  it('judges k = n by one correct sample at each own n, whatever τ is', () => {
    const table = tableOf(
      [
        [8, 1],
        [1024, 1],
        [4, 0],
        [0, 0],
        [-1, 0],
      ],
      [
        [16, 0],
        [8, 8],
        [1, 0],
        [4, 4],
        [4, 4],
      ],
    );
    const { runs } = evaluate(table, roles('base', 'rl'), { k: 'n', tau: 1, mode: 'estimated' });
    expect([...runs[0].solved]).toEqual([1, 1, 0, 2, 2]);
    expect([...runs[0].passAtK]).toEqual([1, 1, 0, NaN, NaN]);
    expect([...runs[1].classes].map((value) => problemClasses[value])).toEqual([
      'baseOnly',
      'both',
      'neither',
      'undefined',
      'undefined',
    ]);
    expect([runs[0].solvedCount, runs[0].definedCount]).toEqual([2, 3]);
  });

  it('makes a problem undefined where n < k in either run, even if the other solves it', () => {
    const table = tableOf([[8, 8]], [[7, 7]]);
    const { runs } = evaluate(table, roles('base', 'rl'), { k: 8, tau: 0.5, mode: 'estimated' });
    expect(runs[0].solved[0]).toBe(Solved.yes);
    expect(runs[1].classCounts).toEqual({ both: 0, baseOnly: 0, rlOnly: 0, neither: 0, undefined: 1 });
  });

  it('asks in first-k mode only for the first k scored samples, and makes no estimates', () => {
    const runs = [
      { label: 'base', role: 'base' as const, index: runIndex([{ id: 'a', verdicts: [2, 0, 1, 0] }]) },
      { label: 'RL', role: 'rl' as const, index: runIndex([{ id: 'a', verdicts: [0, 0, 0, 1] }]) },
    ];
    const { table } = pairRuns(runs);
    const solvedAt = (k: number | 'n') => {
      const evaluation = evaluate(table, runs, { k, tau: 0.5, mode: 'first' });
      expect(evaluation.runs[0].passAtK[0]).toBeNaN();
      return evaluation.runs.map((run) => run.solved[0]);
    };
    expect(solvedAt(1)).toEqual([0, 0]);
    expect(solvedAt(2)).toEqual([1, 0]);
    expect(solvedAt(4)).toEqual([2, 1]);
    expect(solvedAt('n')).toEqual([1, 1]);
  });

  it('marks what each checkpoint gained and lost against the one before it in training, not in the file', () => {
    const runs = [
      { role: 'checkpoint' as const, step: 200 },
      { role: 'base' as const },
      { role: 'checkpoint' as const, step: 100 },
      { role: 'rl' as const },
      { role: 'distilled' as const },
    ];
    expect([baseOf(runs), againstOf(runs)]).toEqual([1, 3]);
    expect(predecessorsOf(runs)).toEqual([2, -1, 1, 0, -1]);
    const solves = (...marks: number[]): [number, number][] => marks.map((c) => [4, c]);
    const table = tableOf(solves(1, 0), solves(0, 1), solves(1, 0), solves(0, 0), solves(1, 1));
    const { runs: evaluated } = evaluate(table, runs, atN);
    expect(evaluated.map(({ change }) => [...change])).toEqual([
      [0, 0],
      [0, 0],
      [1, -1],
      [-1, 0],
      [0, 0],
    ]);
    expect(evaluated.map(({ gainedCount, lostCount }) => [gainedCount, lostCount])).toEqual([
      [0, 0],
      [0, 0],
      [1, 1],
      [0, 1],
      [0, 0],
    ]);
  });

  it('sets several algorithms against the base, not against each other', () => {
    expect(predecessorsOf(roles('base', 'rl', 'rl'))).toEqual([-1, 0, 0]);
    expect(againstOf(roles('base', 'rl', 'rl'))).toBe(1);
  });

  it('takes the first run for the base when none has that role, and one run alone', () => {
    expect(baseOf(roles('rl', 'rl'))).toBe(0);
    expect(
      evaluate(
        tableOf([
          [4, 1],
          [4, 0],
        ]),
        roles('rl'),
        atN,
      ).runs[0].classCounts,
    ).toMatchObject({ both: 1, neither: 1 });
    expect(evaluate({ ids: [], previews: [], benchmarks: [], runs: [], maxK: 0 }, [], atN).runs).toEqual([]);
  });

  it('refuses a k or τ that means nothing', () => {
    for (const criterion of [{ k: 0 }, { k: 1.5 }, { tau: 0 }, { tau: 1.1 }])
      expect(() => evaluate(tableOf([]), roles('base'), { ...atN, ...criterion })).toThrow(RangeError);
    expect(() => evaluate(tableOf([]), roles('base'), { k: 0, tau: 0.5, mode: 'first' })).toThrow(RangeError);
  });
});

describe('rows', () => {
  const table = {
    ...tableOf(
      [
        [8, 8],
        [8, 0],
        [8, 4],
        [-1, 0],
        [8, 0],
        [8, 2],
      ],
      [
        [8, 8],
        [8, 2],
        [8, 0],
        [8, 8],
        [8, 0],
        [8, 0],
      ],
    ),
    ids: ['p10', 'p2', 'P1', 'q', 'p3', 'p02'],
    previews: ['Zeta', 'alpha', '', 'beta', 'Beta', 'gamma'],
  };
  const evaluation = evaluate(table, roles('base', 'rl'), atN);
  const rows = (column: Sort['column'], descending = false) => [
    ...rowsOf(table, evaluation, {}, { column, descending }),
  ];

  it('keep the order of the table by default', () => {
    expect(rows('order')).toEqual([0, 1, 2, 3, 4, 5]);
    expect(rows('order', true)).toEqual([5, 4, 3, 2, 1, 0]);
  });

  it('sort by class, what changed first, those of one class by the accuracy of the base both ways', () => {
    expect(rows('class').map((row) => classAt(evaluation, row))).toEqual([
      'baseOnly',
      'baseOnly',
      'rlOnly',
      'both',
      'neither',
      'undefined',
    ]);
    expect(rows('class')).toEqual([2, 5, 1, 0, 4, 3]);
    expect(rows('class', true)).toEqual([3, 4, 0, 1, 2, 5]);
  });

  it('sort ids naturally: 2 before 10', () => {
    expect(rows('id').map((row) => table.ids[row])).toEqual(['P1', 'p2', 'p02', 'p3', 'p10', 'q']);
  });

  it('sort questions without regard to case', () => {
    expect(rows('question').map((row) => table.previews[row])).toEqual(['', 'alpha', 'beta', 'Beta', 'gamma', 'Zeta']);
  });

  it('sort by accuracy, pass@k and Δ with what is undefined last, both ways', () => {
    expect(rows('c:0')).toEqual([1, 4, 5, 2, 0, 3]);
    expect(rows('c:0', true)).toEqual([0, 2, 5, 1, 4, 3]);
    expect(rows('pass:0', true)).toEqual([0, 2, 5, 1, 4, 3]);
    expect(rows('delta')).toEqual([2, 5, 0, 4, 1, 3]);
    expect([deltaAt(table, evaluation, 2), accuracyAt(table.runs[0], 3)]).toEqual([-0.5, NaN]);
  });

  it('sort by solved in first-k mode, and ignore a column of a run that is not there', () => {
    const first = evaluate(table, roles('base', 'rl'), { ...atN, mode: 'first' });
    expect(() => rowsOf(table, first, {}, { column: 'pass:0', descending: true })).not.toThrow();
    expect(rows('c:7')).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('are selected by id, those that are shown, in their order', () => {
    const ids = (...rows: number[]) => rows.map((row) => table.ids[row]);
    const shown = Int32Array.of(3, 1, 0);
    expect(selectedAmong(table, shown, [...ids(0, 2, 3), 'gone'])).toEqual(ids(3, 0));
    expect(selectedAmong(table, shown, [])).toEqual([]);
  });

  it('are filtered by class, text and accuracy together', () => {
    const order: Sort = { column: 'order', descending: false };
    const shown = (filter: Parameters<typeof rowsOf>[2]) => [...rowsOf(table, evaluation, filter, order)];
    expect(shown({ classes: ['baseOnly', 'undefined'] })).toEqual([2, 3, 5]);
    expect(shown({ classes: [] })).toEqual([]);
    expect(shown({ text: ' BETA ' })).toEqual([3, 4]);
    const set = (...rows: number[]) => ({ label: 'x', ids: rows.map((row) => table.ids[row]) });
    expect(shown({ sets: [set(4, 0, 3), set(3, 4, 5)] })).toEqual([3, 4]);
    expect(shown({ sets: [{ label: 'gone', ids: ['no such id'] }] })).toEqual([]);
    expect(shown({ text: 'p1' })).toEqual([0, 2]);
    expect(shown({ accuracy: { run: 0, min: 0.25, max: 0.5 } })).toEqual([2, 5]);
    expect(shown({ classes: ['neither', 'rlOnly'], text: 'a', accuracy: { run: 1, min: 0, max: 0.1 } })).toEqual([4]);
  });
});

/** Draws of k of n samples that hold a correct one, and all draws, by listing them. */
function drawAll(n: number, c: number, k: number): [hits: number, draws: number] {
  let hits = 0;
  let draws = 0;
  for (let set = 0; set < 1 << n; set++) {
    let size = 0;
    for (let bit = 0; bit < n; bit++) size += (set >> bit) & 1;
    if (size !== k) continue;
    draws++;
    if (set & ((1 << c) - 1)) hits++;
  }
  return [hits, draws];
}
