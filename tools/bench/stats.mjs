// npm run bench -- stats: how fast the Overview's numbers are made, from counts and columns in memory.
//
//   node tools/bench/stats.mjs [--rounds N] [--write]
//
// Each number is the median of the rounds in one warm process. `--write` puts the table into docs/performance.md.
import { mkdirSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { root } from '../root.mjs';
import { median, putReport } from './report.mjs';

const { values: options } = parseArgs({
  options: { rounds: { type: 'string', default: '7' }, write: { type: 'boolean', default: false } },
});
const rounds = Number(options.rounds);

const workerPath = join(root, '.cache/bench/overviewWorker.cjs');

/** The core as a module of its own, and the Overview's worker. */
async function loadCore() {
  const folder = join(root, '.cache/bench');
  mkdirSync(folder, { recursive: true });
  const outfile = join(folder, 'stats-core.mjs');
  const names = [
    'compare/view',
    'overview/overviewOf',
    'overview/passColumns',
    'stats/meanIntervals',
    'stats/seededRandom',
  ].map((name) => `core/${name}`);
  const contents = [...names, 'io/computeOverview'].map((name) => `export * from './src/${name}';`).join('\n');
  const common = { bundle: true, platform: 'node', absWorkingDir: root };
  await build({ ...common, stdin: { contents, resolveDir: root, loader: 'ts' }, format: 'esm', outfile });
  await build({ ...common, entryPoints: ['src/io/overviewWorker.ts'], format: 'cjs', outfile: workerPath });
  return import(pathToFileURL(outfile).href);
}

function timed(work, times = rounds) {
  work();
  return median(
    Array.from({ length: times }, () => {
      const start = performance.now();
      work();
      return performance.now() - start;
    }),
  );
}

/** Two runs of one benchmark: a base that knows a little of everything, a trained run that knows much of less. */
function inputOf(problems, n, random) {
  const draw = (a, b) => random() ** a * (random() < b ? 0 : 1);
  const ids = Array.from({ length: problems }, (_, i) => String(i));
  const runs = [
    { label: 'base', role: 'base' },
    { label: 'RL', role: 'rl', step: 100 },
  ];
  const columns = runs.map((_, run) => {
    const c = Int32Array.from(ids, () => Math.round(n * draw(run ? 1.2 : 4, run ? 0.3 : 0.05)));
    const full = new Int32Array(problems).fill(n);
    const none = new Int32Array(problems);
    return { n: full, c, unscored: none, firstCorrect: c.map((hits) => (hits ? 1 : 0)), truncated: none };
  });
  const samples = columns.map(({ c }) => factsOf(c, n, random));
  const benchmarks = ids.map(() => '');
  return { table: { ids, previews: ids, benchmarks, runs: columns, maxK: n }, runs, samples };
}

function factsOf(c, n, random) {
  const problems = c.length;
  const total = problems * n;
  const starts = Int32Array.from({ length: problems + 1 }, (_, i) => i * n);
  const verdict = Uint8Array.from({ length: total }, (_, i) => (i % n < c[Math.floor(i / n)] ? 1 : 0));
  const bytes = Int32Array.from({ length: total }, () => Math.round(1000 + 60_000 * random() ** 3));
  const [answer, size, correct, groupStarts] = [[], [], [], [0]];
  for (const hits of c) {
    const add = (name, samples, right) => {
      answer.push(name);
      size.push(samples);
      correct.push(right);
    };
    // The right answer, and wrong ones in halving groups.
    if (hits > 0) add(0, hits, hits);
    for (let left = n - hits, name = 1; left > 0; name++) {
      const take = Math.max(1, left >> 1);
      add(name, take, 0);
      left -= take;
    }
    groupStarts.push(answer.length);
  }
  const groups = {
    starts: Int32Array.from(groupStarts),
    answer: Int32Array.from(answer),
    size: Int32Array.from(size),
    correct: Int32Array.from(correct),
    noAnswer: new Int32Array(problems),
    answers: Array.from({ length: 64 }, (_, i) => `answer ${i}`),
  };
  return { starts, verdict, bytes, tokens: bytes.map((length) => length >> 2), groups };
}

const core = await loadCore();
const random = core.seededRandom(1);
const rows = [];
const add = (what, ms, target) => {
  const met = target === undefined ? '' : `${target} ${ms <= target ? 'met' : 'missed'}`;
  rows.push(`| ${what} | ${ms < 10 ? ms.toFixed(1) : ms.toFixed(0)} | ${met} |`);
  process.stderr.write(`${rows.at(-1)}\n`);
};

function benchCurves() {
  const { n, c } = inputOf(880, 1024, random).table.runs[0];
  const ks = Array.from({ length: 1024 }, (_, i) => i + 1);
  const strata = core.strataOf(880);
  const counts = { n, c, firstCorrect: c };
  const curve = () => new core.PassColumns(counts, 'estimated', ks, {});
  add('pass@k of 880 problems at all k to 1,024', timed(curve));
  const columns = curve();
  const weight = 1 / 880;
  const parts = ks.map((k) => columns.at(k).map((value) => value * weight));
  const closed = timed(() => parts.forEach((column) => core.closedFormInterval(column, strata)));
  add('their 95 % bands in closed form', closed);
  const draws = 20;
  const naive = timed(() => {
    for (let r = 0; r < draws; r++) {
      const chosen = Int32Array.from({ length: 880 }, () => Math.floor(random() * 880));
      for (const column of parts) {
        let sum = 0;
        for (const i of chosen) sum += column[i];
        if (sum < 0) throw new Error('never');
      }
    }
  }, 3);
  add(`the same by a bootstrap of 10,000 resamples (from ${draws})`, (naive * 10_000) / draws);
}

/** The first overview after a filter: what the page shows before the bootstrap has run its course. */
function benchOverview(problems, n, target) {
  const input = inputOf(problems, n, random);
  const view = { k: Math.min(64, n), tau: 0.5, mode: 'estimated' };
  let round = 0;
  const filtered = () => {
    const leave = round++ % 7;
    return input.table.ids.map((_, row) => row).filter((row) => row % 7 !== leave);
  };
  const samples = (2 * problems * n).toLocaleString('en-US');
  const first = timed(() => core.refineOverview(input, { ...view, rows: filtered() }).next());
  add(`overview after a filter: ${samples} samples, ${problems} problems, first numbers`, first, target);
  const all = timed(() => core.overviewOf(input, { ...view, rows: filtered() }), 3);
  add('the same with all 10,000 resamples', all);
}

/** The same as the editor does it: rows chosen beside, the numbers made by the worker and sent back. */
async function benchWorker(problems, n, target) {
  const input = inputOf(problems, n, random);
  const view = { k: Math.min(64, n), tau: 0.5, mode: 'estimated' };
  let taken = () => undefined;
  const computer = new core.OverviewComputer(
    workerPath,
    () => taken(),
    (message) => process.stderr.write(`${message}\n`),
  );
  computer.setInput(input);
  // The worker alone does not keep a process running.
  const awake = setInterval(() => undefined, 1000);
  const times = [];
  for (let round = 0; round <= rounds; round++) {
    const start = performance.now();
    const evaluation = core.evaluate(input.table, input.runs, view);
    const all = core.rowsOf(input.table, evaluation, {}, { column: 'order', descending: false });
    const first = new Promise((resolve) => (taken = resolve));
    computer.compute({ ...view, rows: all.filter((row) => row % 7 !== round % 7) });
    await first;
    times.push(performance.now() - start);
  }
  computer.dispose();
  clearInterval(awake);
  const samples = (2 * problems * n).toLocaleString('en-US');
  add(
    `the same through the worker: ${samples} samples, first numbers (first time ${times[0].toFixed(0)})`,
    median(times.slice(1)),
    target,
  );
}

/** What the page computes for each stop of the slider: all rows at another k, sorted. */
function benchTable() {
  const { table, runs } = inputOf(12_000, 1024, random);
  let k = 500;
  const turn = () => {
    const evaluation = core.evaluate(table, runs, { k: k++, tau: 0.5, mode: 'estimated' });
    core.rowsOf(table, evaluation, {}, { column: 'class', descending: false });
  };
  add('the table of 12,000 problems at another k, sorted by class', timed(turn), 8);
}

benchTable();
benchCurves();
for (const [problems, n, target] of [
  [30, 1024, 100],
  [880, 512, 250],
]) {
  benchOverview(problems, n, target);
  await benchWorker(problems, n, target);
}
const text = [
  `Measured on ${cpus().length} × ${cpus()[0].model.trim()}, Node ${process.version}, median of ${rounds} rounds, warm process.`,
  '',
  '| what | ms | target |',
  '| --- | ---: | --- |',
  ...rows,
].join('\n');
putReport('stats', text, options.write);
