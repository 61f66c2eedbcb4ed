/** Words in the cells of the grid, short enough for their width. Sentences are in `wordsFor`. */
import type { ComparisonState } from '../../src/core/compare/comparison';
import { formatCount } from '../../src/core/format';
import type { Evaluation } from '../../src/core/compare/view';
import { wordsForAbsence } from '../../src/core/compare/wordsFor';

/** Why pass@k of a cell is not defined; '' when it is. */
export function undefinedReason(state: ComparisonState, evaluation: Evaluation, run: number, row: number): string {
  const n = state.table.runs[run].n[row];
  if (n < 0) return wordsForAbsence(state.runs[run]);
  if (n === 0) return `none of ${formatCount(state.table.runs[run].unscored[row])} scored`;
  if (evaluation.k !== 'n' && n < evaluation.k) return `n = ${formatCount(n)} is below k`;
  return '';
}

/** Samples without a verdict in any run: `3 unscored`; '' when there are none. */
export function noteOf(state: ComparisonState, row: number): string {
  const unscored = state.table.runs.reduce((sum, run) => sum + Math.max(0, run.unscored[row]), 0);
  return unscored > 0 ? `${formatCount(unscored)} unscored` : '';
}

/** `@64`, `@n`. */
export function atK(k: Evaluation['k']): string {
  return k === 'n' ? '@n' : `@${formatCount(k)}`;
}
