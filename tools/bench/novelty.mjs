// Novelty of one trace against 1,024 base samples of a problem, through the worker as it ships, on made-up texts:
// "templ" repeats sentences as traces do, "zipf" is random words and the unkind case.
//
//   node tools/bench/novelty.mjs [--write] [--rounds 3]
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { root } from '../root.mjs';
import { quantile, putReport } from './report.mjs';

const { values: options } = parseArgs({
  options: { rounds: { type: 'string', default: '3' }, write: { type: 'boolean', default: false } },
});
const rounds = Number(options.rounds);
const folder = join(root, '.cache/bench');
const SAMPLES = 1024;
const QUERIES = 40;

/** The worker and its client, bundled as they ship. */
async function ours() {
  mkdirSync(folder, { recursive: true });
  const common = { bundle: true, minify: true, platform: 'node', logLevel: 'warning' };
  const [client, workerPath] = [join(folder, 'noveltyTasks.mjs'), join(folder, 'noveltyWorker.js')];
  await build({ ...common, entryPoints: [join(root, 'src/io/noveltyTasks.ts')], outfile: client, format: 'esm' });
  await build({ ...common, entryPoints: [join(root, 'src/io/noveltyWorker.ts')], outfile: workerPath, format: 'cjs' });
  const { NoveltyTasks } = await import(client);
  return () => new NoveltyTasks({ workerPath });
}

/** Numbers in [0, 1), the same in each run. */
function randomNumbers(seed) {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const words =
  'let us check the sum of all terms so that we get a new value for x and then wait maybe this is wrong because two of them are equal hence number triangle angle modulo prime factor integer product'.split(
    ' ',
  );

/** Makes the next sentence of a kind of text. */
const kinds = {
  templ(random) {
    const pool = Array.from({ length: 3000 }, () => {
      const own = Array.from(
        { length: 6 + Math.floor(random() * 14) },
        () => words[Math.floor(random() * words.length)],
      );
      return `${own.join(' ')} $x_{N} = M$.`;
    });
    return () =>
      pool[Math.floor(random() ** 2 * pool.length)]
        .replace('N', String(Math.floor(random() * 9)))
        .replace('M', String(Math.floor(random() * 99))) + (random() < 0.3 ? '\n\n' : ' ');
  },
  zipf(random) {
    const letters = (rank) =>
      (rank < 26 ? '' : letters(Math.floor(rank / 26))) + 'etaoinshrdlcumwfgypbvkjxqz'[rank % 26];
    const word = () => letters(400 + Math.floor(20_000 ** random()));
    return () => `${Array.from({ length: 12 }, word).join(' ')}.${random() < 0.3 ? '\n' : ' '}`;
  },
};

function textOf(sentence, length) {
  let text = '';
  while (text.length < length) text += sentence();
  return text;
}

/** Writes the base as JSON lines, and says where each sample is. */
function writeBase(name, texts) {
  const path = join(folder, `novelty-${name}.jsonl`);
  const base = {
    key: name,
    file: new Uint16Array(texts.length),
    offset: new Float64Array(texts.length),
    length: new Uint32Array(texts.length),
    kind: new Uint8Array(texts.length),
  };
  const head = '{"response": "';
  let at = 0;
  const lines = texts.map((text, i) => {
    const stored = JSON.stringify(text).slice(1, -1);
    base.offset[i] = at + head.length;
    base.length[i] = Buffer.byteLength(stored);
    at += head.length + base.length[i] + 3;
    return `${head}${stored}"}\n`;
  });
  writeFileSync(path, lines.join(''));
  const { size, mtimeMs } = statSync(path);
  return { ...base, files: [{ path, bytesPath: path, size, mtimeMs }] };
}

/** Spans of base traces with new text between them. */
function queryOf(texts, length, random) {
  let query = '';
  while (query.length < length) {
    const text = texts[Math.floor(random() * texts.length)];
    const from = Math.floor(random() * text.length);
    query += `${text.slice(from, from + 200 + Math.floor(random() * 1500))} `;
    if (random() < 0.4) query += `mirror ${Math.floor(random() * 1e6)} the hexagon along its axis `;
  }
  return query;
}

async function timed(run) {
  const [start, spent] = [performance.now(), process.cpuUsage()];
  const result = await run();
  const { user, system } = process.cpuUsage(spent);
  return [performance.now() - start, result, (user + system) / 1000];
}

const newTasks = await ours();
const lines = [];
for (const [megabytes, kind] of [
  [16, 'templ'],
  [16, 'zipf'],
  [60, 'templ'],
  [60, 'zipf'],
]) {
  const random = randomNumbers(megabytes);
  const sentence = kinds[kind](random);
  const size = (megabytes * 1e6) / SAMPLES;
  const texts = Array.from({ length: SAMPLES }, () => textOf(sentence, size));
  const base = writeBase(`${megabytes}-${kind}`, texts);
  const queries = Array.from({ length: QUERIES }, () => queryOf(texts, megabytes > 16 ? 60_000 : 16_000, random));
  const times = {
    ready: [],
    readyCpu: [],
    noveltyCpu: [],
    novelty: [],
    first: [],
    baseline: [],
    nearest: [],
    challenge: [],
  };
  let about;
  for (let round = 0; round < rounds; round++) {
    const tasks = newTasks();
    const [ready, found, cpu] = await timed(() => tasks.ready(base));
    times.readyCpu.push(cpu);
    about = found;
    times.ready.push(ready);
    for (const [i, query] of queries.entries()) {
      const [ms, novelty, cpuMs] = await timed(() => tasks.novelty(base, query));
      if (i === 0) times.first.push(ms);
      times.novelty.push(ms);
      times.noveltyCpu.push(cpuMs);
      if (i > 0) continue;
      times.baseline.push((await timed(() => tasks.baseline(base, novelty, 7)))[0]);
      times.nearest.push((await timed(() => tasks.nearest(base, query, 5)))[0]);
      times.challenge.push((await timed(() => tasks.challenge(base, query.slice(300, 900), 10)))[0]);
    }
    tasks.dispose();
  }
  const [ready, p99] = [quantile(times.ready, 0.5), quantile(times.novelty, 0.99)];
  const target = megabytes === 16 ? `${ready < 1000 ? 'met' : 'missed'} / ${p99 < 5 ? 'met' : 'missed'}` : '';
  const middle = (name) => quantile(times[name], 0.5).toFixed(0);
  lines.push(
    `| ${megabytes} MB ${kind} | ${(about.tokens / 1e6).toFixed(1)} | ${ready.toFixed(0)} (${middle('readyCpu')}) | ${quantile(times.novelty, 0.5).toFixed(1)} (${quantile(times.noveltyCpu, 0.5).toFixed(1)}) | ${p99.toFixed(1)} (${quantile(times.noveltyCpu, 0.99).toFixed(1)}) | ${target} | ${middle('first')} | ${middle('baseline')} | ${middle('nearest')} | ${middle('challenge')} |`,
  );
}
const text = [
  `Measured on 2 × ${cpus()[0].model.split(' ').slice(0, 2).join(' ')}, Node ${process.version}, ${rounds} rounds, a new worker each, ${QUERIES} traces of 16 KB (60 KB against 60 MB); times from asking to the answer, starting the worker included, in brackets the processor's time. Load of the machine ${loadavg()[0].toFixed(1)} on ${cpus().length} cores. Targets: ready below 1 s, p99 below 5 ms.`,
  '',
  '| base | tokens, M | ready, ms | novel passages p50 | p99 | target | the first | baseline, first | 5 nearest by steps | challenge |',
  '| --- | ---: | ---: | ---: | ---: | --- | ---: | ---: | ---: | ---: |',
  ...lines,
].join('\n');
putReport('novelty', text, options.write);
