import { columnsOf, smallestSharedN } from '../compare/columns';
import type { ProblemTable } from '../compare/comparison';
import type { Pairing } from '../compare/pair';
import type { RunIndex } from '../runIndex';
import { maskOf, type LeaveOut, type RunMarks } from './marks';

/**
 * The table of a pairing with its marks counted, and without the samples that are to be left out. Rows stay: a problem
 * of which nothing is left has n = 0.
 *
 * @param marks per run; undefined: not known (yet), nothing of that run is left out
 */
export function tableWithout(
  { table, members }: Pick<Pairing, 'table' | 'members'>,
  runs: readonly { index: RunIndex; marks: RunMarks | undefined }[],
  leaveOut: readonly LeaveOut[],
): ProblemTable {
  const mask = maskOf(leaveOut);
  const columns = runs.map(({ index, marks }, run) => columnsOf(index, members[run], marks, mask));
  if (mask === 0) return { ...table, runs: columns };
  const samples = runs.map(({ marks }) => (marks ? countBits(marks.bits, mask) : 0));
  return { ...table, runs: columns, maxK: smallestSharedN(columns), leftOut: { kinds: [...leaveOut], samples } };
}

function countBits(bits: Uint8Array, mask: number): number {
  let count = 0;
  for (const value of bits) if (value & mask) count++;
  return count;
}
