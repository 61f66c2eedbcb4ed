// npm run bench: how fast a dump is indexed, beside what else reads it, in one interleaved run.
//
//   node tools/bench/bench.mjs [--size MB] [--rounds N] [--write]
//   node tools/bench/bench.mjs stats [--rounds N] [--write]: the Overview's numbers instead
//
// Each program is its own process and reports its own inner time (Node start excluded) and peak memory; `cat` and
// `wc -l` are timed from outside, because they start at once. Rounds are interleaved, so that a busy moment of the
// machine hits all of them. `--write` puts the table into docs/performance.md.
import { execFileSync, spawnSync } from 'node:child_process';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { writeDump } from './dumps.mjs';
import { installPeers } from './installPeers.mjs';
import { root } from '../root.mjs';
import { median, putReport } from './report.mjs';

if (process.argv[2] === 'stats') {
  const { status } = spawnSync(process.execPath, [join(import.meta.dirname, 'stats.mjs'), ...process.argv.slice(3)], {
    stdio: 'inherit',
  });
  process.exit(status ?? 1);
}

const { values: options } = parseArgs({
  options: {
    size: { type: 'string', default: '1000' },
    rounds: { type: 'string', default: '5' },
    write: { type: 'boolean', default: false },
  },
});
const sizeBytes = Number(options.size) * 1e6;
const rounds = Number(options.rounds);

/** Wall time of a command whose output goes nowhere, in ms. */
function wall(command, args) {
  const start = performance.now();
  const { status } = spawnSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) throw new Error(`${command} failed`);
  return { ms: performance.now() - start };
}

/** Runs a peer that prints `{ms, rss, samples}`. */
function peer(script, ...args) {
  const out = execFileSync(process.execPath, [join(import.meta.dirname, 'peers', script), ...args], {
    encoding: 'utf8',
    maxBuffer: 1e8,
  });
  return JSON.parse(out.trim().split('\n').at(-1));
}

const programs = {
  cat: (path) => wall('cat', [path]),
  'wc -l': (path) => wall('wc', ['-l', path]),
  'ours: inspect': (path) => peer('ours.mjs', path),
  'JSON.parse per line': (path) => peer('jsonParse.mjs', path),
  'DuckDB, 2 threads': (path, shape) => peer('duckdb.mjs', path, shape),
};

const targets = {
  grouped: { cat: 0.33, 'wc -l': 0.5, 'JSON.parse per line': 18, 'DuckDB, 2 threads': 3.5 },
  'per-sample': { cat: 0.15, 'wc -l': 0.25, 'JSON.parse per line': 6, 'DuckDB, 2 threads': 1.8 },
};

function measure(shape) {
  const path = writeDump(join(root, '.cache/bench'), shape, sizeBytes);
  const results = Object.fromEntries(Object.keys(programs).map((name) => [name, []]));
  // One round unmeasured: it brings the file into the page cache.
  for (let round = 0; round <= rounds; round++) {
    for (const [name, run] of Object.entries(programs)) {
      const result = run(path, shape);
      if (round > 0) results[name].push(result);
    }
    process.stderr.write(`${shape}: round ${round} of ${rounds}\n`);
  }
  return { path, results };
}

function table(shape, { path, results }) {
  const bytes = Number(execFileSync('stat', ['-c', '%s', path], { encoding: 'utf8' }));
  const ms = Object.fromEntries(
    Object.entries(results).map(([name, list]) => [name, median(list.map((result) => result.ms))]),
  );
  const ours = ms['ours: inspect'];
  const rows = Object.entries(results).map(([name, list]) => {
    const ratio = ms[name] / ours;
    const target = targets[shape][name];
    const rss = list[0].rss ? `${Math.round(median(list.map((result) => result.rss)))}` : '';
    const verdict = target === undefined ? '' : `${target} ${ratio >= target ? 'met' : 'missed'}`;
    return `| ${name} | ${ms[name].toFixed(0)} | ${(bytes / 1e6 / ms[name]).toFixed(1)} | ${name.startsWith('ours') ? '1' : ratio.toFixed(2)} | ${verdict} | ${rss} |`;
  });
  const { samples, idle } = results['ours: inspect'][0];
  const peak = median(results['ours: inspect'].map((result) => result.rss));
  const allowed = idle + 25 + (45 * samples) / 2 ** 20;
  return [
    `### ${shape}: ${(bytes / 1e9).toFixed(2)} GB, ${samples.toLocaleString('en-US')} samples`,
    '',
    '| program | ms (median) | GB/s | time ÷ ours | target | peak MiB |',
    '| --- | ---: | ---: | ---: | --- | ---: |',
    ...rows,
    '',
    `Peak memory ${peak.toFixed(0)} MiB; allowed: idle Node ${idle.toFixed(0)} + 25 + 45 B a sample = ${allowed.toFixed(0)} MiB (${peak <= allowed ? 'met' : 'missed'}).`,
    '',
  ].join('\n');
}

installPeers();
execFileSync(process.execPath, [join(root, 'esbuild.mjs'), '--production'], { stdio: 'inherit' });
const machine = `${cpus().length} × ${cpus()[0].model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}, ${rounds} interleaved rounds, warm page cache`;
const tables = Object.keys(targets).map((shape) => table(shape, measure(shape)));
const text = [`Measured on ${machine}.`, '', ...tables].join('\n');
putReport('index', text, options.write);
