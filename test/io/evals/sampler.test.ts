/** The embedded sampler against a server that misbehaves: exactly the right samples, states and warnings. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { drive, evalAt, eventsOf, samplesOf, stub, type Driven } from './evalsAt';
import { sampleText, type Misbehaviour, type StubOptions } from './stubServer';

/** Whatever happened on the way: each sample once, with its own seed and the text of that seed. */
async function expectWhole({ store }: Driven): Promise<void> {
  const { spec } = await store.readSpec();
  const expected = spec!.problems.flatMap(({ id, prompt, messages }) =>
    Array.from({ length: spec!.n }, (_, index) => {
      const seed = spec!.sampling.seedBase + index;
      return [id, index, seed, sampleText(prompt ?? JSON.stringify(messages), seed)];
    }),
  );
  const found = await samplesOf(store.dir);
  expect(found.map(({ problem, index, seed, text }) => [problem, index, seed, text])).toEqual(expected);
}

async function run(
  options: StubOptions,
  parts = {},
  more = {},
): Promise<Driven & { status: Awaited<ReturnType<typeof drive>> }> {
  const server = await stub(options);
  const driven = await evalAt(server, parts, more);
  const status = await drive(driven);
  return { ...driven, status };
}

/** Misbehaves at the first request for each chunk. */
function onceEach(how: Misbehaviour): StubOptions['misbehave'] {
  const asked = new Set<string>();
  return ({ body, number }) => {
    const key = JSON.stringify([body.prompt, body.seed]);
    if (number < 0 || asked.has(key)) return undefined;
    asked.add(key);
    return how;
  };
}

describe('the sampler', () => {
  it('draws every sample once and ends as completed', async () => {
    const done = await run({}, { problems: 3, n: 20, sampling: { seedBase: 65_536 } });
    expect(done.states).toEqual(['preparing', 'submitting', 'running', 'collecting', 'completed']);
    await expectWhole(done);
    expect(done.status).toMatchObject({
      state: 'completed',
      attempt: 1,
      counts: { chunks: 9, chunksDone: 9, chunksFailed: 0, samples: 60, samplesDone: 60, finish: { stop: 60 } },
    });
    const events = await eventsOf(done.store.dir);
    expect(JSON.stringify(events)).not.toMatch(/Question|sample with seed/);
    const types = events.map(({ type }) => type);
    expect(types.filter((type) => type === 'chunk.done')).toHaveLength(9);
    expect(types.at(-1)).toBe('run.closed');
  });

  it('sends every sampler field with every request, and chats only where there are messages', async () => {
    const server = await stub();
    await drive(await evalAt(server, { n: 8 }));
    await drive(await evalAt(server, { n: 8, chat: true }));
    const [raw] = server.drawn;
    expect(raw.path).toBe('/v1/completions');
    expect(server.drawn.at(-1)!.path).toBe('/v1/chat/completions');
    expect(raw.body).toEqual({
      model: 'served',
      prompt: 'Question: What is 0 + 0?\nAnswer:',
      temperature: 0.6,
      top_p: 0.95,
      top_k: -1,
      min_p: 0,
      repetition_penalty: 1,
      presence_penalty: 0,
      frequency_penalty: 0,
      max_tokens: 16_384,
      n: 8,
      seed: 0,
      stream: true,
      stream_options: { include_usage: true },
    });
  });

  const passing: [string, Misbehaviour][] = [
    ['503 with Retry-After', { status: 503, headers: { 'retry-after': '3' } }],
    ['429', { status: 429 }],
    ['500', { status: 500 }],
    ['resets', 'reset'],
    ['truncated streams', 'truncate'],
    ['streams without a finish reason', 'noFinish'],
    ['answers that are no JSON', 'garbage'],
    ['choices that the server aborted', { finish: 'abort' }],
  ];
  for (const [name, how] of passing) {
    it(`survives ${name}: nothing is missing, nothing twice`, async () => {
      const done = await run({ misbehave: onceEach(how) }, { problems: 3, n: 32 });
      expect(done.status.state).toBe('completed');
      expect(done.events.filter(({ type }) => type === 'chunk.retry')).toHaveLength(12);
      await expectWhole(done);
    });
  }

  it('keeps a truncated trace as a sample that was cut off', async () => {
    const done = await run({ misbehave: ({ number }) => (number >= 0 ? { finish: 'length' } : undefined) }, { n: 8 });
    expect(done.status.counts.finish).toEqual({ length: 16 });
    await expectWhole(done);
  });

  it('asks one by one where a server gives one choice for n = 8', async () => {
    const done = await run({ misbehave: () => 'oneChoice' }, { n: 16 });
    expect(done.status.state).toBe('completed');
    await expectWhole(done);
  });

  it('asks for no more choices at once than the server gives', async () => {
    const message = "Field 'n': Value must be between 1 <= value <= 4, but got 8";
    const server = await stub({ misbehave: ({ body }) => (Number(body.n) > 4 ? { status: 400, message } : undefined) });
    const driven = await evalAt(server, { n: 24, nPerRequest: 6 });
    expect((await drive(driven)).state).toBe('completed');
    expect(new Set(server.drawn.map(({ body }) => body.n))).toEqual(new Set([3]));
    await expectWhole(driven);
    expect((await samplesOf(driven.store.dir)).filter(({ usage }) => usage)).toHaveLength(16);
  });

  it('notices during the run that choices are missing, and asks one by one from there', async () => {
    const done = await run(
      { misbehave: ({ number, body }) => (number >= 2 && body.n !== 1 ? 'oneChoice' : undefined) },
      { n: 32 },
    );
    expect(done.events).toContainEqual(expect.objectContaining({ type: 'warning', code: 'choices-missing' }));
    await expectWhole(done);
  });

  it('does not count one draw told eight times', async () => {
    const done = await run({ misbehave: ({ body }) => (body.n === 1 ? undefined : 'sameChoices') }, { n: 16 });
    expect(done.events).toContainEqual(expect.objectContaining({ type: 'warning', code: 'duplicate-choices' }));
    await expectWhole(done);
  });

  it('leaves out a field that the server refuses when the eval says so, and stops when it does not', async () => {
    const misbehave: StubOptions['misbehave'] = ({ body }) =>
      'top_k' in body ? { status: 400, message: 'Unrecognized request argument: top_k' } : undefined;
    const done = await run({ misbehave }, { n: 8, notSent: ['top_k'] });
    expect(done.status.state).toBe('completed');
    await expectWhole(done);
    const failed = await run({ misbehave }, { n: 8 });
    expect(failed.status).toMatchObject({
      state: 'failed',
      error: { code: 'config', message: expect.stringContaining('top_k') },
    });
    expect(await samplesOf(failed.store.dir)).toEqual([]);
  });

  it('waits for an answer that begins after 310 s', async () => {
    const done = await run({ misbehave: ({ number }) => (number >= 0 ? { silentMs: 310_000 } : undefined) }, { n: 8 });
    expect(done.status.state).toBe('completed');
    expect(done.events.some(({ type }) => type === 'chunk.retry')).toBe(false);
    await expectWhole(done);
  });

  it('leaves a gap, and says so, where a chunk fails for good; resuming closes it', async () => {
    let isBroken = true;
    const server = await stub({
      misbehave: ({ body, number }) =>
        number >= 0 && isBroken && String(body.prompt).includes('1 + 1')
          ? { status: 500, message: 'CUDA out of memory' }
          : undefined,
    });
    const driven = await evalAt(server, { n: 16 });
    const status = await drive(driven);
    expect(status).toMatchObject({
      state: 'completedWithGaps',
      counts: { chunksDone: 2, chunksFailed: 2, samplesDone: 16 },
      error: {
        code: 'engine',
        message:
          '2 of 4 pieces could not be drawn. vllm-a answered 500 3 times (CUDA out of memory). See its log, then resume.',
      },
    });
    expect(driven.events).toContainEqual({
      type: 'chunk.failed',
      id: expect.any(String),
      code: 'engine',
      message: 'vllm-a answered 500 3 times (CUDA out of memory). See its log, then resume.',
    });
    isBroken = false;
    const drawnBefore = server.drawn.length;
    expect(await drive(driven)).toMatchObject({ state: 'completed', attempt: 2, counts: { chunksFailed: 0 } });
    expect(server.drawn.length - drawnBefore).toBe(2);
    await expectWhole(driven);
  });

  it('is not asked again where a request is refused: the first ends the eval, a later one leaves a gap', async () => {
    const refusing = (prompt: string): StubOptions['misbehave'] => {
      return ({ body, number }) =>
        number >= 0 && String(body.prompt).includes(prompt) ? { status: 400, message: 'prompt too long' } : undefined;
    };
    const first = await run({ misbehave: refusing('Question') }, { n: 16 });
    expect(first.status).toMatchObject({
      state: 'failed',
      error: { code: 'config', message: expect.stringContaining('(prompt too long). Change the eval') },
    });
    expect(await samplesOf(first.store.dir)).toEqual([]);
    const server = await stub({ misbehave: refusing('1 + 1') });
    const driven = await evalAt(server, { n: 16 }, { targetOptions: { concurrency: 1 } });
    expect(await drive(driven)).toMatchObject({
      state: 'completedWithGaps',
      counts: { chunksDone: 2, samplesDone: 16 },
      error: { code: 'config', message: expect.stringMatching(/^2 of 4 pieces .*refuses the request with 400/) },
    });
    expect(server.drawn.filter(({ body }) => String(body.prompt).includes('1 + 1'))).toHaveLength(2);
  });

  it('leaves gaps and says whose limit it was where a server stays overloaded', async () => {
    const done = await run(
      { misbehave: ({ number }) => (number >= 2 ? { status: 429, message: 'daily quota' } : undefined) },
      { n: 32 },
      { targetOptions: { concurrency: 1 } },
    );
    expect(done.status).toMatchObject({
      state: 'completedWithGaps',
      counts: { chunksDone: 2, samplesDone: 16 },
      error: { code: 'quota', message: expect.stringContaining('answered 429 6 times (daily quota). Resume later.') },
    });
  });

  it('stops at once when the token stops working on the way', async () => {
    let isValid = true;
    const server = await stub({
      misbehave: ({ number }) => ((isValid &&= number < 3), isValid || number < 0 ? undefined : { status: 401 }),
    });
    const driven = await evalAt(server, { n: 64 }, { targetOptions: { concurrency: 1 } });
    const status = await drive(driven);
    expect(status).toMatchObject({ state: 'failed', error: { code: 'auth' }, counts: { chunksDone: 3 } });
    expect(status.error?.message).toBe(
      'vllm-a answers 401: the token is missing or wrong. Set the token, then resume.',
    );
    expect(server.drawn).toHaveLength(4);
  });

  it('stops at once on a wrong token, and tells it to no one', async () => {
    const server = await stub({ token: 'secret-of-the-test' });
    const driven = await evalAt(server, { n: 8 }, { token: () => Promise.resolve('wrong-secret') });
    const status = await drive(driven);
    expect(status).toMatchObject({ state: 'failed', error: { code: 'auth' } });
    expect(JSON.stringify([status, driven.events, await eventsOf(driven.store.dir)])).not.toContain('wrong-secret');
    const right = { ...driven, options: { ...driven.options, token: () => Promise.resolve('secret-of-the-test') } };
    expect((await drive(right)).state).toBe('completed');
    await expectWhole(driven);
  });

  it('says which models there are where the one asked for is not', async () => {
    const done = await run({ models: ['other'] });
    expect(done.status).toMatchObject({
      state: 'failed',
      error: { code: 'notFound', message: 'vllm-a knows no model served. It serves other.' },
    });
  });

  it('stops when another model answers under the name', async () => {
    const done = await run(
      { misbehave: ({ number }) => (number >= 5 ? { answersAs: 'quite-another' } : undefined) },
      { problems: 4, n: 32 },
    );
    expect(done.status).toMatchObject({
      state: 'failed',
      error: { code: 'otherModel', message: expect.stringContaining('quite-another') },
    });
    const found = await samplesOf(done.store.dir);
    expect(found.length).toBe(done.status.counts.samplesDone);
    expect(found.length).toBeLessThan(128);
  });

  it('does not go on after a pause on a server that has another model under the name', async () => {
    let isBroken = true;
    const server = await stub({
      misbehave: ({ number }) => (number >= 1 && isBroken ? { status: 400 } : undefined),
    });
    const driven = await evalAt(server, { n: 32 }, { targetOptions: { concurrency: 1 } });
    expect((await drive(driven)).counts.chunksDone).toBe(1);
    isBroken = false;
    server.listed = { root: 'quite-another' };
    const drawnBefore = server.drawn.length;
    expect(await drive(driven)).toMatchObject({
      state: 'failed',
      error: { code: 'otherModel', message: expect.stringContaining('("quite-another", before "served")') },
      counts: { chunksDone: 1 },
    });
    expect(server.drawn).toHaveLength(drawnBefore);
    server.listed = {};
    expect((await drive(driven)).state).toBe('completed');
    await expectWhole(driven);
  });

  it('goes on with another model where somebody wants that, and keeps both names in its events', async () => {
    let isBroken = true;
    const server = await stub({
      misbehave: ({ number }) => (number >= 1 && isBroken ? { status: 400 } : undefined),
    });
    const driven = await evalAt(server, { n: 32 }, { targetOptions: { concurrency: 1 } });
    await drive(driven);
    server.listed = { root: '/weights/moved', max_model_len: 65_536 };
    const accepting = { options: { ...driven.options, acceptsOtherModel: true } };
    expect((await drive(accepting)).error?.code).toBe('config');
    isBroken = false;
    // What was accepted is what the eval is drawn from now.
    expect((await drive(driven)).state).toBe('completed');
    await expectWhole(driven);
    const accepted = (await eventsOf(driven.store.dir)).filter(({ type }) => type === 'model.accepted');
    expect(accepted).toMatchObject([{ servedModel: 'served', before: 'served', now: '/weights/moved 65536' }]);
  });

  it('tells another model by the name of its answers too when an eval is resumed', async () => {
    const server = await stub({ misbehave: ({ number }) => (number >= 1 ? { status: 400 } : undefined) });
    const driven = await evalAt(server, { n: 32 }, { targetOptions: { concurrency: 1 } });
    await drive(driven);
    const path = join(driven.store.dir, 'events.jsonl');
    const events = await readFile(path, 'utf8');
    await writeFile(path, events.replaceAll('"answersAs":"', '"answersAs":"old-'));
    expect(await drive(driven)).toMatchObject({ state: 'failed', error: { code: 'otherModel' } });
  });

  it('says before the start that a context is too short for what is asked', async () => {
    const server = await stub();
    const { store, target, options } = await evalAt(server, { n: 8 });
    const { spec } = await store.readSpec();
    const contextIn = async (max_model_len: number): Promise<string> => {
      server.listed = { max_model_len };
      const checks = await options.adapter.check({
        target,
        token: options.token,
        spec,
        signal: new AbortController().signal,
      });
      const { level, message } = checks.find(({ code }) => code === 'context')!;
      return `${level}: ${message}`;
    };
    expect(await contextIn(32_768)).toBe('ok: Its context holds 32,768 tokens, prompt included.');
    expect(await contextIn(4096)).toMatch(
      /^warning: Its context holds 4,096 tokens, prompt included; this eval asks for up to about 16,39\d\./,
    );
  });

  it('waits while the server is away, and goes on when it is back', async () => {
    let isAway = false;
    let isBack = false;
    const server = await stub({
      misbehave: ({ number }) => {
        if (number === 6 && !isAway) {
          isAway = true;
          void server.stop();
        }
        return undefined;
      },
    });
    const { port } = server;
    const driven = await evalAt(server, { problems: 2, n: 64 });
    const tell = driven.options.onChange;
    driven.options.onChange = (status) => {
      tell?.(status);
      if (status.state !== 'waiting' || isBack) return;
      isBack = true;
      void server.start(port);
    };
    const status = await drive(driven);
    expect(status.state).toBe('completed');
    expect(driven.states.join(' ')).toContain('running waiting');
    await expectWhole(driven);
  });

  it('keeps what is whole when it is cancelled, and draws the rest when it is resumed', async () => {
    const server = await stub({ delayMs: 5 });
    const driven = await evalAt(server, { problems: 4, n: 64 }, { targetOptions: { concurrency: 2 } });
    const { EvalDriver } = await import('../../../src/io/evals/evalDriver');
    const driver = (await EvalDriver.start({
      ...driven.options,
      onEvent: (event) => event.type === 'chunk.done' && driver.cancel(),
    }))!;
    const cancelled = await driver.finished;
    expect(cancelled.state).toBe('cancelled');
    const kept = await samplesOf(driven.store.dir);
    expect(kept.length).toBeGreaterThan(0);
    expect(kept.length).toBeLessThan(256);
    expect(cancelled.counts.samplesDone).toBe(kept.length);
    expect((await drive(driven)).state).toBe('completed');
    await expectWhole(driven);
  });

  it('never has more requests under way than the target allows, over all evals', async () => {
    const server = await stub({ delayMs: 3 });
    const one = await evalAt(server, { problems: 4, n: 64 }, { targetOptions: { concurrency: 3 } });
    const two = await evalAt(
      server,
      { problems: 4, n: 64, evalId: 'another-eval', sampling: { seedBase: 65_536 } },
      { adapter: one.options.adapter, targetOptions: { concurrency: 3 } },
    );
    await Promise.all([drive(one), drive(two)]);
    expect(server.mostActive).toBe(3);
    await expectWhole(one);
    await expectWhole(two);
  });
});
