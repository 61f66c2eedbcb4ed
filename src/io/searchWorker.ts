/** Worker entry: searches runs one after the other and posts what it finds. It is ended from outside when it is to stop. */
import { parentPort, workerData } from 'node:worker_threads';
import { runSearch, type SearchMessage, type SearchTask } from './searchTask';

const { task, shared } = workerData as { task: SearchTask; shared: SharedArrayBuffer };
/** The sample the search is at: its run, its place, and how many it has been at. */
const now = new Int32Array(shared);

function post(message: SearchMessage): void {
  const columns = message.kind === 'found' ? [message.batch.row, message.batch.count, message.batch.first] : [];
  parentPort?.postMessage(
    message,
    columns.map(({ buffer }) => buffer as ArrayBuffer),
  );
}

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
