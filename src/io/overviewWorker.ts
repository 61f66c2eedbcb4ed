/** Worker entry: computes the Overview, ever more surely, until it is told of something newer. */
import { parentPort } from 'node:worker_threads';
import type { Overview, OverviewInput, OverviewOptions } from '../core/overview/overview';
import { refineOverview } from '../core/overview/overviewOf';

export type OverviewTask =
  | { kind: 'input'; input: OverviewInput }
  /** Ends what is being computed; `id` comes back with the answers. */
  | { kind: 'compute'; id: number; options: OverviewOptions }
  | { kind: 'cancel' };

/** `done` false: intervals are still being refined. */
export type OverviewAnswer =
  { id: number; overview: Overview; done: boolean } | { id: number; error: string; done: true };

let input: OverviewInput | undefined;
let current = 0;

parentPort?.on('message', (task: OverviewTask) => {
  if (task.kind === 'input') input = task.input;
  current = task.kind === 'compute' ? task.id : -1;
  if (task.kind === 'compute' && input) refine(task.id, refineOverview(input, task.options));
});

/** A step at a time, so that something newer is heard in between. */
function refine(id: number, steps: Generator<Overview, Overview>): void {
  if (id !== current) return;
  const post = (answer: OverviewAnswer): void => parentPort?.postMessage(answer);
  try {
    const { value, done } = steps.next();
    post({ id, overview: value, done: done === true });
    if (!done) setImmediate(() => refine(id, steps));
  } catch (error) {
    post({ id, error: error instanceof Error ? error.message : String(error), done: true });
  }
}
