/** The page's world in the plain browser: comparisons by name, with samples drawn from fixed counts. */
import {
  defaultView,
  type ComparisonState,
  type ProblemTable,
  type RunSummary,
  type View,
} from '../../src/core/compare/comparison';
import { smallestSharedN } from '../../src/core/compare/columns';
import { Finish, Verdict } from '../../src/core/runIndex';
import { seededRandom } from '../../src/core/stats/seededRandom';
import type { SampleStrip } from '../../src/core/compare/strip';
import { problems, type FixtureProblem } from './questions.mjs';

export interface Fixture {
  state: ComparisonState;
  view: View;
  problems: FixtureProblem[];
  strip(problem: number, run: number): SampleStrip;
}

export type FixtureName =
  | 'two'
  | 'live'
  | 'five'
  | 'tiny'
  | 'huge'
  | 'large'
  | 'one'
  | 'reading'
  | 'stopped'
  | 'failed'
  | 'broken'
  | 'empty'
  | 'undefined';

export function fixtureOf(name: string): Fixture {
  const make = makers[name as FixtureName] ?? makers.two;
  return make();
}

const makers: Record<FixtureName, () => Fixture> = {
  two,
  live,
  five,
  tiny: () =>
    comparison(problems.slice(0, 12), [base(8), rl(8)], { view: { k: 'n', panes: [0, 1] }, counts: tinyCounts }),
  huge: () => comparison(many(12_000), [base(64), rl(64)], { view: { k: 8 } }),
  // 901,120 samples.
  large: () => comparison(many(880), [base(512), rl(512)], { view: { k: 64 } }),
  one: () =>
    comparison(problems, [{ ...base(64), label: 'samples.jsonl', model: undefined }], { view: { panes: [0] } }),
  reading,
  stopped,
  failed,
  broken,
  empty: () => comparison([], [], {}),
  undefined: undefinedNumbers,
};

/** A run in progress: samples came to two problems since they were looked at. */
function live(): Fixture {
  const fixture = two();
  const { ids } = fixture.state.table;
  fixture.state.arrived = new Int32Array(ids.length);
  fixture.state.arrived[ids.indexOf('aime24-11')] = 1024;
  fixture.state.arrived[ids.indexOf('aime24-20')] = 1;
  return fixture;
}

const exampleView: Partial<View> = {
  k: 64,
  problem: 'aime24-11',
  sort: { column: 'class', descending: false },
  samples: { 'aime24-11': { base: 311, RL: 0 } },
};

function two(): Fixture {
  const fixture = comparison(byBaseCount(), [base(1024), rl(1024)], { view: exampleView, counts: lastCheckpoint });
  const row = fixture.state.table.ids.indexOf('aime24-20');
  fixture.state.table.runs[1].n[row] = 1021;
  fixture.state.table.runs[1].unscored[row] = 3;
  fixture.state.table.maxK = 1021;
  fixture.state.runs[1].nMin = 1021;
  for (const columns of fixture.state.table.runs) {
    columns.duplicate = Int32Array.from(columns.n, (n) => (n > 1000 ? 3 : 0));
    columns.unextracted = Int32Array.from(columns.n, (_, problem) => (problem % 4 === 0 ? 7 : 0));
  }
  fixture.state.findings = [
    {
      code: 'no-answer',
      severity: 'warning',
      mark: 'unextracted',
      message: 'No answer was extracted: base 56, RL 56; if left out, pass@1 +0.001 and +0.001.',
      count: 112,
    },
    { code: 'unscored', severity: 'warning', message: '3 samples have no verdict.', count: 3 },
    { code: 'unequal-n', severity: 'info', message: 'aime24-20 has 1,024 and 1,021 scored samples.', count: 1 },
    {
      code: 'damaged-row',
      severity: 'warning',
      message: 'Row 417 is damaged.',
      count: 1,
      line: 417,
      file: 'simplerl/seed-2.jsonl',
    },
  ];
  return fixture;
}

/** The pictures list the problems of a class by the base's count. */
function byBaseCount(): FixtureProblem[] {
  return problems.toSorted((a, b) => b.correct[0] - a.correct[0]);
}

function five(): Fixture {
  const ladder = [100, 200, 300, 400].map((step): Partial<RunSummary> => ({
    ...rl(1024),
    label: `step ${step}`,
    role: 'checkpoint',
    step,
    model: undefined,
  }));
  return comparison(byBaseCount(), [{ ...base(1024), model: undefined }, ...ladder], {
    view: { ...exampleView, k: 256, problem: 'aime24-05', run: 3, panes: [0, 4] },
  });
}

function reading(): Fixture {
  const counts = (problem: FixtureProblem, run: number): Counts => {
    if (run === 1 && problem.id > 'aime24-27') return { n: -1, c: 0 };
    const n = run === 0 ? 1024 : 353;
    return { n, c: Math.round((problem.correct[run === 0 ? 0 : 4] * n) / 1024) };
  };
  const fixture = comparison(problems, [base(1024), rl(353)], { view: { k: 64 }, counts });
  fixture.state.runs[1].state = {
    kind: 'reading',
    file: 'simplerl.jsonl',
    readBytes: 1_412e6,
    totalBytes: 4_096e6,
    bytesPerSecond: 0.9e9,
  };
  return fixture;
}

function stopped(): Fixture {
  const fixture = reading();
  fixture.state.runs[1].state = { kind: 'stopped', readBytes: 1_412e6, totalBytes: 4_096e6 };
  return fixture;
}

const pointer =
  'simplerl.jsonl can’t be read: it is a Git LFS pointer, not the dump. Run `git lfs pull` in its folder.';

function failed(): Fixture {
  const fixture = comparison(problems, [base(1024), rl(0)], {
    counts: ({ correct }, run) => (run === 0 ? { n: 1024, c: correct[0] } : { n: -1, c: 0 }),
    view: { k: 64 },
  });
  fixture.state.runs[1].state = { kind: 'failed', message: pointer, canBeMapped: false };
  return fixture;
}

function broken(): Fixture {
  const fixture = comparison([], [base(0)], {});
  fixture.state.runs[0].state = { kind: 'failed', message: pointer, canBeMapped: false };
  return fixture;
}

/** n below k, missing in one run, nothing scored. */
function undefinedNumbers(): Fixture {
  const counts = ({ correct, id }: FixtureProblem, run: number): Counts => {
    const i = Number(id.slice(-2));
    if (i % 5 === 1) return { n: 8, c: Math.min(8, correct[run * 4] >> 6) };
    if (i % 5 === 2 && run === 1) return { n: -1, c: 0 };
    if (i % 5 === 3 && run === 0) return { n: 0, c: 0, unscored: 64 };
    return { n: 64, c: correct[run * 4] >> 4 };
  };
  return comparison(problems.slice(0, 16), [base(64), rl(64)], { view: { k: 16 }, counts });
}

interface Counts {
  n: number;
  c: number;
  unscored?: number;
}
type CountsOf = (problem: FixtureProblem, run: number, runs: number, n: number) => Counts;

const ofCheckpoint: CountsOf = ({ correct }, run, runs, n) => {
  const of1024 = correct[runs === 2 && run === 1 ? 4 : run];
  return { n, c: n === 1024 ? of1024 : Math.round((of1024 * n) / 1024) };
};
const lastCheckpoint: CountsOf = ofCheckpoint;
const tinyCounts: CountsOf = ({ correct, id }, run) => ({
  n: 8,
  c: Math.min(8, (correct[run * 4] >> 6) + (run === 1 && id.endsWith('2') ? 2 : 0)),
});

function base(n: number): Partial<RunSummary> {
  return { label: 'base', role: 'base', model: 'Qwen2.5-7B', nMin: n, nMax: n };
}

function rl(n: number): Partial<RunSummary> {
  return { label: 'RL', role: 'rl', model: 'SimpleRL-Qwen2.5-7B', nMin: n, nMax: n };
}

function many(count: number): FixtureProblem[] {
  return Array.from({ length: count }, (_, i) => {
    const like = problems[(i * 7) % problems.length];
    return { ...like, id: `task-${i}` };
  });
}

interface Options {
  view?: Partial<View>;
  counts?: CountsOf;
}

function comparison(
  of: FixtureProblem[],
  partial: Partial<RunSummary>[],
  { view, counts = ofCheckpoint }: Options,
): Fixture {
  const runs = partial.map((run): RunSummary => ({ ...blankRun, ...run }));
  const table = tableOf(of, runs, counts);
  for (const [i, run] of runs.entries()) run.samples = table.runs[i].n.reduce((sum, n) => sum + Math.max(0, n), 0);
  const random = new Map<string, SampleStrip>();
  return {
    problems: of,
    state: { title: 'AIME24', saved: true, runs, table, findings: [] },
    view: { ...defaultView, ...view },
    strip: (problem, run) => {
      const key = `${problem} ${run}`;
      const strip = random.get(key) ?? drawStrip(table, of, problem, run);
      random.set(key, strip);
      return strip;
    },
  };
}

const blankRun: RunSummary = {
  label: '',
  role: 'rl',
  format: 'math_eval',
  verdict: { id: 'stored', label: 'as stored' },
  verdictChoices: [{ id: 'stored', label: 'as stored' }],
  files: 4,
  sizeBytes: 612e6,
  problems: 30,
  samples: 0,
  nMin: 0,
  nMax: 0,
  settings: {},
  state: { kind: 'ready' },
};

function tableOf(of: FixtureProblem[], runs: RunSummary[], counts: CountsOf): ProblemTable {
  const columns = runs.map((summary, run) => {
    const cells = of.map((problem) => counts(problem, run, runs.length, summary.nMax));
    return {
      n: Int32Array.from(cells, ({ n }) => n),
      c: Int32Array.from(cells, ({ c }) => c),
      unscored: Int32Array.from(cells, ({ unscored }) => unscored ?? 0),
      firstCorrect: Int32Array.from(cells, ({ n, c }) => (c > 0 ? Math.max(1, Math.round(n / (c + 1))) : 0)),
      truncated: new Int32Array(of.length),
    };
  });
  return {
    ids: of.map(({ id }) => id),
    previews: of.map(({ question }) => question.slice(0, 200)),
    benchmarks: of.map(() => ''),
    runs: columns,
    maxK: smallestSharedN(columns),
  };
}

/** Places of the base's 21 correct samples of the example, so that sample 312 is the eighth of them. */
const examplePlaces = [
  35, 71, 155, 192, 266, 275, 287, 311, 338, 483, 497, 500, 561, 680, 712, 731, 740, 768, 785, 792, 884,
];

function drawStrip(table: ProblemTable, of: FixtureProblem[], problem: number, run: number): SampleStrip {
  const { n, c, unscored } = table.runs[run];
  const total = Math.max(0, n[problem]) + unscored[problem];
  const random = seededRandom(problem * 31 + run + 1);
  const verdict = new Uint8Array(total).fill(Verdict.wrong);
  const finish = new Uint8Array(total).fill(Finish.stop);
  for (let i = 0; i < unscored[problem]; i++) verdict[600 + i < total ? 600 + i : i] = Verdict.unscored;
  const places = of[problem].id === 'aime24-11' && c[problem] === 21 ? examplePlaces : [];
  for (const place of places) verdict[place] = Verdict.correct;
  for (let left = c[problem] - places.length; left > 0;) {
    const i = Math.floor(random() * total);
    if (verdict[i] !== Verdict.wrong) continue;
    verdict[i] = Verdict.correct;
    left--;
  }
  for (let i = 0; i < total; i++) if (verdict[i] === Verdict.wrong && random() < 0.03) finish[i] = Finish.length;
  const fileStarts = total >= 256 ? [1, 2, 3].map((quarter) => (quarter * total) >> 2) : [];
  return { verdict, finish, fileStarts, ...answersOf(of[problem].reference, c[problem], total) };
}

function answersOf(
  reference: string,
  correct: number,
  total: number,
): Pick<SampleStrip, 'answers' | 'otherAnswers' | 'noAnswer'> {
  const wrong = total - correct;
  const near = String(Number(reference) - 2);
  const answers = [
    { text: near, count: Math.floor(wrong * 0.4) },
    { text: '406', count: Math.floor(wrong * 0.118) },
    { text: reference, count: correct },
  ].filter(({ count }) => count > 0);
  const noAnswer = Math.floor(wrong * 0.038);
  const named = answers.reduce((sum, { count }) => sum + count, 0);
  return { answers: answers.sort((a, b) => b.count - a.count), otherAnswers: total - named - noAnswer, noAnswer };
}
