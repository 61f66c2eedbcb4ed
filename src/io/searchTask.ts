/** One search over several runs, step by step: what the worker does, and this thread where there is none. */
import type { SearchQuery } from '../core/search/query';
import { sampleSearch } from '../core/search/sampleSearch';
import { searchRun, type FoundBatch, type SearchedRun } from './searchRun';

export interface SearchTask {
  query: SearchQuery;
  runs: SearchedRun[];
  /** Where to begin. */
  from: SearchPlace;
  /** Samples to leave out. */
  skip: SearchPlace[];
}

/** A sample in the order of the search. */
export interface SearchPlace {
  run: number;
  place: number;
}

export type SearchMessage =
  | { kind: 'found'; run: number; batch: FoundBatch; place: number }
  | { kind: 'failed-file'; message: string }
  | { kind: 'done' }
  | { kind: 'failed'; message: string };

/** Bytes as one character each, for the search in stored text. */
function latin1Of(bytes: Uint8Array): string {
  return Buffer.prototype.latin1Slice.call(bytes);
}

/**
 * @param at is told before each sample.
 * @throws Error as `textMatcher`
 */
export function runSearch(task: SearchTask, post: (message: SearchMessage) => void, at: (place: SearchPlace) => void) {
  const search = sampleSearch(task.query, latin1Of);
  for (let run = task.from.run; run < task.runs.length; run++)
    searchRun(task.runs[run], search, {
      from: run === task.from.run ? task.from.place : 0,
      skip: new Set(task.skip.filter((left) => left.run === run).map(({ place }) => place)),
      before: (place) => at({ run, place }),
      tell: (batch, place) => post({ kind: 'found', run, batch, place }),
      fail: (message) => post({ kind: 'failed-file', message }),
    });
}
