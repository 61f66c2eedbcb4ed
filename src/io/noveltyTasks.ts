/**
 * Looks for novelty in a worker; see `WorkerTasks`. Every task names its base: the worker reads it when it is not the one it
 * has, so the first task of a problem takes about half a second for 16 MB, and those behind it milliseconds. A worker that
 * was ended reads it again.
 */
import type { Baseline, NearSample, Novelty } from '../core/novelty/novelty';
import { NoveltyDesk, type NoveltyTask, type QuotedChallenge, type ReadyBase, type SearchedBase } from './noveltyTask';
import { WorkerTasks, type WorkerTasksOptions } from './workerTasks';

/** Reading a base of a gigabyte takes most of this. */
const TIMEOUT_MS = 120_000;

export class NoveltyTasks {
  readonly #tasks: WorkerTasks<NoveltyTask>;

  /** @param options `workerPath` is the bundled `noveltyWorker.js`. */
  constructor(options: WorkerTasksOptions) {
    const words = {
      doing: 'Searching the base samples',
      worker: 'The worker that searches the base samples',
      stopped: 'The search for novelty was stopped.',
    };
    const desk = new NoveltyDesk();
    this.#tasks = new WorkerTasks({ timeoutMs: TIMEOUT_MS, ...options }, words, (task) => desk.run(task));
  }

  /** Reads the base; what can't be read is told of, and is not searched. @throws AbortError; Error when it takes too long */
  ready(base: SearchedBase, signal?: AbortSignal): Promise<ReadyBase> {
    return this.#tasks.run({ kind: 'ready', base }, signal) as Promise<ReadyBase>;
  }

  /** @throws as `ready` */
  novelty(base: SearchedBase, text: string, signal?: AbortSignal): Promise<Novelty> {
    return this.#tasks.run({ kind: 'novelty', base, text }, signal) as Promise<Novelty>;
  }

  /** What the share of a text is read against; undefined with too few base samples. @throws as `ready` */
  baseline(
    base: SearchedBase,
    { tokens, share }: Pick<Novelty, 'tokens' | 'share'>,
    seed: number,
    signal?: AbortSignal,
  ): Promise<Baseline | undefined> {
    const task: NoveltyTask = { kind: 'baseline', base, tokens, share, seed };
    return this.#tasks.run(task, signal) as Promise<Baseline | undefined>;
  }

  /** The `most` nearest samples, ranked by their steps. @throws as `ready`; Error when one of them can't be read any more */
  nearest(base: SearchedBase, text: string, most: number, signal?: AbortSignal): Promise<NearSample[]> {
    return this.#tasks.run({ kind: 'nearest', base, text, most }, signal) as Promise<NearSample[]>;
  }

  /** The `most` best counter-examples to a span. @throws as `nearest` */
  challenge(base: SearchedBase, span: string, most: number, signal?: AbortSignal): Promise<QuotedChallenge> {
    return this.#tasks.run({ kind: 'challenge', base, text: span, most }, signal) as Promise<QuotedChallenge>;
  }

  dispose(): void {
    this.#tasks.dispose();
  }
}
