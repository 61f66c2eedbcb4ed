/** Worker entry: reads one run (or discovers runs, or looks at a dump) and posts what it finds. The logic is in `readRun.ts`. */
import { parentPort, workerData } from 'node:worker_threads';
import { ownColumns } from '../core/scan/sampleTable';
import type { RunSpec } from '../core/compare/comparison';
import { confirm, type Candidates } from './confirmDuplicates';
import { UnreadableError } from './errors';
import { previewDump } from './previewDump';
import { discover, readRun, type ReadOptions, type RunEvent } from './readRun';

type PlainOptions = Pick<ReadOptions, 'baseDir' | 'storageDir' | 'useCache' | 'maxUnpackedBytes'>;
export type WorkerTask =
  | (PlainOptions & ({ kind: 'read'; spec: RunSpec } | { kind: 'discover' | 'preview'; paths: string[] }))
  | { kind: 'confirm'; candidates: Candidates };
export type WorkerMessage =
  | { kind: 'event'; event: RunEvent }
  | { kind: 'confirmed'; done: number; total: number }
  | { kind: 'done'; result: unknown }
  | { kind: 'aborted' }
  | { kind: 'failed'; text: string; unreadable: Pick<UnreadableError, 'code' | 'canBeMapped'> | undefined };

const { task, stop } = workerData as { task: WorkerTask; stop: SharedArrayBuffer };
const flag = new Int32Array(stop);
const controller = new AbortController();
const shouldStop = (): boolean => Atomics.load(flag, 0) === 1;
// Unpacking waits on streams, so a timer can look at the flag; scanning asks by itself.
const watch = setInterval(() => shouldStop() && controller.abort(), 20);
const post = (message: WorkerMessage): void => parentPort?.postMessage(message);

/** New samples are handed over, not copied twice. */
function tell(event: RunEvent): void {
  if (event.kind !== 'delta') return post({ kind: 'event', event });
  const samples = ownColumns(event.delta.samples);
  const message: WorkerMessage = { kind: 'event', event: { ...event, delta: { ...event.delta, samples } } };
  const buffers = Object.values(samples).map((column) => (column as Uint8Array<ArrayBuffer>).buffer);
  parentPort?.postMessage(message, buffers);
}

function work(): Promise<unknown> {
  if (task.kind === 'confirm') {
    const onProgress = (done: number, total: number): void => post({ kind: 'confirmed', done, total });
    return confirm(task.candidates, { shouldStop, onProgress });
  }
  const options: ReadOptions = { ...task, signal: controller.signal, shouldStop };
  switch (task.kind) {
    case 'read':
      return readRun(task.spec, options, tell);
    case 'discover':
      return discover(task.paths, options);
    case 'preview':
      return previewDump(task.paths, options);
  }
}

work()
  .then(
    (result) => post({ kind: 'done', result }),
    (error: unknown) => {
      if (shouldStop()) return post({ kind: 'aborted' });
      const unreadable =
        error instanceof UnreadableError ? { code: error.code, canBeMapped: error.canBeMapped } : undefined;
      post({ kind: 'failed', text: error instanceof Error ? error.message : String(error), unreadable });
    },
  )
  .finally(() => clearInterval(watch));
