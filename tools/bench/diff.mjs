// node tools/bench/diff.mjs: a diff made for reasoning beside jsdiff's words, on two different traces of one problem.
//
//   node tools/bench/diff.mjs [--rounds N] [--write]
//
// Both run in this process, in turns, warm, so that a busy moment of the machine hits both; the ratio is what counts.
// A word diff of two different traces of 60 KB takes most of a minute, so a round of it does. `--write` puts the table
// into docs/performance.md.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { diffWords } from 'diff';
import { build } from 'esbuild';
import { root } from '../root.mjs';
import { median, putReport } from './report.mjs';

const { values: options } = parseArgs({
  options: { rounds: { type: 'string', default: '1' }, write: { type: 'boolean', default: false } },
});
const rounds = Number(options.rounds);

/** The project's own diff, bundled as it ships. */
async function ours() {
  const outfile = join(root, '.cache/bench/diff.mjs');
  mkdirSync(join(root, '.cache/bench'), { recursive: true });
  const entryPoints = [join(root, 'src/core/trace/diff.ts')];
  await build({
    entryPoints,
    outfile,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    logLevel: 'warning',
  });
  return (await import(outfile)).diffTraces;
}

/** Numbers in [0, 1), the same in each run. */
function randomNumbers(seed) {
  let state = seed;
  return () => (state = (state * 1103515245 + 12345) % 2 ** 31) / 2 ** 31;
}

const words =
  'we so the count of ordered triples is then let sum with a b c and number which gives hence equal to for all pairs that satisfy condition we get value must be at least prime divides residue modulo by symmetry each remaining case total'.split(
    ' ',
  );

/** Two traces that share about a third of their sentences, often with another number. */
function pairOf(bytes, random) {
  const sentence = () => {
    const length = 8 + Math.floor(random() * 12);
    const own = Array.from(
      { length },
      () => words[Math.floor(random() * words.length)] + (random() < 0.3 ? Math.floor(random() * 900) : ''),
    );
    return `${own.join(' ')} $x_{${Math.floor(random() * 99)}} = ${Math.floor(random() * 999)}$.`;
  };
  const shared = Array.from({ length: bytes / 200 }, sentence);
  const trace = () => {
    const parts = [];
    for (let i = 0, length = 0; length < bytes; i++) {
      const common = shared[i % shared.length];
      const part =
        random() < 0.35
          ? random() < 0.7
            ? common.replace(/\d+/, String(Math.floor(random() * 999)))
            : common
          : sentence();
      parts.push(part + (random() < 0.3 ? '\n\n' : ' '));
      length += part.length + 1;
    }
    return parts.join('');
  };
  return [trace(), trace()];
}

function time(run) {
  const start = performance.now();
  run();
  return performance.now() - start;
}

const diffTraces = await ours();
const lines = [];
for (const bytes of [2_000, 10_000, 60_000]) {
  const [left, right] = pairOf(bytes, randomNumbers(bytes));
  const first = time(() => diffTraces(left, right));
  for (let i = 0; i < 10; i++) diffTraces(left, right);
  const times = { ours: [], words: [] };
  for (let round = 0; round < rounds; round++) {
    times.ours.push(median(Array.from({ length: 5 }, () => time(() => diffTraces(left, right)))));
    times.words.push(time(() => diffWords(left, right)));
  }
  const [own, other] = [median(times.ours), median(times.words)];
  const { counts } = diffTraces(left, right);
  lines.push(
    `| ${bytes / 1000} KB | ${own.toFixed(1)} | ${first.toFixed(0)} | ${other.toFixed(0)} | ${Math.round(other / own).toLocaleString('en-US')} | same ${counts.same} · changed ${counts.changed} · only here ${counts.onlyLeft}/${counts.onlyRight} · moved ${counts.moved} |`,
  );
}
const text = [
  `Two different traces of one problem, Node ${process.version}, ${rounds} interleaved rounds. Target at 60 KB: below 50 ms, and 1,000 times faster than words.`,
  '',
  '| size of each | ours, ms | first call | jsdiff `diffWords`, ms | time ÷ ours | steps |',
  '| --- | ---: | ---: | ---: | ---: | --- |',
  ...lines,
].join('\n');
putReport('diff', text, options.write);
