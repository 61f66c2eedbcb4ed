/** Worker entry: looks for novelty, one task at a time, and keeps the base samples of the last one ready. */
import { parentPort } from 'node:worker_threads';
import { NoveltyDesk, type NoveltyTask } from './noveltyTask';
import type { TaskAnswer } from './workerTasks';

const desk = new NoveltyDesk();

parentPort?.on('message', ({ id, task }: { id: number; task: NoveltyTask }) => {
  let answer: TaskAnswer;
  try {
    answer = { id, result: desk.run(task) };
  } catch (error) {
    answer = { id, error: error instanceof Error ? error.message : String(error) };
  }
  parentPort?.postMessage(answer);
});
