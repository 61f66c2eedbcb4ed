/** Looks at traces in a worker; see `WorkerTasks`. */
import type { NearestTexts } from '../core/trace/choosePair';
import type { TraceDiff } from '../core/trace/diff';
import type { TestMessage } from '../core/trace/testMessages';
import type { TokenAnswer } from '../core/trace/tokenHeat';
import type { RangeOnDisk } from './readAround';
import { runTask, type TraceTask } from './traceTask';
import { WorkerTasks, type WorkerTasksOptions } from './workerTasks';

export class TraceTasks {
  readonly #tasks: WorkerTasks<TraceTask>;

  /** @param options `workerPath` is the bundled `traceWorker.js`. */
  constructor(options: WorkerTasksOptions) {
    const words = {
      doing: 'Looking at the traces',
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

  /** Values of the tokens of the trace at a range, whose text is `text`. @throws as `diff`, and when the file can't be read */
  tokens(range: RangeOnDisk, text: string, signal?: AbortSignal): Promise<TokenAnswer> {
    return this.#tasks.run({ kind: 'tokens', range, text }, signal) as Promise<TokenAnswer>;
  }

  /** What the dump says of the tests of the sample whose trace is at a range. @throws as `tokens` */
  tests(range: RangeOnDisk, signal?: AbortSignal): Promise<TestMessage[]> {
    return this.#tasks.run({ kind: 'tests', range }, signal) as Promise<TestMessage[]>;
  }

  dispose(): void {
    this.#tasks.dispose();
  }
}
