// node tools/bench/search.mjs: how fast all samples of a dump are searched, beside ripgrep, in one interleaved run.
//
//   node tools/bench/search.mjs [--size MB] [--rounds N] [--write]
//
// Ours reports its own inner time (the dump is indexed before, as when someone searches); `rg` is timed from outside,
// because it starts at once. They do not do the same: `rg --count-matches` counts in whole lines and in one spelling;
// ours counts in the texts of samples only, in every spelling, and by sample. `rg` is the one that VS Code brings along,
// else the one on the path. `--write` puts the table into docs/performance.md.
import { execFileSync, spawnSync } from 'node:child_process';
import { cpus, loadavg } from 'node:os';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { writeDump } from './dumps.mjs';
import { root } from '../root.mjs';
import { median, putReport } from './report.mjs';

const { values: options } = parseArgs({
  options: {
    size: { type: 'string', default: '1000' },
    rounds: { type: 'string', default: '5' },
    write: { type: 'boolean', default: false },
  },
});
const rounds = Number(options.rounds);

const queries = [
  { name: 'absent word', text: 'zebrax', kind: 'case' },
  { name: 'absent word, any case', text: 'zebrax', kind: 'any-case' },
  { name: 'two words, any case', text: 'triangle angle', kind: 'any-case' },
  { name: 'frequent word', text: 'wait', kind: 'case' },
  { name: 'frequent word, any case', text: 'wait', kind: 'any-case' },
  { name: 'a command of LaTeX', text: '\\boxed{', kind: 'case' },
  { name: 'not ASCII, frequent', text: '²', kind: 'case' },
  { name: 'not ASCII, two signs', text: '所以', kind: 'case' },
  { name: 'not ASCII, absent, any case', text: 'é', kind: 'any-case' },
  { name: 'expression', text: 'wait \\w+ this', kind: 'regex' },
];

const editors = join(
  root,
  'tools/vscode/node_modules/code-server/lib/vscode/node_modules/@vscode/ripgrep-universal/bin',
  `${process.platform}-${process.arch}`,
  'rg',
);
const rgPath = existsSync(editors) ? editors : 'rg';

function ours(path, { text, kind }) {
  const script = join(import.meta.dirname, 'peers/search.mjs');
  return JSON.parse(execFileSync(process.execPath, [script, path, text, kind], { encoding: 'utf8' }));
}

function rg(path, { text, kind }) {
  const flags = [kind !== 'regex' && '--fixed-strings', kind === 'any-case' && '--ignore-case'].filter(Boolean);
  const start = performance.now();
  const { status } = spawnSync(rgPath, ['--no-config', '--count-matches', ...flags, '--', text, path]);
  if (status === null || status > 1) throw new Error('rg failed');
  return { ms: performance.now() - start };
}

if (spawnSync(rgPath, ['--version']).status !== 0)
  throw new Error(`There is no rg at ${editors} or on the path: npm test -- e2e installs the editor it comes with.`);
const path = writeDump(join(root, '.cache/bench'), 'per-sample', Number(options.size) * 1e6);
const lines = queries.map((query) => {
  const [mine, theirs] = [[], []];
  // One round unmeasured: it brings the file into the page cache.
  for (let round = 0; round <= rounds; round++) {
    const pair = [ours(path, query), rg(path, query)];
    if (round > 0) [mine, theirs].forEach((list, i) => list.push(pair[i]));
  }
  process.stderr.write(`${query.name}: done\n`);
  const ms = median(mine.map((result) => result.ms));
  const other = median(theirs.map((result) => result.ms));
  const first = mine[0].firstMs === undefined ? '' : median(mine.map((result) => result.firstMs)).toFixed(0);
  const cpu = median(mine.map((result) => result.cpuMs));
  const { bytes, matches, hit } = mine[0];
  const speed = (bytes / 1e6 / ms).toFixed(2);
  return `| ${query.name} | ${ms.toFixed(0)} (${cpu.toFixed(0)}) | ${speed} | ${first} | ${matches.toLocaleString('en')} in ${hit.toLocaleString('en')} | ${other.toFixed(0)} | ${(ms / other).toFixed(1)} |`;
});
const worker = Array.from({ length: rounds }, () => ours(path, { text: 'wait', kind: 'worker' }));
const [firstMs, stopMs] = ['firstMs', 'stopMs'].map((name) => median(worker.map((result) => result[name])).toFixed(0));

const text = [
  `Measured on ${cpus().length} × ${cpus()[0].model.trim()}, Node ${process.version}, ${rounds} interleaved rounds, warm page cache, load of the machine ${loadavg()[0].toFixed(1)}; in brackets the processor's time.`,
  '',
  '| query | ms | GB/s | first result, ms | matches in samples | `rg`, ms | ours ÷ `rg` |',
  '| --- | ---: | ---: | ---: | ---: | ---: | ---: |',
  ...lines,
  '',
  `In a worker, as the editor searches: the first result after ${firstMs} ms, its start included (target 300); called off ${stopMs} ms after asking (target 50).`,
].join('\n');
putReport('search', text, options.write);
