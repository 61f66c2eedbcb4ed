import { columnsOf } from '../compare/columns';
import type { RunColumns } from '../compare/comparison';
import type { Effect } from '../findings';
import type { RunIndex } from '../runIndex';
import { passAtK } from '../stats/passAtK';
import { markBits, type RunMarks, type SampleMark } from './marks';

/** A run with its marks and, per table row, its problem (−1: none). */
export interface MarkedRun {
  label: string;
  index: RunIndex;
  marks: RunMarks;
  members: Int32Array;
}

/**
 * What leaving out the samples with a mark does to mean pass@k, at k = 1 and at the largest k that all runs still have.
 * Both means are over the problems that every run has before and after; empty without such problems.
 *
 * @param before the counts of each run with all samples, where they are known
 */
export function effectOf(
  runs: readonly MarkedRun[],
  mark: SampleMark,
  before = runs.map(({ index, members }) => columnsOf(index, members)),
): Effect[] {
  const after = runs.map(({ index, members, marks }) => columnsOf(index, members, marks, markBits[mark]));
  const rows = rowsOfAll(after);
  let largest = Infinity;
  for (const row of rows) for (const { n } of after) largest = Math.min(largest, n[row]);
  if (rows.length === 0) return [];
  return [...new Set([1, largest])].flatMap((k) =>
    runs.map(({ label }, run) => ({
      run: label,
      k,
      before: meanAt(before[run], rows, k),
      after: meanAt(after[run], rows, k),
    })),
  );
}

function rowsOfAll(runs: readonly RunColumns[]): number[] {
  const rows: number[] = [];
  for (let row = 0; row < (runs[0]?.n.length ?? 0); row++) if (runs.every(({ n }) => n[row] >= 1)) rows.push(row);
  return rows;
}

function meanAt({ n, c }: RunColumns, rows: readonly number[], k: number): number {
  const known = new Map<number, number>();
  let sum = 0;
  for (const row of rows) {
    const key = (n[row] * (n[row] + 1)) / 2 + c[row];
    let value = known.get(key);
    if (value === undefined) known.set(key, (value = passAtK(n[row], c[row], k)));
    sum += value;
  }
  return sum / rows.length;
}
