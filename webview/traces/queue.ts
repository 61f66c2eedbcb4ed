/** Going from sample to sample and problem to problem by what is left to read. */
import type { ComparisonState } from '../../src/core/compare/comparison';
import { findSample, type SampleKind } from '../../src/core/compare/strip';
import { Solved } from '../../src/core/compare/view';
import { comparison, view } from '../state/comparison';
import { currentEvaluation, currentRows, rowOfProblem } from '../state/derived';
import { panesOf, stepProblem, stepTo } from '../state/navigation';
import { page } from '../state/page';
import { paneMarks } from './readMarks';
import { chooseSample, paneStrips, sampleKey, shownSample } from './samples';

/** Moves the focused pane to its next (1) or previous (−1) sample of a kind. @returns false when there is none. */
export function stepFocused(step: 1 | -1, want: SampleKind | 'unread'): boolean {
  const state = comparison.get();
  const { problem, page: name } = view.get();
  if (!state || name !== 'traces' || problem === undefined) return false;
  const panes = panesOf(view.get().panes, state.runs.length);
  const pane = Math.min(page.get().pane, panes.length - 1);
  const strip = paneStrips.get(pane);
  if (!strip) return false;
  const key = sampleKey(state, panes, pane);
  const from = shownSample(view.get(), problem, key, strip);
  const next = want === 'unread' ? unread(pane, from, step, strip.verdict.length) : findSample(strip, from, step, want);
  if (next !== undefined) chooseSample(problem, key, next);
  return next !== undefined;
}

function unread(pane: number, from: number, step: 1 | -1, n: number): number | undefined {
  const marks = paneMarks.get(pane);
  for (let i = from + step; i >= 0 && i < n; i += step) if (!marks?.[i]) return i;
  return undefined;
}

/** The next unread sample of the problem; when there is none left, the next problem. */
export function stepUnread(step: 1 | -1): void {
  if (!stepFocused(step, 'unread') && view.get().page === 'traces') stepProblem(step);
}

/**
 * Shows the next problem, in the order of the Problems page, that only one of the first two panes' runs solves: the
 * solver's first correct sample beside the other's.
 */
export function stepDisagreement(step: 1 | -1): void {
  const state = comparison.get();
  if (!state || state.runs.length < 2) return;
  const rows = currentRows(state);
  const [left, right] = panesOf(view.get().panes, state.runs.length);
  const disagree = disagreement(state, left, right ?? (left === 0 ? 1 : 0));
  const here = rows.indexOf(rowOfProblem(state, view.get().problem));
  for (let i = here < 0 ? 0 : here + step; i >= 0 && i < rows.length; i += step) {
    if (!disagree(rows[i])) continue;
    const problem = state.table.ids[rows[i]];
    const samples = Object.fromEntries(Object.entries(view.get().samples).filter(([id]) => id !== problem));
    return stepTo({ page: 'traces', problem, samples });
  }
}

function disagreement(state: ComparisonState, left: number, right: number): (row: number) => boolean {
  const { runs } = currentEvaluation(state);
  const [one, other] = [runs[left].solved, runs[right].solved];
  return (row) => one[row] !== other[row] && one[row] !== Solved.undefined && other[row] !== Solved.undefined;
}
