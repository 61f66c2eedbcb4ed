/**
 * Tasks for a worker, one after the other, so that neither the editor nor the page waits. One worker serves all, is started
 * by the first task and ends when it has been idle. What takes too long, or is no longer wanted while it runs, ends the
 * worker.
 */
import { Worker } from 'node:worker_threads';

export interface WorkerTasksOptions {
  /** The bundled worker; absent: tasks run in this thread. */
  workerPath?: string;
  /** A task that takes longer is given up; default 10 s. */
  timeoutMs?: number;
  /** Default 30 s. */
  idleMs?: number;
}

/** Sentences for errors. */
export interface TaskWords {
  /** What took too long: `Comparing the traces`. */
  doing: string;
  /** `The worker that compares traces`. */
  worker: string;
  /** `Comparing was stopped.` */
  stopped: string;
}

/** What a worker posts back to `{ id, task }`. */
export type TaskAnswer = { id: number; result: unknown } | { id: number; error: string };

interface Waiting<Task> {
  id: number;
  task: Task;
  resolve(result: unknown): void;
  reject(error: Error): void;
}

export class WorkerTasks<Task> {
  #worker: Worker | undefined;
  #running: Waiting<Task> | undefined;
  readonly #queue: Waiting<Task>[] = [];
  #timer: NodeJS.Timeout | undefined;
  #nextId = 1;

  /** @param here carries out a task in this thread. */
  constructor(
    private readonly options: WorkerTasksOptions,
    private readonly words: TaskWords,
    private readonly here: (task: Task) => unknown,
  ) {}

  dispose(): void {
    for (const waiting of this.#queue.splice(0)) waiting.reject(this.#abortError());
    this.#giveUp(this.#abortError());
    this.#endWorker();
  }

  /** @throws AbortError when `signal` is aborted; Error when it takes too long, or what the task throws */
  async run(task: Task, signal?: AbortSignal): Promise<unknown> {
    if (signal?.aborted) throw this.#abortError();
    if (!this.options.workerPath) return this.here(task);
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
    const late = new Error(`${this.words.doing} took longer than ${timeoutMs / 1000} s and was given up.`);
    this.#timer = setTimeout(() => this.#giveUp(late), timeoutMs);
    this.#worker ??= this.#startWorker();
    this.#worker.postMessage({ id: this.#running.id, task: this.#running.task });
  }

  #startWorker(): Worker {
    const worker = new Worker(this.options.workerPath!);
    worker.unref();
    worker.on('message', (answer: TaskAnswer) => {
      if (answer.id !== this.#running?.id) return;
      const { resolve, reject } = this.#running;
      this.#running = undefined;
      if ('error' in answer) reject(new Error(answer.error));
      else resolve(answer.result);
      this.#next();
    });
    worker.once('error', (error) => this.#giveUp(error));
    worker.once('exit', () => {
      if (worker === this.#worker) this.#giveUp(new Error(`${this.words.worker} ended early; see the log.`));
    });
    return worker;
  }

  #cancel(id: number): void {
    const place = this.#queue.findIndex((waiting) => waiting.id === id);
    if (place >= 0) this.#queue.splice(place, 1)[0].reject(this.#abortError());
    else if (this.#running?.id === id) this.#giveUp(this.#abortError());
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

  #abortError(): Error {
    const error = new Error(this.words.stopped);
    error.name = 'AbortError';
    return error;
  }
}
