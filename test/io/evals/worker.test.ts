/** The Python worker, against a server that misbehaves. Everything it must do is told by its files and its exit code. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { SampleLine } from '../../../src/core/evals/sampleLine';
import type { EvalSpec } from '../../../src/core/evals/spec';
import { evalSpec, problems, sha256 } from '../../engines/evalSpec';
import { passingFaults, startStub, stubText, type Stub, type StubOptions } from '../../engines/misbehavingServer';

const worker = resolve('media/worker/trace_worker.py');
const python = process.env.TRACE_TEST_PYTHON ?? 'python3';
const hasPython = spawnSync(python, [worker, '--version']).status === 0;

it.runIf(process.env.CI === 'true')('Python is there on machines that check submissions', () => {
  expect(hasPython).toBe(true);
});
if (!hasPython) console.warn('SKIPPED: the worker is not tested, because there is no python3 of at least 3.8.');

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

interface Rig {
  dir: string;
  spec: EvalSpec;
  stub: Stub;
  run(shard?: number, shards?: number): Promise<Ended>;
  start(shard?: number, shards?: number): ChildProcess;
  samples(): Promise<SampleLine[]>;
  events(): Promise<Record<string, unknown>[]>;
}
interface Ended {
  code: number | null;
  output: string;
}

async function rig(
  spec: EvalSpec,
  stubOptions: StubOptions = {},
  settings: object = {},
  env: object = {},
): Promise<Rig> {
  const dir = join(await mkdtemp(join(tmpdir(), 'trace worker ')), "it's a dir");
  cleanups.push(() => rm(dir, { recursive: true, force: true }));
  await mkdir(dir, { recursive: true });
  const stub = await startStub(stubOptions);
  cleanups.push(() => stub.close());
  const common = { attempt: 1, url: stub.url, serverId: 'cluster', waitScale: 0.01, grade: false };
  await writeFile(join(dir, 'run.json'), JSON.stringify(spec));
  await writeFile(join(dir, 'worker.json'), JSON.stringify({ ...common, ...settings }));
  const start = (shard = 0, shards = 1): ChildProcess => {
    const child = spawn(python, [worker, dir, String(shard), String(shards)], { env: { ...process.env, ...env } });
    cleanups.push(() => child.kill('SIGKILL'));
    return child;
  };
  return {
    ...{ dir, spec, stub, start },
    run: (shard, shards) => ended(start(shard, shards)),
    samples: async () => (await linesIn<SampleLine>(join(dir, 'chunks'))).sort((a, b) => a.index - b.index),
    events: () => linesIn(join(dir, 'events')),
  };
}

function ended(child: ChildProcess): Promise<Ended> {
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data) => (output += String(data)));
  return new Promise((done) => child.on('close', (code) => done({ code, output })));
}

async function linesIn<T>(folder: string): Promise<T[]> {
  const texts = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), 'utf8')));
  return texts.flatMap((text) => text.split('\n').filter(Boolean)).map((line) => JSON.parse(line) as T);
}

const until = async (what: () => boolean | Promise<boolean>): Promise<void> => {
  while (!(await what())) await new Promise((done) => setTimeout(done, 20));
};
const lastEnd = async (rig: Rig) => (await rig.events()).findLast(({ type }) => type === 'worker.end');

/** Every planned sample is there once, with its seed and text. */
function expectWhole(samples: readonly SampleLine[], spec: EvalSpec): void {
  const key = ({ model, problem, index }: SampleLine): string => `${model} ${problem} ${index}`;
  expect(new Set(samples.map(key)).size).toBe(samples.length);
  expect(samples).toHaveLength(spec.n * spec.problems.length * spec.models.length);
  for (const { seed, index, text } of samples) {
    expect(seed).toBe(spec.sampling.seedBase + index);
    expect(text).toBe(stubText(spec.sampling.seedBase + index));
  }
}

describe.runIf(hasPython)('the worker', () => {
  it('draws every chunk of its shard and tells of it with size and hash', async () => {
    const one = await rig(evalSpec({ problems: problems(5), n: 12, nPerRequest: 4, models: ['base', 'rl'] }));
    expect(await one.run(0, 2)).toMatchObject({ code: 0 });
    expect(await readdir(join(one.dir, 'chunks'))).toHaveLength(15);
    expect(await one.run(1, 2)).toMatchObject({ code: 0 });
    expectWhole(await one.samples(), one.spec);
    const done = (await one.events()).filter(({ type }) => type === 'chunk.done');
    expect(done).toHaveLength(30);
    for (const { id, size, sha256: hash } of done) {
      const bytes = await readFile(join(one.dir, 'chunks', `${id}.jsonl`));
      expect([size, hash]).toEqual([bytes.length, sha256(bytes)]);
    }
  });

  it('sends every sampler field, and the seed of the first sample of the request', async () => {
    const one = await rig(evalSpec({ n: 8, nPerRequest: 4, sampling: { stop: ['END'] } }));
    await one.run();
    expect(one.stub.requests.map(({ body }) => body.seed).sort()).toEqual([1000, 1004]);
    const { body } = one.stub.requests[0];
    const fields = { temperature: 0.6, top_p: 0.95, top_k: -1, min_p: 0, repetition_penalty: 1, stop: ['END'] };
    expect(body).toMatchObject({ ...fields, presence_penalty: 0, frequency_penalty: 0, max_tokens: 64, n: 4 });
    expect(body.prompt).toBe('What is 1 + 1?');
    expect('seedBase' in body).toBe(false);
  });

  it('asks as a chat where the dump holds messages', async () => {
    const messages = [{ role: 'user', content: 'What is 1 + 1?' }];
    const one = await rig(evalSpec({ problems: [{ id: 'p', messages }] }));
    expect((await one.run()).code).toBe(0);
    expect(one.stub.requests[0]).toMatchObject({ path: '/v1/chat/completions', body: { messages } });
    expectWhole(await one.samples(), one.spec);
  });

  it('reads an answer that is no stream', async () => {
    const one = await rig(evalSpec(), { plain: true });
    expect((await one.run()).code).toBe(0);
    expectWhole(await one.samples(), one.spec);
  });

  it('stands overload, resets, cut streams and missing finish reasons', async () => {
    const spec = evalSpec({ problems: problems(20), n: 16, nPerRequest: 4 });
    const one = await rig(spec, { fault: passingFaults(3) });
    expect(await one.run()).toMatchObject({ code: 0 });
    expectWhole(await one.samples(), spec);
    const retries = (await one.events()).filter(({ type }) => type === 'chunk.retry');
    expect(new Set(retries.map(({ why }) => why)).size).toBeGreaterThan(3);
  });

  it('gives up on silence and asks again', async () => {
    const fault: StubOptions['fault'] = ({ number }) => (number === 0 ? { kind: 'silent' } : undefined);
    const one = await rig(evalSpec(), { fault }, { idleSeconds: 0.3 });
    expect((await one.run()).code).toBe(0);
    expectWhole(await one.samples(), one.spec);
  });

  it('leaves a chunk missing after six tries and exits with 75', async () => {
    const one = await rig(evalSpec({ problems: problems(3) }), {
      fault: ({ body }) => (String(body.prompt).startsWith('Problem 1') ? { kind: 'truncated' } : undefined),
    });
    expect((await one.run()).code).toBe(75);
    expect(await readdir(join(one.dir, 'chunks'))).toHaveLength(2);
    expect(one.stub.requests).toHaveLength(8);
    expect((await one.events()).find(({ type }) => type === 'chunk.failed')).toMatchObject({ code: 'engine' });
    expect(await lastEnd(one)).toMatchObject({ exit: 75, code: 'engine' });
  });

  it('asks for samples one by one when choices are missing or repeated', async () => {
    for (const kind of ['fewer', 'duplicates'] as const) {
      const fault: StubOptions['fault'] = ({ body }) => (body.n === 8 ? { kind, choices: 1 } : undefined);
      const one = await rig(evalSpec({ problems: problems(2) }), { fault });
      expect((await one.run()).code).toBe(0);
      expectWhole(await one.samples(), one.spec);
      const code = kind === 'fewer' ? 'choices-missing' : 'duplicate-choices';
      expect((await one.events()).filter(({ type }) => type === 'warning')).toMatchObject([{ code }]);
    }
  });

  it('asks for no more choices at once than the server gives', async () => {
    const message = "Field 'n': Value must be between 1 <= value <= 4, but got 8";
    const fault: StubOptions['fault'] = ({ body }) =>
      Number(body.n) > 3 ? { kind: 'status', status: 400, message } : undefined;
    const one = await rig(evalSpec({ problems: problems(3) }), { fault });
    expect((await one.run()).code).toBe(0);
    expectWhole(await one.samples(), one.spec);
    const warnings = (await one.events()).filter(({ type }) => type === 'warning');
    expect(warnings.map(({ message }) => message)).toContain('cluster gives fewer than 4 choices a request.');
    expect(one.stub.requests.filter(({ body }) => body.n === 2)).toHaveLength(12);
  });

  it('goes without a field that the server refuses by name, and says so', async () => {
    const fault: StubOptions['fault'] = ({ body }) =>
      'top_k' in body ? { kind: 'status', status: 400, message: 'Unrecognized field: top_k' } : undefined;
    const one = await rig(evalSpec({ problems: problems(3) }), { fault });
    expect((await one.run()).code).toBe(0);
    expectWhole(await one.samples(), one.spec);
    const warnings = (await one.events()).filter(({ type }) => type === 'warning');
    expect(warnings).toMatchObject([{ code: 'field-not-sent', message: 'cluster refuses top_k; it is not sent.' }]);
  });

  it('ends at once on a first request that is refused, and only the chunk on a later one', async () => {
    const refuse = { kind: 'status', status: 400, message: 'prompt too long' } as const;
    const first = await rig(evalSpec({ problems: problems(5) }), { fault: () => refuse });
    expect((await first.run()).code).toBe(2);
    expect(first.stub.requests).toHaveLength(1);
    expect(await lastEnd(first)).toMatchObject({ code: 'config', message: expect.stringContaining('prompt too long') });
    const later = await rig(evalSpec({ problems: problems(5) }), {
      fault: ({ body }) => (String(body.prompt).startsWith('Problem 3') ? refuse : undefined),
    });
    expect((await later.run()).code).toBe(0);
    expect((await later.events()).filter(({ type }) => type === 'chunk.failed')).toMatchObject([{ code: 'config' }]);
    expect(await later.samples()).toHaveLength(32);
  });

  it('stops on a wrong key, and takes one from a variable or a private file', async () => {
    const spec = evalSpec();
    const wrong = await rig(spec, { key: 'right' }, { keyEnv: 'TEST_KEY' }, { TEST_KEY: 'wrong' });
    expect((await wrong.run()).code).toBe(2);
    expect(await lastEnd(wrong)).toMatchObject({ code: 'auth' });
    const unset = await rig(spec, { key: 'right' }, { keyEnv: 'TEST_KEY_UNSET' });
    expect((await unset.run()).code).toBe(2);
    expect(unset.stub.requests).toHaveLength(0);
    const right = await rig(spec, { key: 'right' }, { keyEnv: 'TEST_KEY' }, { TEST_KEY: 'right' });
    expect((await right.run()).code).toBe(0);
    const keyFile = join(right.dir, 'key');
    await writeFile(keyFile, 'right\n', { mode: 0o644 });
    const open = await rig(spec, { key: 'right' }, { keyFile });
    expect((await open.run()).code).toBe(2);
    expect(await lastEnd(open)).toMatchObject({ message: expect.stringContaining('chmod 600') });
    await chmod(keyFile, 0o600);
    const file = await rig(spec, { key: 'right' }, { keyFile });
    expect((await file.run()).code).toBe(0);
    for (const { dir } of [right, file]) {
      const { output } = await ended(spawn('grep', ['-r', 'right', join(dir, 'events'), join(dir, 'chunks')]));
      expect(output).toBe('');
    }
  });

  it('names the models that the server has when it lacks ours', async () => {
    const one = await rig(evalSpec(), { fault: () => ({ kind: 'status', status: 404 }) });
    expect((await one.run()).code).toBe(2);
    const message = 'cluster knows no model served. It serves served.';
    expect(await lastEnd(one)).toMatchObject({ code: 'notFound', message });
  });

  it('asks for another try when the server is not there', async () => {
    const one = await rig(evalSpec(), {}, { outageSeconds: 0.2 });
    await one.stub.close();
    expect((await one.run()).code).toBe(75);
    expect(await lastEnd(one)).toMatchObject({ code: 'unreachable' });
  });

  it('stops within a moment when told to, keeps what is whole, and goes on from there', async () => {
    const spec = evalSpec({ problems: problems(30), n: 8, nPerRequest: 4 });
    const one = await rig(spec, { delayMs: 40 }, { concurrency: 4 });
    const child = one.start();
    const end = ended(child);
    await until(async () => (await readdir(join(one.dir, 'chunks')).catch(() => [])).length >= 10);
    child.kill('SIGTERM');
    const at = Date.now();
    expect((await end).code).toBe(143);
    expect(Date.now() - at).toBeLessThan(3000);
    expect(await lastEnd(one)).toMatchObject({ exit: 143 });
    const before = (await readdir(join(one.dir, 'chunks'))).length;
    const asked = one.stub.requests.length;
    expect((await one.run()).code).toBe(0);
    expect(one.stub.requests.length - asked).toBe(60 - before);
    expectWhole(await one.samples(), spec);
  });

  it('stops while it waits for a silent server', async () => {
    const one = await rig(evalSpec(), { fault: () => ({ kind: 'silent' }) });
    const child = one.start();
    const end = ended(child);
    await until(() => one.stub.requests.length > 0);
    child.kill('SIGTERM');
    expect((await end).code).toBe(143);
  });

  it('is killed, leaves no half chunk, and goes on without a gap or a repeat', async () => {
    const spec = evalSpec({ problems: problems(30), n: 8, nPerRequest: 4 });
    const one = await rig(spec, { delayMs: 20 });
    const child = one.start();
    const end = ended(child);
    await until(async () => (await readdir(join(one.dir, 'chunks')).catch(() => [])).length >= 10);
    child.kill('SIGKILL');
    await end;
    const torn = (await readdir(join(one.dir, 'events')))[0];
    await writeFile(join(one.dir, 'events', torn), '{"type":"chunk.do', { flag: 'a' });
    expect((await one.run()).code).toBe(0);
    expectWhole(await one.samples(), spec);
    const { output } = await polled(one.dir, {});
    const { events } = JSON.parse(output) as { events: { type: string; id: string }[] };
    expect(new Set(events.filter(({ type }) => type === 'chunk.done').map(({ id }) => id)).size).toBe(60);
  });

  it('keeps what is whole and says so when the disk is full', async () => {
    const patch = await mkdtemp(join(tmpdir(), 'full-disk-'));
    cleanups.push(() => rm(patch, { recursive: true, force: true }));
    const source = `import errno, os
count, real = [0], os.fsync
def fsync(file):
    count[0] += 1
    if count[0] > 8: raise OSError(errno.ENOSPC, 'No space left on device')
    real(file)
os.fsync = fsync
`;
    await writeFile(join(patch, 'sitecustomize.py'), source);
    const one = await rig(evalSpec({ problems: problems(10) }), {}, { concurrency: 1 }, { PYTHONPATH: patch });
    expect((await one.run()).code).toBe(75);
    expect(await lastEnd(one)).toMatchObject({ code: 'quota', message: expect.stringContaining('Make room') });
    const kept = await readdir(join(one.dir, 'chunks'));
    expect(kept.length).toBeGreaterThan(0);
    expect(await one.samples()).toHaveLength(kept.length * 8);
  });

  it('draws only the chunks that it is asked for', async () => {
    const spec = evalSpec({ problems: problems(4) });
    const one = await rig(spec, {}, { chunks: [spec.chunks[2].id] });
    expect((await one.run()).code).toBe(0);
    expect(await readdir(join(one.dir, 'chunks'))).toEqual([`${spec.chunks[2].id}.jsonl`]);
  });

  it('refuses a plan whose ids are no file names', async () => {
    const spec = evalSpec();
    spec.chunks[0].id = '../evil';
    const one = await rig(spec);
    expect((await one.run()).code).toBe(2);
  });

  it('tells what is new since a cursor, in whole lines', async () => {
    const one = await rig(evalSpec({ problems: problems(3) }));
    await one.run();
    const first = JSON.parse((await polled(one.dir, {})).output) as { cursor: object; events: unknown[] };
    expect(first.events).toHaveLength(8);
    await writeFile(join(one.dir, 'events', '0-a1.jsonl'), '{"type":"x"}\n{"ty', { flag: 'a' });
    const second = JSON.parse((await polled(one.dir, first.cursor)).output) as { events: unknown[] };
    expect(second.events).toEqual([{ type: 'x', file: '0-a1.jsonl' }]);
  });

  it('leaves samples unscored where math_verify does not import', async () => {
    const one = await rig(evalSpec({ problems: problems(1, '4') }), {}, { grade: true }, { PYTHONPATH: '' });
    expect((await one.run()).code).toBe(0);
    expectWhole(await one.samples(), one.spec);
  });

  it('writes verdicts beside the samples, by a grader in a process that can be killed', async () => {
    const fake = await mkdtemp(join(tmpdir(), 'fake-grader-'));
    cleanups.push(() => rm(fake, { recursive: true, force: true }));
    const source = `import time
def parse(text):
    if 'hang' in text: time.sleep(100)
    return [text.rstrip('$').split('boxed{')[-1].split('}')[0].strip('$')]
def verify(gold, answer): return gold == answer
`;
    await writeFile(join(fake, 'math_verify.py'), source);
    const spec = evalSpec({ problems: problems(2, '2') });
    const one = await rig(spec, {}, { grade: true }, { PYTHONPATH: fake });
    expect((await one.run()).code).toBe(0);
    const grades = await linesIn<Record<string, unknown>>(join(one.dir, 'grades'));
    expect(grades).toHaveLength(16);
    for (const { index, verdict, grader } of grades)
      expect([verdict, grader]).toEqual([(1000 + Number(index)) % 3 === 2, 'math-verify']);
  });
});

function polled(dir: string, cursor: object): Promise<Ended> {
  const child = spawn(python, [worker, 'poll', dir]);
  child.stdin.end(JSON.stringify(cursor));
  return ended(child);
}
