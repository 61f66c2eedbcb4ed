/** The worker that compares traces, bundled as it ships: results, cancelling, giving up. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { diffTraces } from '../../src/core/trace/diff';
import { TraceTasks } from '../../src/io/traceTasks';

let folder: string;
let workerPath: string;
const open: TraceTasks[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'traces-'));
  workerPath = join(folder, 'traceWorker.js');
  const entryPoints = [join(import.meta.dirname, '../../src/io/traceWorker.ts')];
  await build({ entryPoints, outfile: workerPath, bundle: true, platform: 'node', format: 'cjs', logLevel: 'error' });
  writeFileSync(
    join(folder, 'endless.js'),
    `require('node:worker_threads').parentPort.on('message', () => { for (;;); });`,
  );
  writeFileSync(join(folder, 'broken.js'), `process.exit(3);`);
});
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => open.splice(0).forEach((tasks) => tasks.dispose()));

function tasksWith(options: ConstructorParameters<typeof TraceTasks>[0]): TraceTasks {
  const tasks = new TraceTasks(options);
  open.push(tasks);
  return tasks;
}

describe('comparing traces in a worker', () => {
  it('gives what comparing here gives, task after task', async () => {
    const tasks = tasksWith({ workerPath });
    const [one, two, nearest] = await Promise.all([
      tasks.diff('a b c', 'a b d'),
      tasks.diff('x', 'x'),
      tasks.nearest([['a b c'], ['x', 'a b c']]),
    ]);
    expect(one).toEqual(diffTraces('a b c', 'a b d'));
    expect(two.counts.same).toBe(1);
    expect(nearest).toEqual({ chosen: [0, 1], likeness: 1 });
    await expect(tasksWith({}).diff('x', 'x')).resolves.toEqual(two);
  });

  it('starts again after an idle time', async () => {
    const tasks = tasksWith({ workerPath, idleMs: 1 });
    await tasks.diff('x', 'x');
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect((await tasks.diff('y', 'y')).counts.same).toBe(1);
  });

  it('stops when it is called off, running or waiting, and serves the rest', async () => {
    const tasks = tasksWith({ workerPath: join(folder, 'endless.js') });
    const [first, second] = [new AbortController(), new AbortController()];
    const running = tasks.diff('a', 'b', first.signal);
    const waiting = tasks.diff('a', 'b', second.signal);
    second.abort();
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
    first.abort();
    await expect(running).rejects.toMatchObject({ name: 'AbortError' });
    await expect(tasks.diff('a', 'b', first.signal)).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('gives up what takes too long, and says so', async () => {
    const tasks = tasksWith({ workerPath: join(folder, 'endless.js'), timeoutMs: 50 });
    await expect(tasks.diff('a', 'b')).rejects.toThrow('took longer than 0.05 s');
  });

  it('says that the worker ended early', async () => {
    await expect(tasksWith({ workerPath: join(folder, 'broken.js') }).diff('a', 'b')).rejects.toThrow('ended early');
  });
});
