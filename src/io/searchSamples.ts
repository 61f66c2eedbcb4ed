/** Finds text in all samples of several runs, in a worker; a sample that takes too long is left out and told of. */
import { Worker } from 'node:worker_threads';
import type { RunIndex } from '../core/runIndex';
import { textMatcher, type SearchQuery } from '../core/search/query';
import { rowsInOrder, type FoundBatch, type SearchedRun } from './searchRun';
import { runSearch, type SearchMessage, type SearchPlace, type SearchTask } from './searchTask';

export interface SearchOptions {
  /** The bundled `searchWorker.js`; absent: the search runs in this thread, and nothing ends a slow expression. */
  workerPath?: string;
  signal?: AbortSignal;
  /** Longest time for one sample; default 2 s. */
  sampleTimeoutMs?: number;
  /** Called about every 50 ms, in the order of the search. */
  onFound(run: number, batch: FoundBatch): void;
  /** A sample (row of its run's index) that was left out because it took too long. */
  onTimeout?(run: number, row: number): void;
  /** A sentence about a file that can't be searched; once each. */
  onUnsearched?(message: string): void;
}

/** Samples given up on before the expression is. */
const mostTimeouts = 5;

/**
 * @returns false when `signal` ended it; what was told until then holds.
 * @throws Error whose message is the sentence to show: the query is none, or too slow
 */
export async function searchSamples(
  indexes: readonly RunIndex[],
  query: SearchQuery,
  options: SearchOptions,
): Promise<boolean> {
  textMatcher(query);
  const search = new Search(query, indexes.map(searchedRun), options);
  return options.workerPath === undefined ? search.here() : search.inWorker(options.workerPath);
}

/** Columns of their own: an index may grow while it is searched, and a worker gets copies anyway. */
function searchedRun({ files, samples }: RunIndex): SearchedRun {
  const { file, offset, length, kind, verdict } = samples;
  return {
    files,
    file: file.slice(),
    offset: offset.slice(),
    length: length.slice(),
    kind: kind.slice(),
    verdict: verdict.slice(),
  };
}

class Search {
  private from: SearchPlace = { run: 0, place: 0 };
  private readonly skip: SearchPlace[] = [];
  private readonly unsearched = new Set<string>();

  constructor(
    private readonly query: SearchQuery,
    private readonly runs: SearchedRun[],
    private readonly options: SearchOptions,
  ) {}

  here(): boolean {
    const { signal } = this.options;
    const stopped = new Error('stopped');
    try {
      runSearch(
        this.task(),
        (message) => this.take(message),
        () => {
          if (signal?.aborted) throw stopped;
        },
      );
      return true;
    } catch (error) {
      if (error === stopped) return false;
      throw error;
    }
  }

  /** A worker that hangs is ended, and another one goes on behind the sample. */
  async inWorker(path: string): Promise<boolean> {
    for (;;) {
      const end = await this.oneWorker(path);
      if (end === 'done') return true;
      if (end === 'stopped') return false;
      this.skip.push(end);
      this.options.onTimeout?.(end.run, rowsInOrder(this.runs[end.run])[end.place]);
      if (this.skip.length >= mostTimeouts)
        throw new Error(
          `/${this.query.text}/ takes too long: ${mostTimeouts} samples took more than ${this.timeoutMs / 1000} s each. Simplify it; nested repeats such as (a+)+ are the usual cause.`,
        );
    }
  }

  private get timeoutMs(): number {
    return this.options.sampleTimeoutMs ?? 2000;
  }

  private task(): SearchTask {
    return { query: this.query, runs: this.runs, from: this.from, skip: this.skip };
  }

  /** @returns how it ended, or the sample it hangs at. */
  private oneWorker(path: string): Promise<'done' | 'stopped' | SearchPlace> {
    const { signal } = this.options;
    const shared = new SharedArrayBuffer(12);
    const worker = new Worker(path, { workerData: { task: this.task(), shared } });
    let watch: NodeJS.Timeout | undefined;
    let stop: (() => void) | undefined;
    return new Promise<'done' | 'stopped' | SearchPlace>((resolve, reject) => {
      stop = () => resolve('stopped');
      if (signal?.aborted) return stop();
      signal?.addEventListener('abort', stop, { once: true });
      watch = watchSample(new Int32Array(shared), this.timeoutMs, resolve);
      worker.on('message', (message: SearchMessage) => {
        if (signal?.aborted) return;
        if (message.kind === 'done') resolve('done');
        else if (message.kind === 'failed') reject(new Error(message.message));
        else this.take(message);
      });
      worker.once('error', reject);
      worker.once('exit', () => reject(new Error('The search ended early; see the log.')));
    }).finally(() => {
      clearInterval(watch);
      if (stop) signal?.removeEventListener('abort', stop);
      // Not waited for: a worker inside an expression ends a little later.
      void worker.terminate();
    });
  }

  private take(message: SearchMessage): void {
    if (message.kind === 'found') {
      this.from = { run: message.run, place: message.place };
      this.options.onFound(message.run, message.batch);
    } else if (message.kind === 'failed-file' && !this.unsearched.has(message.message)) {
      this.unsearched.add(message.message);
      this.options.onUnsearched?.(message.message);
    }
  }
}

/** Tells of the sample that has been the current one for longer than `timeoutMs`. */
function watchSample(now: Int32Array, timeoutMs: number, hangs: (place: SearchPlace) => void): NodeJS.Timeout {
  let seen = -1;
  let since = performance.now();
  return setInterval(
    () => {
      const steps = Atomics.load(now, 2);
      if (steps === 0 || steps !== seen) {
        seen = steps;
        since = performance.now();
      } else if (performance.now() - since > timeoutMs)
        hangs({ run: Atomics.load(now, 0), place: Atomics.load(now, 1) });
    },
    Math.min(100, timeoutMs / 4),
  );
}
