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

/** An index whose problems do not list the samples that are to be left out; columns stay as they are. */
export function indexWithout(index: RunIndex, marks: RunMarks | undefined, leaveOut: readonly LeaveOut[]): RunIndex {
  const mask = maskOf(leaveOut);
  if (mask === 0 || !marks) return index;
  const order = new Int32Array(index.order.length);
  let length = 0;
  const problems = index.problems.map((problem) => {
    const start = length;
    for (let i = problem.start; i < problem.end; i++) {
      const sample = index.order[i];
      if (!(marks.bits[sample] & mask)) order[length++] = sample;
    }
    return { ...problem, start, end: length };
  });
  return { ...index, problems, order: order.subarray(0, length) };
}
