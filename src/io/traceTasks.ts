/**
 * Compares traces in a worker, so that neither the editor nor the page waits. One worker serves all, is started by the first
 * task and ends when it has been idle. What takes too long, or is no longer wanted while it runs, ends the worker.
 */
import { Worker } from 'node:worker_threads';
import type { NearestTexts } from '../core/trace/choosePair';
import type { TraceDiff } from '../core/trace/diff';
import type { TestMessage } from '../core/trace/testMessages';
import type { TokenAnswer } from '../core/trace/tokenHeat';
import type { RangeOnDisk } from './readAround';
import { runTask, type TraceAnswer, type TraceTask } from './traceTask';

interface TraceTasksOptions {
  /** The bundled `traceWorker.js`; absent: tasks run in this thread. */
  workerPath?: string;
  /** A task that takes longer is given up. */
  timeoutMs?: number;
  idleMs?: number;
}

interface Waiting {
  id: number;
  task: TraceTask;
  resolve(result: unknown): void;
  reject(error: Error): void;
}

export class TraceTasks {
  #worker: Worker | undefined;
  #running: Waiting | undefined;
  readonly #queue: Waiting[] = [];
  #timer: NodeJS.Timeout | undefined;
  #nextId = 1;

  constructor(private readonly options: TraceTasksOptions) {}

  /** @throws AbortError when `signal` is aborted; Error when it takes too long */
  diff(left: string, right: string, signal?: AbortSignal): Promise<TraceDiff> {
    return this.#run({ kind: 'diff', left, right }, signal) as Promise<TraceDiff>;
  }

  /** @throws as `diff` */
  nearest(runs: string[][], signal?: AbortSignal): Promise<NearestTexts> {
    return this.#run({ kind: 'nearest', runs }, signal) as Promise<NearestTexts>;
  }

  /** Values of the tokens of the trace at a range, whose text is `text`. @throws as `diff`, and when the file can't be read */
  tokens(range: RangeOnDisk, text: string, signal?: AbortSignal): Promise<TokenAnswer> {
    return this.#run({ kind: 'tokens', range, text }, signal) as Promise<TokenAnswer>;
  }

  /** What the dump says of the tests of the sample whose trace is at a range. @throws as `tokens` */
  tests(range: RangeOnDisk, signal?: AbortSignal): Promise<TestMessage[]> {
    return this.#run({ kind: 'tests', range }, signal) as Promise<TestMessage[]>;
  }

  dispose(): void {
    for (const waiting of this.#queue.splice(0)) waiting.reject(abortError());
    this.#giveUp(abortError());
    this.#endWorker();
  }

  async #run(task: TraceTask, signal: AbortSignal | undefined): Promise<unknown> {
    if (signal?.aborted) throw abortError();
    if (!this.options.workerPath) return runTask(task);
    const id = this.#nextId++;
    const stop = (): void => this.#cancel(id);
    signal?.addEventListener('abort', stop, { once: true });
    return new Promise<unknown>((resolve, reject) => {
      this.#queue.push({ id, task, resolve, reject });
      this.#next();
    }).finally(() => signal?.removeEventListener('abort', stop));
  }

  #next(): void {
    if (this.#running) return;
    clearTimeout(this.#timer);
    this.#running = this.#queue.shift();
    if (!this.#running) {
      this.#timer = setTimeout(() => this.#endWorker(), this.options.idleMs ?? 30_000);
      this.#timer.unref();
      return;
    }
    const { timeoutMs = 10_000 } = this.options;
    const late = new Error(`Looking at the traces took longer than ${timeoutMs / 1000} s and was given up.`);
    this.#timer = setTimeout(() => this.#giveUp(late), timeoutMs);
    this.#worker ??= this.#startWorker();
    this.#worker.postMessage({ id: this.#running.id, task: this.#running.task });
  }

  #startWorker(): Worker {
    const worker = new Worker(this.options.workerPath!);
    worker.unref();
    worker.on('message', (answer: TraceAnswer) => {
      if (answer.id !== this.#running?.id) return;
      const { resolve, reject } = this.#running;
      this.#running = undefined;
      if ('error' in answer) reject(new Error(answer.error));
      else resolve(answer.result);
      this.#next();
    });
    worker.once('error', (error) => this.#giveUp(error));
    worker.once('exit', () => {
      if (worker === this.#worker) this.#giveUp(new Error('The worker that compares traces ended early; see the log.'));
    });
    return worker;
  }

  #cancel(id: number): void {
    const place = this.#queue.findIndex((waiting) => waiting.id === id);
    if (place >= 0) this.#queue.splice(place, 1)[0].reject(abortError());
    else if (this.#running?.id === id) this.#giveUp(abortError());
  }

  /** Ends the running task and its worker, and goes on with the next one in a new worker. */
  #giveUp(error: Error): void {
    const running = this.#running;
    this.#running = undefined;
    this.#endWorker();
    running?.reject(error);
    if (this.#queue.length > 0) this.#next();
  }

  #endWorker(): void {
    clearTimeout(this.#timer);
    const worker = this.#worker;
    this.#worker = undefined;
    void worker?.terminate();
  }
}

function abortError(): Error {
  const error = new Error('Comparing was stopped.');
  error.name = 'AbortError';
  return error;
}
