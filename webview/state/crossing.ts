/** The crossover and its interval, resampled while the page has nothing else to do. */
import type { ComparisonState } from '../../src/core/compare/comparison';
import { crossingOf, type Crossing, type CrossingFacts } from '../../src/core/overview/crossing';
import { createStore } from './store';

/** Of the comparison on screen; undefined without one. */
export const crossing = createStore<CrossingFacts | undefined>(undefined);

/** A step of work, in milliseconds; a frame has 16. */
const SLICE_MS = 8;
/** From this many problems up resampling would take the page seconds. */
const MOST_PROBLEMS = 2000;

let timer: ReturnType<typeof setTimeout> | undefined;
let known: Pick<ComparisonState, 'table' | 'runs'> | undefined;

/**
 * Computes the crossover of two runs once they have been read; with more than two there is none to show. Called again, it
 * starts over only for other counts.
 */
export function followCrossing({ table, runs }: Pick<ComparisonState, 'table' | 'runs'>): void {
  // What is read on moves the mark when it is done, not ten times a second.
  if (runs.some(({ state }) => state.kind === 'reading' || state.kind === 'waiting')) return;
  if (known?.table === table && sameRoles(known.runs, runs)) return;
  known = { table, runs };
  clearTimeout(timer);
  const found = runs.length === 2 && table.maxK >= 2 ? crossingOf({ table, runs }) : undefined;
  crossing.set(found && shownOf(found));
  if (found && found.problems <= MOST_PROBLEMS) refineSoon(found, 1);
}

function sameRoles(a: ComparisonState['runs'], b: ComparisonState['runs']): boolean {
  return a.map(({ role }) => role).join() === b.map(({ role }) => role).join();
}

/** @param count resamples of the next step; learnt from how long the last one took. */
function refineSoon(found: Crossing, count: number): void {
  timer = setTimeout(() => {
    const started = performance.now();
    found.refine(count);
    const took = Math.max(0.1, performance.now() - started);
    if (found.done >= found.resamples) crossing.set(shownOf(found));
    else refineSoon(found, Math.max(1, Math.min(2 * count, Math.floor((count * SLICE_MS) / took))));
  });
}

function shownOf(found: Crossing): CrossingFacts {
  const { K, problems, seed, done } = found;
  return { ...found.estimate(), K, problems, seed, resamples: done };
}
