/** What is on disk of a comparison's evals, for lists and for picking up what a reload or a crash has left. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { EvalSpec } from '../../core/evals/spec';
import { isResting, type EvalStatus } from '../../core/evals/states';
import { evalsDirOf } from './createEval';
import { EvalStore } from './evalStore';

export interface FoundEval {
  store: EvalStore;
  /** Absent: the directory holds no eval that can be read; `why` is a sentence. */
  spec?: EvalSpec;
  why?: string;
  /** Absent: never started. An eval that its window has left behind is `interrupted`, whatever the file says. */
  status?: EvalStatus;
}

/**
 * @param isDriven a window drives it now
 * @param isDetached whether the jobs of an adapter go on without a window: then `poll` decides, and nothing is interrupted
 */
export async function findEval(
  dir: string,
  isDriven: boolean,
  isDetached: (adapterId: string) => boolean,
): Promise<FoundEval> {
  const store = new EvalStore(dir);
  const read = await store.readSpec();
  if (!read.spec) return { store, why: read.why };
  const status = await store.readStatus();
  const isLeft = status && !isDriven && !isResting(status.state) && !isDetached(read.spec.target.adapter);
  return { store, spec: read.spec, status: isLeft ? { ...status, state: 'interrupted' } : status };
}

/** Directories of a comparison's evals, oldest first. What is in them is not looked at. */
export async function listEvals(comparisonPath: string): Promise<string[]> {
  const dir = evalsDirOf(comparisonPath);
  const entries = await readdir(dir, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => join(dir, name))
    .sort();
}
