import { resolve } from 'node:path';
import { existsSync } from 'node:fs';
import type { RunSpec } from '../../src/core/compare/comparison';
import { discoverRuns, loadRun, type LoadedRun } from '../../src/io/loadRun';

export const fixtures = resolve(import.meta.dirname, '../fixtures/dumps');
/** Real dumps beside the project's root; most of the tests do without. */
export const sharedDumps = resolve(import.meta.dirname, '../../../shared/dumps');
export const haveSharedDumps = existsSync(sharedDumps);
if (!haveSharedDumps) console.warn(`SKIPPED: tests on real dumps, because ${sharedDumps} is not there.`);

/** All runs found in `paths`, loaded in this thread. */
export async function loadAll(paths: string[]): Promise<LoadedRun[]> {
  const { specs } = await discoverRuns(paths, { baseDir: '.' });
  return Promise.all(specs.map((spec) => loadRun(spec, { baseDir: '.' })));
}

export function specOf(...paths: string[]): RunSpec {
  return { label: 'run', role: 'base', paths };
}

export interface Counts {
  problems: number;
  samples: number;
  scored: number;
  correct: number;
  nMin: number;
  nMax: number;
}

export function countsOf({ index }: LoadedRun): Counts {
  const totals = index.problems.map((problem) => problem.n + problem.unscored);
  const sum = (values: number[]): number => values.reduce((a, b) => a + b, 0);
  return {
    problems: index.problems.length,
    samples: sum(totals),
    scored: sum(index.problems.map((problem) => problem.n)),
    correct: sum(index.problems.map((problem) => problem.c)),
    nMin: Math.min(...totals),
    nMax: Math.max(...totals),
  };
}
