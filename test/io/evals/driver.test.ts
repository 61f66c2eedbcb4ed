/** One driver per eval, whatever happens to it; and nothing that is found on disk makes a connection. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { appendFile, readdir, readFile, truncate, unlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { HarnessError } from '../../../src/core/evals/adapter';
import { EvalDriver } from '../../../src/io/evals/evalDriver';
import { EvalStore, guarded } from '../../../src/io/evals/evalStore';
import { extendEval } from '../../../src/io/evals/createEval';
import { LockWatch, OwnerLock } from '../../../src/io/evals/ownerLock';
import { bytesOf } from '../../core/evals/evals';
import { adapter, drive, evalAt, eventsOf, folder, hastyClock, samplesOf, stub, targetAt } from './evalsAt';

const keysOf = async (dir: string): Promise<string[]> =>
  (await samplesOf(dir)).map(({ problem, index, seed }) => `${problem}:${index}:${seed}`);

function keysPlanned(problems: number, n: number): string[] {
  return Array.from({ length: problems }, (_, p) => Array.from({ length: n }, (_, i) => `p${p}:${i}:${i}`)).flat();
}

describe('one eval, two windows', () => {
  it('is driven by one of them; the other watches', async () => {
    const server = await stub({ delayMs: 5 });
    const driven = await evalAt(server, { problems: 2, n: 32 });
    const other = { ...driven.options, store: new EvalStore(driven.store.dir), adapter: adapter() };
    const [first, second] = await Promise.all([EvalDriver.start(driven.options), EvalDriver.start(other)]);
    expect([first, second].filter((driver) => driver === undefined)).toHaveLength(1);
    const watch = new LockWatch();
    expect(await watch.isHeld(driven.store.dir)).toBe(true);
    const status = await (first ?? second)!.finished;
    expect(status.state).toBe('completed');
    expect(server.drawn).toHaveLength(8);
    expect(await watch.isHeld(driven.store.dir)).toBe(false);
  });

  it('passes to another window when this one leaves', async () => {
    const server = await stub({ delayMs: 5 });
    const driven = await evalAt(server, { problems: 4, n: 64 }, { targetOptions: { concurrency: 2 } });
    const driver = (await EvalDriver.start(driven.options))!;
    while (driver.status.counts.chunksDone === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    await driver.leave();
    expect(driver.status.state).toBe('interrupted');
    const store = new EvalStore(driven.store.dir);
    const status = await drive({ options: { ...driven.options, store, adapter: adapter() } });
    expect(status).toMatchObject({ state: 'completed', attempt: 2 });
    expect(await keysOf(store.dir)).toEqual(keysPlanned(4, 64));
  });
});

describe('the owner’s lock', () => {
  it('is taken over from a dead process, and its holder notices when it is taken', async () => {
    const dir = await folder();
    const dead = { token: 'x', pid: 2 ** 22 - 1, host: (await import('node:os')).hostname(), bootId: 'another boot' };
    await writeFile(join(dir, 'owner.lock'), JSON.stringify(dead));
    let isLost = false;
    const lock = await OwnerLock.acquire(dir, () => (isLost = true), { renewMs: 5 });
    expect(lock).toBeDefined();
    expect(await OwnerLock.acquire(dir, () => undefined)).toBeUndefined();
    await writeFile(join(dir, 'owner.lock'), JSON.stringify({ ...dead, token: 'someone else' }));
    while (!isLost) await new Promise((resolve) => setTimeout(resolve, 2));
    await lock!.release();
    expect(await readFile(join(dir, 'owner.lock'), 'utf8')).toContain('someone else');
  });

  it('stays with its holder whatever the clock of the holder’s machine says', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    onTestFinished(() => void vi.useRealTimers());
    for (const hours of [-1, 1]) {
      vi.setSystemTime(Date.now() + hours * 3_600_000);
      const dir = await folder();
      const lock = await OwnerLock.acquire(dir, () => undefined, { renewMs: 2 });
      await new Promise((resolve) => setTimeout(resolve, 50));
      vi.useRealTimers();
      expect(await new LockWatch().isHeld(dir)).toBe(true);
      vi.useFakeTimers({ toFake: ['Date'] });
      vi.setSystemTime(Date.now() - hours * 3_600_000);
      expect(await OwnerLock.acquire(dir, () => undefined)).toBeUndefined();
      await lock!.release();
      expect(await OwnerLock.acquire(dir, () => undefined)).toBeDefined();
      vi.useRealTimers();
    }
  });

  it('is watched by its changes, not by the time that the disk of another machine gives it', async () => {
    let now = 0;
    const watch = new LockWatch(() => now);
    const dir = await folder();
    const path = join(dir, 'owner.lock');
    const holder = { token: 'x', pid: 1, host: 'another machine', bootId: 'another boot' };
    await writeFile(path, JSON.stringify(holder));
    let heartbeats = 0;
    const lookAfter = async (ms: number, isRenewed: boolean): Promise<boolean> => {
      now += ms;
      // Its clock is an hour behind.
      if (isRenewed) await utimes(path, 1000, ++heartbeats);
      return watch.isHeld(dir);
    };
    for (const isRenewed of [true, true, true, false, true]) expect(await lookAfter(20_000, isRenewed)).toBe(true);
    expect(await lookAfter(20_000, false)).toBe(true);
    expect(await lookAfter(20_000, false)).toBe(false);
    expect(await lookAfter(0, true)).toBe(true);
    await unlink(path);
    expect(await lookAfter(0, false)).toBe(false);
  });

  it('is watched also where it is this machine’s, and asks whether its process lives', async () => {
    let now = 0;
    const watch = new LockWatch(() => now);
    const dir = await folder();
    const path = join(dir, 'owner.lock');
    const lock = await OwnerLock.acquire(dir, () => undefined, { renewMs: 1e9 });
    onTestFinished(() => lock!.release());
    await utimes(path, 1000, 1000);
    expect(await watch.isHeld(dir)).toBe(true);
    now = 100_000;
    expect(await watch.isHeld(dir)).toBe(true);
    now = 130_000;
    expect(await watch.isHeld(dir)).toBe(false);
    const dead = { ...(JSON.parse(await readFile(path, 'utf8')) as object), pid: 2 ** 22 - 1 };
    await writeFile(path, JSON.stringify(dead));
    expect(await watch.isHeld(dir)).toBe(false);
  });

  it('goes to one of many who find it stale', async () => {
    const dir = await folder();
    await writeFile(join(dir, 'owner.lock'), 'torn');
    const long = new Date(Date.now() - 3_600_000);
    await utimes(join(dir, 'owner.lock'), long, long);
    const locks = await Promise.all(Array.from({ length: 20 }, () => OwnerLock.acquire(dir, () => undefined)));
    expect(locks.filter((lock) => lock !== undefined)).toHaveLength(1);
    for (const lock of locks) await lock?.release();
  });
});

describe('a process that is killed while it draws', () => {
  it('leaves whole chunks, and the next one draws exactly what is missing', async () => {
    const server = await stub({ delayMs: 20 });
    const driven = await evalAt(server, { problems: 5, n: 64 });
    const script = join(await folder(), 'driveAlone.cjs');
    const entryPoints = [join(import.meta.dirname, 'driveAlone.ts')];
    await build({ entryPoints, bundle: true, platform: 'node', format: 'cjs', outfile: script, logLevel: 'silent' });
    for (const chunks of [3, 9]) {
      const child = spawn(process.execPath, [script, driven.store.dir, server.url], { stdio: 'ignore' });
      const exited = new Promise((resolve) => child.once('exit', resolve));
      while ((await chunkFiles(driven.store.dir)) < chunks) await new Promise((resolve) => setTimeout(resolve, 5));
      child.kill('SIGKILL');
      await exited;
    }
    // What the kill may have left: a chunk that was being written, a torn event.
    await writeFile(join(driven.store.dir, 'chunks', '.0123456789abcdef.x.tmp'), '{"torn');
    await appendFile(join(driven.store.dir, 'events.jsonl'), '{"torn');
    const before = await chunkFiles(driven.store.dir);
    expect(before).toBeLessThan(40);
    const drawn = server.drawn.length;
    const status = await drive(driven);
    expect(status.state).toBe('completed');
    expect(server.drawn.length - drawn).toBe(40 - before);
    expect(await keysOf(driven.store.dir)).toEqual(keysPlanned(5, 64));
    expect((await readdir(join(driven.store.dir, 'chunks'))).filter((name) => !name.endsWith('.jsonl'))).toEqual([]);
  }, 60_000);
});

const chunkFiles = async (dir: string): Promise<number> =>
  (await readdir(join(dir, 'chunks'))).filter((name) => name.endsWith('.jsonl')).length;

describe('an eval that grows', () => {
  it('keeps its first samples and draws the further ones', async () => {
    const server = await stub();
    const driven = await evalAt(server, { problems: 2, n: 12 });
    await drive(driven);
    const before = await samplesOf(driven.store.dir);
    await extendEval(driven.store, 40);
    const status = await drive(driven);
    expect(status).toMatchObject({ state: 'completed', counts: { samples: 80, samplesDone: 80 } });
    expect(await keysOf(driven.store.dir)).toEqual(keysPlanned(2, 40));
    const after = await samplesOf(driven.store.dir);
    expect(after.filter(({ index }) => index < 12)).toEqual(before);
    await expect(extendEval(driven.store, 40)).rejects.toThrow('not more');
  });
});

describe('a chunk that is damaged on disk', () => {
  it('is put aside and drawn again', async () => {
    const server = await stub();
    const driven = await evalAt(server, { n: 32 });
    await drive(driven);
    const [name] = (await readdir(join(driven.store.dir, 'chunks'))).sort();
    await truncate(join(driven.store.dir, 'chunks', name), 100);
    const status = await drive(driven);
    expect(status.state).toBe('completed');
    expect(driven.events).toContainEqual(expect.objectContaining({ type: 'warning', code: 'corrupt-chunk' }));
    expect(await keysOf(driven.store.dir)).toEqual(keysPlanned(2, 32));
  });
});

describe('what is found on disk', () => {
  it('makes no connection when its target is another than the user’s', async () => {
    const good = await stub();
    const evil = await stub();
    const driven = await evalAt(evil, { n: 8 }, { token: () => Promise.reject(new Error('asked for the token')) });
    const settings = { ...driven.options, target: targetAt(good.url) };
    await expect(EvalDriver.start(settings)).rejects.toThrow('is not what it was');
    await expect(EvalDriver.start({ ...settings, target: { ...targetAt(good.url), id: 'x' } })).rejects.toThrow(
      HarnessError,
    );
    expect([...good.seen, ...evil.seen]).toEqual([]);
  });

  it('is refused when run.json was changed by hand', async () => {
    const server = await stub();
    const driven = await evalAt(server, { n: 8 });
    const path = join(driven.store.dir, 'run.json');
    await writeFile(path, (await readFile(path, 'utf8')).replaceAll('0 + 0', '0 + 1'));
    await expect(EvalDriver.start(driven.options)).rejects.toThrow('promptHash');
    await writeFile(path, '{');
    await expect(EvalDriver.start(driven.options)).rejects.toThrow('not JSON');
    expect(server.seen).toEqual([]);
  });

  it('never makes a token cross plain http to another machine, or follow a redirect', async () => {
    const evil = await stub();
    const server = await stub({
      misbehave: () => ({ status: 307, headers: { location: `${evil.url}/completions` } }),
    });
    const driven = await evalAt(server, { n: 8 }, { token: () => Promise.resolve('secret') });
    const status = await drive(driven);
    expect(status.error?.message).toContain('redirects are not followed');
    expect(evil.seen).toEqual([]);
    const afar = targetAt('http://192.0.2.1:8000/v1');
    const call = { target: afar, token: () => Promise.resolve('secret'), signal: new AbortController().signal };
    await expect(adapter().probe(call, 'served')).rejects.toThrow('would go over plain http');
  });
});

describe('a disk that takes no more', () => {
  it.runIf(existsSync('/dev/full'))('is told from one that can’t be written', async () => {
    await expect(guarded('here', () => appendFile('/dev/full', 'x'))).rejects.toMatchObject({
      code: 'quota',
      userMessage: 'The disk of here is full. Make room, then resume; no sample is lost.',
    });
    await expect(guarded('here', () => appendFile('/dev/null/x', 'x'))).rejects.toMatchObject({ code: 'config' });
  });

  it('stops the eval with a sentence, and resuming goes on', async () => {
    const server = await stub();
    const driven = await evalAt(server, { problems: 3, n: 32 });
    const put = driven.store.putLines.bind(driven.store);
    let left = 4;
    driven.store.putLines = (id, bytes) =>
      left-- > 0
        ? put(id, bytes)
        : Promise.reject(new HarnessError('quota', 'The disk is full. Make room, then resume.'));
    const status = await drive(driven);
    expect(status).toMatchObject({ state: 'failed', error: { code: 'quota' }, counts: { chunksDone: 4 } });
    driven.store.putLines = put;
    expect((await drive(driven)).state).toBe('completed');
    expect(await keysOf(driven.store.dir)).toEqual(keysPlanned(3, 32));
  });
});

describe('an adapter whose chunks are fetched', () => {
  it('has each checked before it is kept, and asked for again when it arrived damaged', async () => {
    const server = await stub();
    const driven = await evalAt(server, { n: 16 });
    const { spec } = await driven.store.readSpec();
    let polls = 0;
    const asked: string[][] = [];
    const remote = Object.assign(adapter(), {
      capabilities: { ...adapter().capabilities, detached: true, writesChunks: false },
      submit: () => Promise.resolve({ job: 1 }),
      poll: () =>
        Promise.resolve({
          state: ++polls < 3 ? ('running' as const) : ('ended' as const),
          chunks: spec!.chunks.map(({ id }) => ({ id })),
          cursor: polls,
        }),
      fetch: async function* ({ chunkIds }: { chunkIds: readonly string[] }) {
        asked.push([...chunkIds]);
        for (const [i, chunk] of spec!.chunks.entries()) {
          const text = bytesOf(spec!, chunk);
          const bytes = Buffer.from(i === 1 && asked.length === 1 ? text.slice(0, -20) : text);
          yield await Promise.resolve({ id: chunk.id, bytes });
        }
      },
    });
    const status = await drive({ options: { ...driven.options, adapter: remote, clock: hastyClock } });
    expect(status).toMatchObject({ state: 'completed', counts: { chunksDone: 4 } });
    expect(asked.map((ids) => ids.length)).toEqual([4, 1]);
    expect(await keysOf(driven.store.dir)).toEqual(keysPlanned(2, 16));
    expect((await eventsOf(driven.store.dir)).some(({ type }) => type === 'fetch.done')).toBe(true);
  });
});
