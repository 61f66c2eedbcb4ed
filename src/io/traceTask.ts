/** What the worker beside the editor is asked about traces, and what it answers. */
import { nearestTexts, type NearestTexts } from '../core/trace/choosePair';
import { diffTraces, type TraceDiff } from '../core/trace/diff';
import { tokenHeat, type TokenAnswer } from '../core/trace/tokenHeat';
import { testMessages, type TestMessage } from '../core/trace/testMessages';
import { readAround, type RangeOnDisk } from './readAround';

export type TraceTask =
  | { kind: 'diff'; left: string; right: string }
  | { kind: 'nearest'; runs: string[][] }
  | { kind: 'tokens'; range: RangeOnDisk; text: string }
  | { kind: 'tests'; range: RangeOnDisk };

/** Carries out a task in this thread. */
export function runTask(task: TraceTask): TraceDiff | NearestTexts | TokenAnswer | TestMessage[] {
  switch (task.kind) {
    case 'diff':
      return diffTraces(task.left, task.right);
    case 'nearest':
      return nearestTexts(task.runs);
    case 'tokens': {
      const around = readAround(task.range);
      return tokenHeat(around?.record, around?.element ?? -1, task.text);
    }
    case 'tests': {
      const around = readAround(task.range);
      return testMessages(around?.record, around?.element ?? -1);
    }
  }
}
