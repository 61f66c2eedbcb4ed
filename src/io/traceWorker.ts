/** Worker entry: compares traces, one task at a time. */
import { parentPort } from 'node:worker_threads';
import { runTask, type TraceTask } from './traceTask';
import type { TaskAnswer } from './workerTasks';

parentPort?.on('message', ({ id, task }: { id: number; task: TraceTask }) => {
  let answer: TaskAnswer;
  try {
    answer = { id, result: runTask(task) };
  } catch (error) {
    answer = { id, error: error instanceof Error ? error.message : String(error) };
  }
  parentPort?.postMessage(answer);
});
