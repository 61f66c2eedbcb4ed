// node tools/bench/sampler.mjs [--samples N] [--events N] [--write]: how well the embedded sampler keeps a server busy.
//
// The server is a process of its own that answers every request after 50 ms with 8 choices of `events` pieces each. It
// tells how many requests it had under way, on average; this process tells its own CPU time and how long its event loop
// was held up. `--write` puts the table into docs/performance.md.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { createServer, get } from 'node:http';
import { tmpdir, cpus } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Worker } from 'node:worker_threads';
import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { root } from '../root.mjs';
import { putReport } from './report.mjs';

const { values: options } = parseArgs({
  options: {
    samples: { type: 'string', default: '100000' },
    events: { type: 'string', default: '20' },
    write: { type: 'boolean', default: false },
    serve: { type: 'boolean', default: false },
  },
});
const answerMs = 50;
const atOnce = 16;
const perRequest = 8;
const idleThread = `
const { monitorEventLoopDelay } = require('node:perf_hooks');
const { parentPort } = require('node:worker_threads');
const delay = monitorEventLoopDelay({ resolution: 1 });
delay.enable();
parentPort.once('message', () => parentPort.postMessage(delay.max / 1e6));`;

if (options.serve) serve(Number(options.events));
else await measure();

function serve(events) {
  let active = 0;
  let busy = 0;
  let requests = 0;
  let since = performance.now();
  let started;
  const count = (change) => {
    const now = performance.now();
    busy += active * (now - since);
    since = now;
    active += change;
  };
  const piece = 'x'.repeat(100);
  const answer = (seed, n) => {
    const lines = [];
    for (let index = 0; index < n; index++) {
      for (let i = 0; i < events; i++)
        lines.push(
          `data: ${JSON.stringify({ model: 'm', choices: [{ index, text: i ? piece : `${seed + index} `, finish_reason: i === events - 1 ? 'stop' : null }] })}\n\n`,
        );
    }
    return `${lines.join('')}data: [DONE]\n\n`;
  };
  const server = createServer((request, response) => {
    if (request.url === '/stats') {
      count(0);
      return response.end(JSON.stringify({ average: busy / (performance.now() - started), requests }));
    }
    if (request.method === 'GET') return response.end(JSON.stringify({ data: [{ id: 'm' }] }));
    let text = '';
    request.on('data', (data) => (text += data));
    request.on('end', () => {
      const { seed, n, max_tokens } = JSON.parse(text);
      if (max_tokens !== 1 && started === undefined) since = started = performance.now();
      const isDraw = max_tokens !== 1;
      if (isDraw) count(1);
      requests += isDraw ? 1 : 0;
      setTimeout(() => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.end(answer(seed, n));
        if (isDraw) count(-1);
      }, answerMs);
    });
  });
  server.listen(0, '127.0.0.1', () => console.log(server.address().port));
}

async function measure() {
  const { createEval, EvalDriver, OpenAiAdapter, EvalStore } = await sampler();
  const child = spawn(process.execPath, [import.meta.filename, '--serve', '--events', options.events], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const port = await new Promise((done) => child.stdout.once('data', (data) => done(Number(data))));
  const dir = mkdtempSync(join(tmpdir(), 'sampler-'));
  try {
    const adapter = new OpenAiAdapter();
    const target = {
      id: 'bench',
      adapter: 'openai',
      label: 'bench',
      options: { url: `http://127.0.0.1:${port}/v1`, concurrency: atOnce },
    };
    const n = 1000;
    const store = await createEval(
      join(dir, 'bench.traces.json'),
      draft(Math.round(Number(options.samples) / n), n, adapter.fingerprint(target)),
    );
    // What the machine does to a thread that does nothing.
    const idle = new Worker(idleThread, { eval: true });
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    const cpu = process.cpuUsage();
    const start = performance.now();
    const alive = setInterval(() => undefined, 1000);
    const driver = await EvalDriver.start({
      store: new EvalStore(store.dir),
      adapter,
      target,
      token: async () => undefined,
    });
    const status = await driver.finished;
    const seconds = (performance.now() - start) / 1000;
    clearInterval(alive);
    const used = process.cpuUsage(cpu);
    delay.disable();
    idle.postMessage('tell');
    const idleMs = await new Promise((done) => idle.once('message', done));
    await idle.terminate();
    const served = JSON.parse(await text(`http://127.0.0.1:${port}/stats`));
    adapter.dispose();
    report(status, {
      seconds,
      cpuMs: (used.user + used.system) / 1000,
      delay,
      idleMs,
      served,
      bytes: statSync(join(store.dir, 'dump.jsonl')).size,
    });
  } finally {
    child.kill();
    rmSync(dir, { recursive: true, force: true });
  }
}

function report({ state, counts }, { seconds, cpuMs, delay, idleMs, served, bytes }) {
  const samples = counts.samplesDone;
  const perSample = cpuMs / samples;
  const kept = served.average / atOnce;
  const rows = [
    [
      'requests under way at the server, on average',
      `${served.average.toFixed(1)} of ${atOnce} (${(kept * 100).toFixed(0)} %)`,
      `90 % ${kept >= 0.9 ? 'met' : 'missed'}`,
    ],
    ['CPU time of this process a sample', `${perSample.toFixed(2)} ms`, `1 ms ${perSample < 1 ? 'met' : 'missed'}`],
    ['hold of an idle thread meanwhile, longest', `${idleMs.toFixed(0)} ms`, ''],
    [
      'longest hold of the event loop',
      `${(delay.max / 1e6).toFixed(0)} ms`,
      `50 ms ${delay.max / 1e6 <= 50 ? 'met' : 'missed'}`,
    ],
    ['99.9 % of all turns are shorter than', `${(delay.percentile(99.9) / 1e6).toFixed(0)} ms`, ''],
    ['samples a second', (samples / seconds).toFixed(0), ''],
  ];
  const table = [
    `Measured on ${cpus().length} × ${cpus()[0].model.trim()}, Node ${process.version}: ${samples.toLocaleString('en-US')} samples (${state}), ${served.requests.toLocaleString('en-US')} requests of ${perRequest}, answered after ${answerMs} ms in ${options.events} events a sample, ${(bytes / 1e6).toFixed(0)} MB of dump, ${seconds.toFixed(1)} s.`,
    '',
    '| what | measured | target |',
    '| --- | ---: | --- |',
    ...rows.map((row) => `| ${row.join(' | ')} |`),
  ].join('\n');
  putReport('sampler', table, options.write);
}

/** The sampler as it ships, bundled for this process. */
async function sampler() {
  const out = join(root, '.cache/bench/sampler.cjs');
  mkdirSync(join(root, '.cache/bench'), { recursive: true });
  const contents = ['createEval', 'evalDriver', 'evalStore', 'openai/openAiAdapter']
    .map((name) => `export * from './${name}';`)
    .join('\n');
  await build({
    stdin: { contents, resolveDir: join(root, 'src/io/evals'), loader: 'ts' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    outfile: out,
    mainFields: ['module', 'main'],
    logLevel: 'warning',
  });
  return createRequire(import.meta.url)(out);
}

function draft(problems, n, fingerprint) {
  return {
    title: 'bench',
    source: { run: 'bench' },
    problems: Array.from({ length: problems }, (_, i) => ({
      id: `p${i}`,
      prompt: `Question ${i}: ${'word '.repeat(50)}`,
      gold: '1',
    })),
    models: [{ name: 'm', role: 'base', servedName: 'm' }],
    n,
    sampling: {
      temperature: 0.6,
      top_p: 0.95,
      top_k: -1,
      min_p: 0,
      repetition_penalty: 1,
      presence_penalty: 0,
      frequency_penalty: 0,
      max_tokens: 16384,
      stop: [],
    },
    chunking: { nPerRequest: perRequest },
    target: { id: 'bench', adapter: 'openai', fingerprint },
    notSent: [],
    tool: { version: 'bench' },
  };
}

function text(url) {
  return new Promise((done, fail) => {
    get(url, (response) => {
      let all = '';
      response.on('data', (data) => (all += data));
      response.on('end', () => done(all));
    }).on('error', fail);
  });
}
