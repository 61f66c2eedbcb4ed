import { sampleMarks, markBits, type RunMarks } from '../integrity/marks';
import type { ProblemEntry, RunIndex } from '../runIndex';
import { Finish, Verdict } from '../runIndex';
import type { RunColumns } from './comparison';

/**
 * The counts of one run, one entry a table row.
 *
 * @param members table row → index into `index.problems`, -1 where the run has no such problem (n is then -1, the rest 0).
 * @param marks what is odd about single samples; those with a bit of `leftOut` enter neither n, c nor unscored
 */
export function columnsOf(index: RunIndex, members: Int32Array, marks?: RunMarks, leftOut = 0): RunColumns {
  const rows = members.length;
  const columns: RunColumns = {
    n: new Int32Array(rows).fill(-1),
    c: new Int32Array(rows),
    unscored: new Int32Array(rows),
    firstCorrect: new Int32Array(rows),
    truncated: new Int32Array(rows),
  };
  if (marks) for (const mark of sampleMarks) columns[mark] = new Int32Array(rows);
  for (let row = 0; row < rows; row++) {
    if (members[row] < 0) continue;
    const problem = index.problems[members[row]];
    if (marks) countMarked(columns, row, index, problem, marks);
    else columns.truncated[row] = truncated(index, problem);
    // Where only a count is stored, nobody knows which samples it is of.
    if (marks && leftOut !== 0 && !problem.countOnly) countRest(columns, row, index, problem, marks.bits, leftOut);
    else {
      columns.n[row] = problem.n;
      columns.c[row] = problem.c;
      columns.unscored[row] = problem.unscored;
      if (problem.countOnly) columns.firstCorrect[row] = -1;
      else if (problem.c > 0) columns.firstCorrect[row] = firstCorrect(index, problem);
    }
  }
  return columns;
}

function countMarked(
  columns: RunColumns,
  row: number,
  { order }: RunIndex,
  { start, end }: ProblemEntry,
  { bits }: RunMarks,
): void {
  for (let i = start; i < end; i++) {
    const value = bits[order[i]];
    if (value !== 0) for (const mark of sampleMarks) if (value & markBits[mark]) columns[mark]![row]++;
  }
}

function countRest(
  columns: RunColumns,
  row: number,
  { order, samples }: RunIndex,
  { start, end }: ProblemEntry,
  bits: Uint8Array,
  leftOut: number,
): void {
  const { verdict } = samples;
  let [n, c] = [0, 0];
  for (let i = start; i < end; i++) {
    const sample = order[i];
    if (bits[sample] & leftOut) continue;
    if (verdict[sample] === Verdict.unscored) {
      columns.unscored[row]++;
      continue;
    }
    n++;
    if (verdict[sample] === Verdict.correct && c++ === 0) columns.firstCorrect[row] = n;
  }
  columns.n[row] = n;
  columns.c[row] = c;
}

/**
 * The K of `definitions.md`: the smallest n over problems that every run has with n ≥ 1; 0 when there are none. A run
 * without any problem (it could not be read, or not yet) is not compared, and sets no limit.
 */
export function smallestSharedN(all: readonly RunColumns[]): number {
  const runs = all.filter(({ n }) => n.some((value) => value >= 0));
  let smallest = Infinity;
  for (const row of sharedRows(runs)) for (const { n } of runs) smallest = Math.min(smallest, n[row]);
  return smallest === Infinity ? 0 : smallest;
}

/** The fixed problem set of `definitions.md`: rows that every run has with n ≥ 1. */
export function sharedRows(runs: readonly RunColumns[]): number[] {
  const shared: number[] = [];
  const rows = runs.length > 0 ? runs[0].n.length : 0;
  for (let row = 0; row < rows; row++) if (runs.every(({ n }) => n[row] >= 1)) shared.push(row);
  return shared;
}

function firstCorrect({ order, samples }: RunIndex, { start, end }: ProblemEntry): number {
  const { verdict } = samples;
  let scored = 0;
  for (let i = start; i < end; i++) {
    const value = verdict[order[i]];
    if (value !== Verdict.unscored) scored++;
    if (value === Verdict.correct) return scored;
  }
  return 0;
}

function truncated({ order, samples }: RunIndex, { start, end }: ProblemEntry): number {
  const { finish } = samples;
  let count = 0;
  for (let i = start; i < end; i++) if (finish[order[i]] === Finish.length) count++;
  return count;
}
