/** What follows from the comparison and the view, computed when asked for and only when what it depends on changed. */
import type { ComparisonState, ProblemTable, RunSummary } from '../../src/core/compare/comparison';
import { smallestSharedN } from '../../src/core/compare/columns';
import { evaluate, rowsOf, type Evaluation } from '../../src/core/compare/view';
import { comparison, view } from './comparison';
import { useStore } from './store';

/** Remembers the last result, which serves as long as the arguments are the same (`Object.is`). */
export function lastOf<Args extends unknown[], Result>(compute: (...args: Args) => Result): (...args: Args) => Result {
  let last: { args: Args; result: Result } | undefined;
  return (...args) => {
    if (!last || last.args.some((arg, i) => !Object.is(arg, args[i]))) last = { args, result: compute(...args) };
    return last.result;
  };
}

const evaluateView = lastOf(
  (table: ProblemTable, runs: RunSummary[], k: Evaluation['k'], tau: number, mode: Evaluation['mode']) =>
    evaluate(table, runs, { k, tau, mode }),
);
const evaluateAtN = lastOf((table: ProblemTable, runs: RunSummary[]) =>
  evaluate(table, runs, { k: 'n', tau: 1, mode: 'estimated' }),
);
const filterRows = lastOf(rowsOf);
const placesOf = lastOf((table: ProblemTable) => new Map(table.ids.map((id, row) => [id, row])));

/** At the view's k, τ and mode. */
export function currentEvaluation(state: ComparisonState): Evaluation {
  const { k, tau, mode } = view.get();
  return evaluateView(state.table, state.runs, k, tau, mode);
}

/** At k = n, where solved means at least one correct sample. */
export function evaluationAtN(state: ComparisonState): Evaluation {
  return evaluateAtN(state.table, state.runs);
}

/** Table rows that the filter lets through, in the order of the sort; data that arrives meanwhile moves no row. */
export function currentRows(state: ComparisonState): Int32Array {
  const { filter, sort, k, tau, mode, leaveOut } = view.get();
  const rows = filterRows(state.table, currentEvaluation(state), filter, sort);
  const reading = state.runs.some((run) => run.state.kind === 'reading' || run.state.kind === 'waiting');
  const runs = state.runs.map(({ label, role, step }) => `${label}\0${role}\0${step}`).join('\n');
  return inKnownOrder(state.table, rows, reading, [filter, sort, k, tau, mode, leaveOut, runs]);
}

interface KnownOrder {
  rows: Int32Array;
  reading: boolean;
  asked: unknown[];
  ids: string[];
  ordered: Int32Array;
  /** The order was made when all had been read. */
  whole: boolean;
}

let known: KnownOrder | undefined;

/**
 * While runs are being read, rows stay where they were until something else is asked for; new ones come last. Once all
 * has been read they are sorted, and what is appended to a dump afterwards moves none of them.
 */
function inKnownOrder(table: ProblemTable, rows: Int32Array, reading: boolean, asked: unknown[]): Int32Array {
  if (known?.rows === rows && known.reading === reading) return known.ordered;
  const same = known?.asked.every((value, i) => Object.is(value, asked[i])) ? known : undefined;
  const kept = same && (reading || same.whole) ? same : undefined;
  const ordered = kept ? keepOrder(table, rows, kept.ids) : rows;
  const ids = Array.from(ordered, (row) => table.ids[row]);
  known = { rows, reading, asked, ids, ordered, whole: !reading || (kept?.whole ?? false) };
  return ordered;
}

/** `rows` with those whose ids are in `ids` first, in that order. */
export function keepOrder(table: ProblemTable, rows: Int32Array, ids: readonly string[]): Int32Array {
  const left = new Map(Array.from(rows, (row) => [table.ids[row], row]));
  const ordered: number[] = [];
  for (const id of ids) {
    const row = left.get(id);
    if (row === undefined) continue;
    ordered.push(row);
    left.delete(id);
  }
  return Int32Array.from([...ordered, ...left.values()]);
}

/** Table row of a problem; −1 for one that is not in the table (any more). */
export function rowOfProblem(state: ComparisonState, id: string | undefined): number {
  return id === undefined ? -1 : (placesOf(state.table).get(id) ?? -1);
}

/**
 * The K of the controls: that of the table, or, while a run has no problem at all (it failed, or waits), that of the
 * other runs. 0 when there is nothing to choose from.
 */
export const choosableK = lastOf(
  (table: ProblemTable): number => table.maxK || smallestSharedN(table.runs.filter((run) => run.n.some((n) => n >= 1))),
);

/** State, evaluation and rows, for components; undefined until the host has answered. */
export function useComparison() {
  const state = useStore(comparison, (value) => value);
  const shown = useStore(view, (value) => value);
  if (!state) return undefined;
  return { state, view: shown, evaluation: currentEvaluation(state), rows: currentRows(state) };
}

export type Shown = NonNullable<ReturnType<typeof useComparison>>;
