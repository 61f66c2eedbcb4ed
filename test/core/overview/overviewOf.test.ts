import { describe, expect, it } from 'vitest';
import type { RunRole } from '../../../src/core/compare/comparison';
import { pairRuns, type RunToPair } from '../../../src/core/compare/pair';
import type { Overview, OverviewInput, OverviewOptions } from '../../../src/core/overview/overview';
import { isMissing } from '../../../src/core/overview/overview';
import { perplexityFigure } from '../../../src/core/figures/samples';
import { overviewOf, refineOverview } from '../../../src/core/overview/overviewOf';
import { plainSentence } from '../../../src/core/overview/sentence';
import { sampleFactsOf } from '../../../src/core/overview/sampleFacts';
import { rowsOfTarget, type Target } from '../../../src/core/overview/targets';
import { runFromCounts, runIndex } from '../../factories';
import { aime24, liveCodeBench, type PaperTable } from '../compare/paperTables';

function inputOf(runs: RunToPair[], more: Partial<OverviewInput> = {}): OverviewInput {
  const { table, members } = pairRuns(runs);
  const samples = runs.map(({ index }, run) => sampleFactsOf(index, members[run]));
  return { table, runs, samples, ...more };
}

const view: OverviewOptions = { k: 'n', tau: 0.5, mode: 'estimated', resamples: 300 };

/** A base with little everywhere and a trained run with much here and nothing there. */
function pair(problems = 24, n = 64): RunToPair[] {
  const counts = (c: (i: number) => number) =>
    Array.from({ length: problems }, (_, i): [string, number, number] => [String(i), n, c(i)]);
  return [
    runFromCounts(
      'base',
      'base',
      counts((i) => 1 + (i % 5)),
    ),
    runFromCounts(
      'RL',
      'rl',
      counts((i) => (i % 2 === 0 ? 40 : 0)),
    ),
  ];
}

describe('the paper’s tables of solvable problems', () => {
  const countsOf = (table: PaperTable, solved: string[], role: RunRole) =>
    runFromCounts(
      role,
      role,
      table.ids.map((id) => [id, 8, solved.includes(id) ? 3 : 0]),
    );

  it.each([
    ['AIME24', aime24],
    ['LiveCodeBench', liveCodeBench],
  ])('come out for %s, with the sets of ids', (_, table) => {
    const input = inputOf([countsOf(table, table.base, 'base'), countsOf(table, table.rl, 'rl')]);
    const overview = overviewOf(input, view);
    const ids = (rows: Int32Array) => Array.from(rows, (row) => input.table.ids[row]);
    const { rows } = overview.coverage[1];
    expect(ids(rows.both)).toEqual(table.both);
    expect(ids(rows.baseOnly)).toEqual(table.baseOnly);
    expect(ids(rows.rlOnly)).toEqual(table.rlOnly);
    expect(ids(rows.neither)).toEqual(table.neither);
    const [support] = overview.support;
    expect([support.preserved, support.shrunk, support.expanded, support.out].map((group) => group.length)).toEqual([
      table.both.length,
      table.baseOnly.length,
      table.rlOnly.length,
      table.neither.length,
    ]);
    expect(overview.paired?.mcnemar.baseOnly).toBe(table.baseOnly.length);
  });
});

describe('filters', () => {
  it('recompute everything over the rows that pass, and say how many did not', () => {
    const input = inputOf(pair());
    const even = Array.from({ length: 12 }, (_, i) => 2 * i);
    const overview = overviewOf(input, { ...view, rows: even, filters: ['even'] });
    expect([...overview.rows]).toEqual(even);
    expect(overview.problems).toEqual({ total: 24, shown: 12, filteredOut: 12, guessable: 0, notInAllRuns: 0 });
    expect(overview.statistics.find(({ id }) => id === 'pass@1')?.runs[1]?.value).toBeCloseTo(40 / 64, 12);
    expect(overview.histogram.counts[1]?.reduce((a, b) => a + b)).toBe(12);
    expect(overview.filters).toEqual(['even']);
  });

  it('leave nothing over without failing', () => {
    const overview = overviewOf(inputOf(pair()), { ...view, rows: [] });
    expect(overview.K).toBe(0);
    expect(overview.sentence.parts[0].text).toBe('No problem of 24 passes the filters.');
    expect(overview.statistics).toEqual([]);
    expect(overviewOf(inputOf([]), view).sentence.parts[0].text).toBe('There are no problems to compare yet.');
  });

  it('leave out what an evidence run guesses now and then, and keep what it hits often', () => {
    const evidence = runFromCounts(
      'no reasoning',
      'reference',
      Array.from({ length: 24 }, (_, i) => [String(i), 100, i < 6 ? 2 : i < 9 ? 5 : i < 12 ? 90 : 0]),
    );
    const overview = overviewOf(inputOf([...pair(), evidence]), { ...view, guessable: { run: 2 } });
    expect([...overview.guessable!.removed]).toEqual([0, 1, 2, 3, 4, 5]);
    expect(overview.problems).toMatchObject({ shown: 18, guessable: 6 });
    expect(overview.compared).toEqual([0, 1]);
    expect(overview.curves.runs[2]).toBeUndefined();
    expect(overview.against).toBe(1);
  });

  it('do not take problems into means that a run lacks', () => {
    const [base] = pair();
    const fewer = runFromCounts('RL', 'rl', [
      ['0', 64, 40],
      ['1', 64, 0],
      ['other', 64, 3],
    ]);
    const overview = overviewOf(inputOf([base, fewer]), view);
    expect([...overview.rows]).toEqual([0, 1]);
    expect(overview.problems.notInAllRuns).toBe(23);
    expect(overview.coverage[1].counts.undefined).toBe(23);
  });
});

describe('several benchmarks', () => {
  it('weigh the same, whatever their size', () => {
    const input = inputOf(pair(24));
    const benchmarks = input.table.ids.map((_, row) => (row < 4 ? 'small' : 'large'));
    const overview = overviewOf({ ...input, table: { ...input.table, benchmarks } }, view);
    expect(overview.benchmarks.map(({ name, problems }) => [name, problems])).toEqual([
      ['small', 4],
      ['large', 20],
    ]);
    const at8 = overview.curves.ks.indexOf(8);
    const of = (stratum: number) => overview.benchmarks[stratum].runs[0]!.value[at8];
    expect(overview.curves.runs[0]!.value[at8]).toBeCloseTo((of(0) + of(1)) / 2, 12);
    for (const curve of [overview.curves, ...overview.benchmarks])
      for (const run of curve.runs) {
        expect(run!.lo[at8]).toBeLessThanOrEqual(run!.value[at8]);
        expect(run!.hi[at8]).toBeGreaterThanOrEqual(run!.value[at8]);
      }
  });
});

describe('a crossover in closed form', () => {
  // The base has one of n on each problem: k/n. RL solves a share for certain: they meet at that share of n.
  it.each([
    [64, 40, 30],
    [128, 30, 10],
    [1024, 30, 19],
    [256, 120, 50],
  ])('with n = %i, %i problems, %i always solved, comes out in figures and words', (n, problems, solved) => {
    const ids = Array.from({ length: problems }, (_, i) => String(i));
    const input = inputOf([
      runFromCounts(
        'base',
        'base',
        ids.map((id) => [id, n, 1]),
      ),
      runFromCounts(
        'RL',
        'rl',
        ids.map((id, i) => [id, n, i < solved ? n : 0]),
      ),
    ]);
    const { crossovers, sentence } = overviewOf(input, { ...view, resamples: 2000 });
    const k = Math.floor((solved * n) / problems) + 1;
    const found = crossovers[1]!;
    expect(found).toMatchObject({ k, reason: 'crosses', later: [] });
    expect(plainSentence(sentence)).toContain(`at k ≈ ${k}`);
    // The share solved in a resample is binomial: its 95 % are 1.96 standard errors away, about.
    const share = solved / problems;
    const reach = 1.96 * Math.sqrt((share * (1 - share)) / problems) * n;
    for (const [end, expected] of [
      [found.lo!, k - reach],
      [found.hi!, k + reach],
    ])
      expect(Math.abs(end - expected)).toBeLessThan(1 + 1.5 * (n / problems));
  });
});

describe('first-k mode', () => {
  it('counts what the first samples drawn solve, and gives no estimates', () => {
    const drawn = (label: string, role: RunRole, first: number[]): RunToPair => ({
      label,
      role,
      index: runIndex(
        first.map((place, i) => ({
          id: String(i),
          verdicts: Array.from({ length: 8 }, (_, s) => (s + 1 === place ? 1 : 0)),
        })),
      ),
    });
    const overview = overviewOf(inputOf([drawn('base', 'base', [3, 5, 0]), drawn('RL', 'rl', [1, 0, 0])]), {
      ...view,
      mode: 'first',
    });
    expect([...overview.curves.runs[0]!.value]).toEqual([0, 0, 1, 1, 2, 2, 2, 2].map((count) => count / 3));
    expect([...overview.curves.runs[1]!.value]).toEqual(Array<number>(8).fill(1 / 3));
    expect(overview.crossovers[1]?.k).toBe(5);
  });

  it('leaves out problems of which only the count of correct samples is known', () => {
    const input = inputOf(pair());
    input.table.runs[0].firstCorrect[3] = -1;
    expect(overviewOf(input, { ...view, mode: 'first' }).problems).toMatchObject({ shown: 23, notInAllRuns: 1 });
    expect(overviewOf(input, view).problems.shown).toBe(24);
  });

  it('has no tiles that are estimates', () => {
    const overview = overviewOf(inputOf(pair()), { ...view, mode: 'first' });
    expect(overview.statistics.some(({ id }) => id === 'pass^k' || id === 'maj@k')).toBe(false);
  });
});

describe('intervals', () => {
  it('come in steps, the last of which is the whole', () => {
    const input = inputOf(pair());
    const options = { ...view, resamples: 1000 };
    const steps = [...take(refineOverview(input, options, 300))];
    expect(steps.map(({ interval }) => interval.done)).toEqual([200, 500, 800, 1000]);
    expect(steps[0].curves.runs[0]!.lo[3]).toBeLessThan(steps[0].curves.runs[0]!.value[3]);
    expect(steps.at(-1)).toEqual(overviewOf(input, options));
  });

  it('are in closed form from 100 problems up, save the crossover’s', () => {
    const overview = overviewOf(inputOf(pair(120)), { ...view, resamples: 50 });
    expect(overview.interval.method).toBe('closed-form');
    const more = overviewOf(inputOf(pair(120)), { ...view, resamples: 60 });
    expect(more.curves).toEqual(overview.curves);
    expect(more.crossovers[1]?.share).toBe(1);
  });

  it('are not made over one problem, which would give them no width', () => {
    const overview = overviewOf(inputOf(pair(1)), view);
    const { lo, hi, value } = overview.curves.runs[0]!;
    expect(value.every(Number.isFinite)).toBe(true);
    expect([...lo, ...hi].every(Number.isNaN)).toBe(true);
    expect(overview.crossovers[1]).toMatchObject({ lo: null, hi: null, share: NaN });
    expect(overview.sentence.note).toBe('No intervals: they are over problems, and there is one.');
    expect(plainSentence(overview.sentence)).not.toMatch(/[[\]]/);
  });

  it('depend on the seed and nothing else', () => {
    const input = inputOf(pair());
    expect(overviewOf(input, { ...view, seed: 3 })).toEqual(overviewOf(input, { ...view, seed: 3 }));
    expect(overviewOf(input, { ...view, seed: 3 }).curves).not.toEqual(overviewOf(input, { ...view, seed: 4 }).curves);
  });
});

/** All overviews of a refinement, the returned one last. */
function* take(steps: Generator<Overview, Overview>): Generator<Overview> {
  for (;;) {
    const step = steps.next();
    yield step.value;
    if (step.done) return;
  }
}

describe('sections that need samples', () => {
  it('say what is missing', () => {
    const overview = overviewOf({ ...inputOf(pair()), samples: undefined }, view);
    for (const section of [overview.lengths, overview.answers, overview.perplexity, overview.ladder])
      expect(isMissing(section) && section.missing).toMatch(/\.$/);
  });

  it('count wrong answers, and whether runs share them', () => {
    const answered = (label: string, role: RunRole, answers: string[]): RunToPair => ({
      label,
      role,
      index: runIndex([{ id: 'p', verdicts: answers.map((answer) => (answer === '42' ? 1 : 0)), answers }]),
    });
    const overview = overviewOf(
      inputOf([
        answered('base', 'base', ['7', '7', '42', '9', '']),
        answered('RL', 'rl', ['42', '42', '7', '42', '42']),
      ]),
      view,
    );
    const { answers } = overview;
    if (isMissing(answers)) throw new Error(answers.missing);
    expect(answers.sharedTop).toEqual({ count: 1, of: 1 });
    expect(answers.top[0]).toEqual({ row: 0, answer: '7', base: 2, against: 1 });
    expect(answers.runs[0]).toEqual({ distinct: 3, noAnswer: 1 / 5 });
    const majority = overview.statistics.find(({ id }) => id === 'maj@k')!;
    expect(majority.runs.map((run) => run?.value)).toEqual([0, 1]);
  });

  it('give perplexity by sample, problem and pool, and the stand-in for entropy', () => {
    const scored = {
      scorer: 'base-model',
      scorerRun: 0,
      run: 0,
      row: Int32Array.of(0, 0, 1, 999),
      tokens: Int32Array.of(2, 4, 1, 1),
      sumLogProb: Float64Array.of(-2, -8, -1, -1),
    };
    const input = inputOf(pair());
    const { perplexity } = overviewOf({ ...input, scored: [scored] }, view);
    if (isMissing(perplexity)) throw new Error(perplexity.missing);
    const [distribution] = perplexity.distributions;
    expect(distribution.samples).toBe(3);
    expect(distribution.quantiles[0]).toBeCloseTo(Math.E, 12);
    expect(distribution.quantiles[4]).toBeCloseTo(Math.E ** 2, 12);
    expect([...distribution.rows]).toEqual([0, 1]);
    expect(perplexity.entropyProxy).toEqual([11 / 7, null]);
    expect(perplexity.lacking).toEqual([
      expect.stringMatching(/^RL: no log-probabilities under the run’s own model\./),
    ]);
    const uncounted = overviewOf({ ...input, scored: [{ ...scored, uncounted: true }] }, view).perplexity;
    if (isMissing(uncounted)) throw new Error(uncounted.missing);
    expect(uncounted.lacking[1]).toMatch(/^base: log-probabilities without numbers of tokens/);
  });
});

describe('ladders', () => {
  const rung = (label: string, role: RunRole, step: number, solved: string): RunToPair => ({
    ...runFromCounts(
      label,
      role,
      Array.from(solved, (mark, i) => [String(i), 8, mark === '1' ? 8 : 0]),
    ),
    step,
  });

  it('name what was gained, lost and regained between neighbours', () => {
    const runs = [rung('base', 'base', 0, '1100'), rung('a', 'checkpoint', 10, '1010'), rung('b', 'rl', 20, '0110')];
    const input = inputOf(runs);
    const overview = overviewOf(input, view);
    const { ladder } = overview;
    if (isMissing(ladder)) throw new Error(ladder.missing);
    expect(ladder.rungs.map(({ gained, lost, regained }) => [gained, lost, regained].map((rows) => [...rows]))).toEqual(
      [
        [[], [], []],
        [[2], [1], []],
        [[1], [0], [1]],
      ],
    );
    expect(rowsOfTarget(overview, { kind: 'change', run: 2, change: 'regained' }, input.table)).toEqual(
      Int32Array.of(1),
    );
    expect(overview.sets.map(({ solvedBy, rows }) => [solvedBy, [...rows]])).toContainEqual([[true, true, false], [0]]);
  });

  it('go along any setting that two runs have', () => {
    const runs = pair().map((run, i) => ({ ...run, axes: { temperature: i === 0 ? 1 : 0.6 } }));
    const input = { ...inputOf(runs), runs };
    const { ladder } = overviewOf(input, { ...view, ladderAxis: 'temperature' });
    if (isMissing(ladder)) throw new Error(ladder.missing);
    expect(ladder.axis).toBe('temperature');
    expect(ladder.rungs.map(({ run, x }) => [run, x])).toEqual([
      [1, 0.6],
      [0, 1],
    ]);
  });

  it('go along the entropy that log-probabilities give', () => {
    const scored = [0, 1].map((run) => ({
      scorer: 'own',
      scorerRun: run,
      run,
      row: Int32Array.of(0),
      tokens: Int32Array.of(2),
      sumLogProb: Float64Array.of(run === 0 ? -3 : -1),
    }));
    const { ladder } = overviewOf({ ...inputOf(pair()), scored }, { ...view, ladderAxis: 'entropy' });
    if (isMissing(ladder)) throw new Error(ladder.missing);
    expect(ladder.rungs.map(({ run, x }) => [run, x])).toEqual([
      [1, 0.5],
      [0, 1.5],
    ]);
  });

  it('name the run that is nearest to the base in entropy, to be paired with it', () => {
    const runs = [...pair(), { ...pair()[1], label: 'RL, T = 1.2' }];
    const scored = [3, 1, 2.5].map((sum, run) => ({
      scorer: 'own',
      scorerRun: run,
      run,
      row: Int32Array.of(0),
      tokens: Int32Array.of(2),
      sumLogProb: Float64Array.of(-sum),
    }));
    const input = { ...inputOf(runs), scored };
    const labels = runs.map(({ label }) => label);
    const context = { overview: overviewOf(input, view), labels, ids: input.table.ids };
    expect(perplexityFigure(context)?.caption).toContain(
      'output entropy by its stand-in, nats a token: base 1.500, RL 0.500, RL, T = 1.2 1.250; nearest to base: RL, T = 1.2',
    );
  });

  it('are no ladder to speak of when two runs share a place', () => {
    const runs = [rung('base', 'base', 0, '1100'), rung('PPO', 'rl', 150, '1010'), rung('DAPO', 'rl', 150, '0110')];
    const { ladder, sentence } = overviewOf(inputOf(runs), view);
    expect(isMissing(ladder)).toBe(false);
    expect(plainSentence(sentence)).toMatch(/^Base leads PPO|^Base never overtakes PPO|^Base overtakes PPO/);
  });
});

describe('marks', () => {
  it('lead to their problems', () => {
    const input = inputOf(pair());
    const overview = overviewOf(input, view);
    const count = (target: Target) => rowsOfTarget(overview, target, input.table).length;
    expect(count({ kind: 'bin', run: 1, bin: 0 })).toBe(12);
    expect(count({ kind: 'class', class: 'baseOnly', run: 1 })).toBe(12);
    expect(count({ kind: 'flow', from: 1, to: 0 })).toBe(12);
    expect(count({ kind: 'support', run: 1, group: 'shrunk' })).toBe(12);
    expect(count({ kind: 'set', runs: [0] })).toBe(12);
    expect(count({ kind: 'samples', run: 1, correct: true })).toBe(overview.rows.length - 12);
    expect(count({ kind: 'perplexity', distribution: 0, bin: 0 })).toBe(0);
  });

  it('of a curve are what the run solves at that k, and at the k of the view those of the coverage', () => {
    const input = inputOf(pair());
    const overview = overviewOf(input, { ...view, k: 4 });
    const { both, baseOnly } = overview.coverage[1].rows;
    const solved = rowsOfTarget(overview, { kind: 'k', k: 4, run: 0 }, input.table);
    expect([...solved]).toEqual([...both, ...baseOnly].sort((a, b) => a - b));
    expect(rowsOfTarget(overview, { kind: 'k', k: 4, run: 0, benchmark: 'other' }, input.table).length).toBe(0);
  });

  it('of a crossover are the problems in which the base is ahead, in both modes', () => {
    const input = inputOf(pair());
    const { runs } = input.table;
    for (const mode of ['estimated', 'first'] as const) {
      const overview = overviewOf(input, { ...view, mode });
      const ahead = rowsOfTarget(overview, { kind: 'ahead', k: 8, run: 1 }, input.table);
      for (const row of ahead) expect(runs[0].c[row]).toBeGreaterThan(runs[1].c[row]);
      expect(ahead.length).toBeGreaterThan(0);
    }
  });
});

describe('a forecast', () => {
  it('starts near the curve’s end, rises, and says what settles the RL-only problems', () => {
    const counts = (c: (i: number) => number) =>
      Array.from({ length: 40 }, (_, i): [string, number, number] => [String(i), 64, c(i)]);
    const runs = [
      runFromCounts(
        'base',
        'base',
        counts((i) => (i < 5 ? 0 : 1 + (i % 20))),
      ),
      runFromCounts(
        'RL',
        'rl',
        counts((i) => (i % 3 === 0 ? 50 : i % 3)),
      ),
    ];
    const overview = overviewOf(inputOf(runs), { ...view, k: 64 });
    const [base, rl] = overview.forecast;
    if (isMissing(base) || isMissing(rl)) throw new Error('refused');
    expect(base.value[0]).toBeCloseTo(overview.curves.runs[0]!.value.at(-1)!, 0);
    expect(Array.from(base.value)).toEqual(Array.from(base.value).sort((a, b) => a - b));
    expect(rl.settle?.rows.length).toBeGreaterThan(0);
    // k = n = 64, τ = 0.5: ⌈64 · ln 0.05 / ln 0.5⌉ − 65 = 212.
    expect(rl.settle?.samples[0]).toBe(212);
  });

  it('is refused for few problems', () => {
    const [section] = overviewOf(inputOf(pair(10)), view).forecast;
    expect(isMissing(section) && section.missing).toBe('A forecast needs at least 20 problems; there are 10.');
  });
});
