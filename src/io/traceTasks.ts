/** Compares traces in a worker; see `WorkerTasks`. */
import type { NearestTexts } from '../core/trace/choosePair';
import type { TraceDiff } from '../core/trace/diff';
import { runTask, type TraceTask } from './traceTask';
import { WorkerTasks, type WorkerTasksOptions } from './workerTasks';

export class TraceTasks {
  readonly #tasks: WorkerTasks<TraceTask>;

  /** @param options `workerPath` is the bundled `traceWorker.js`. */
  constructor(options: WorkerTasksOptions) {
    const words = {
      doing: 'Comparing the traces',
      worker: 'The worker that compares traces',
      stopped: 'Comparing was stopped.',
    };
    this.#tasks = new WorkerTasks(options, words, runTask);
  }

  /** @throws AbortError when `signal` is aborted; Error when it takes too long */
  diff(left: string, right: string, signal?: AbortSignal): Promise<TraceDiff> {
    return this.#tasks.run({ kind: 'diff', left, right }, signal) as Promise<TraceDiff>;
  }

  /** @throws as `diff` */
  nearest(runs: string[][], signal?: AbortSignal): Promise<NearestTexts> {
    return this.#tasks.run({ kind: 'nearest', runs }, signal) as Promise<NearestTexts>;
  }

  dispose(): void {
    this.#tasks.dispose();
  }
}
