/** What the worker that compares traces is asked, and what it answers. */
import { nearestTexts, type NearestTexts } from '../core/trace/choosePair';
import { diffTraces, type TraceDiff } from '../core/trace/diff';

export type TraceTask = { kind: 'diff'; left: string; right: string } | { kind: 'nearest'; runs: string[][] };

/** Carries out a task in this thread. */
export function runTask(task: TraceTask): TraceDiff | NearestTexts {
  return task.kind === 'diff' ? diffTraces(task.left, task.right) : nearestTexts(task.runs);
}
