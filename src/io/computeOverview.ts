/** Computes Overviews in a worker of its own, which keeps the data between one set of options and the next. */
import { Worker } from 'node:worker_threads';
import type { Overview, OverviewInput, OverviewOptions } from '../core/overview/overview';
import type { OverviewAnswer, OverviewTask } from './overviewWorker';

export class OverviewComputer {
  #worker: Worker | undefined;
  #id = 0;

  /**
   * @param workerPath the bundled `overviewWorker.js`.
   * @param taken called with each overview; `done` with the last one of its options.
   */
  constructor(
    private readonly workerPath: string,
    private readonly taken: (overview: Overview, done: boolean) => void,
    private readonly failed: (message: string) => void,
  ) {}

  /** What the next ones are computed from. Columns are copied to the worker. */
  setInput(input: OverviewInput): void {
    this.#post({ kind: 'input', input });
  }

  /** Ends what is being computed and begins anew. */
  compute(options: OverviewOptions): void {
    this.#post({ kind: 'compute', id: ++this.#id, options });
  }

  cancel(): void {
    this.#id++;
    this.#worker?.postMessage({ kind: 'cancel' } satisfies OverviewTask);
  }

  dispose(): void {
    this.#id++;
    void this.#worker?.terminate();
    this.#worker = undefined;
  }

  #post(task: OverviewTask): void {
    this.#worker ??= this.#start();
    this.#worker.postMessage(task);
  }

  #start(): Worker {
    const worker = new Worker(this.workerPath);
    worker.on('message', (answer: OverviewAnswer) => {
      if (answer.id !== this.#id) return;
      if ('error' in answer) this.failed(answer.error);
      else this.taken(answer.overview, answer.done);
    });
    worker.on('error', (error) => this.failed(error.message));
    worker.unref();
    return worker;
  }
}
