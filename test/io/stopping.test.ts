/** Reading is stopped although its worker can't hear: it is in the middle of what can't be interrupted. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serialize } from 'node:v8';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { discoverRuns, loadRun, previewRun, type LoadOptions } from '../../src/io/loadRun';
import { readRun, type RunEvent } from '../../src/io/readRun';
import { specOf } from './runs';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'stop-'))));
afterEach(() => rmSync(folder, { recursive: true }));

/** A worker that tells `events`, and then never comes to itself again. */
function deafWorker(events: RunEvent[]): string {
  writeFileSync(join(folder, 'events'), serialize(events));
  const path = join(folder, 'worker.cjs');
  writeFileSync(
    path,
    `const { parentPort } = require('node:worker_threads');
     const events = require('node:v8').deserialize(require('node:fs').readFileSync(${JSON.stringify(join(folder, 'events'))}));
     for (const event of events) parentPort.postMessage({ kind: 'event', event });
     for (;;);`,
  );
  return path;
}

/** Stops as soon as something was told. */
function stopped(events: RunEvent[]): LoadOptions {
  const controller = new AbortController();
  if (events.length === 0) setTimeout(() => controller.abort(), 10);
  const onProgress = (): void => controller.abort();
  return { baseDir: folder, workerPath: deafWorker(events), signal: controller.signal, onProgress };
}

const row = (i: number): string =>
  JSON.stringify({ id: `p${i % 5}`, question: `What is ${i % 5}?`, response: `text ${i}`, correct: 1 });

it('before anything was read', async () => {
  const spec = specOf(join(folder, 'dump.yaml'));
  await expect(loadRun(spec, stopped([]))).rejects.toMatchObject({ name: 'AbortError' });
  await expect(discoverRuns([folder], stopped([]))).rejects.toMatchObject({ name: 'AbortError' });
  await expect(previewRun([folder], stopped([]))).rejects.toMatchObject({ name: 'AbortError' });
});

it('and what was told so far stays', async () => {
  const path = join(folder, 'dump.jsonl');
  writeFileSync(path, Array.from({ length: 40 }, (_, i) => `${row(i)}\n`).join(''));
  const events: RunEvent[] = [];
  const options = { baseDir: folder, storageDir: join(folder, 'storage'), useCache: false, maxUnpackedBytes: 2 ** 30 };
  await readRun(specOf(path), options, (event) => events.push(structuredClone(event)));
  const told = events.filter(({ kind }) => kind === 'about' || kind === 'delta' || kind === 'progress');
  const run = await loadRun(
    specOf(path),
    stopped([...told, { kind: 'progress', file: path, readBytes: 9, totalBytes: 99 }]),
  );
  expect(run).toMatchObject({ complete: false, readBytes: expect.any(Number) });
  expect(run.index.order).toHaveLength(40);
  expect(run.index.problems).toHaveLength(5);
});
