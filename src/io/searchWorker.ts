/**
 * Worker entry: searches runs one after the other and posts what it finds, or finds the matches in one text. It is ended
 * from outside when it is to stop.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { textMatcher, type SearchQuery } from '../core/search/query';
import { runSearch, type SearchMessage, type SearchTask } from './searchTask';

type Given =
  { task: SearchTask; shared: SharedArrayBuffer } | { find: { text: string; query: SearchQuery; most: number } };

const given = workerData as Given;
if ('find' in given) parentPort?.postMessage(textMatcher(given.find.query).spans(given.find.text, given.find.most));
else searchAll(given.task, new Int32Array(given.shared));

/** @param now the sample the search is at: its run, its place, and how many it has been at. */
function searchAll(task: SearchTask, now: Int32Array): void {
  try {
    runSearch(task, post, ({ run, place }) => {
      Atomics.store(now, 0, run);
      Atomics.store(now, 1, place);
      Atomics.add(now, 2, 1);
    });
    post({ kind: 'done' });
  } catch (error) {
    post({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
  }
}

function post(message: SearchMessage): void {
  const columns: (Int32Array | Uint32Array)[] = [];
  if (message.kind === 'found') {
    const { row, count, first, length } = message.batch;
    columns.push(row, count, first, length);
  }
  parentPort?.postMessage(
    message,
    columns.map(({ buffer }) => buffer as ArrayBuffer),
  );
}
