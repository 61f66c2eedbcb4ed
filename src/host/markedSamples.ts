/** Samples and problems that a finding speaks of. */
import type { ProblemTable } from '../core/compare/comparison';
import type { Finding, FindingCode } from '../core/findings';
import { markBits, type SampleMark } from '../core/integrity/marks';
import type { RunIndex } from '../core/runIndex';

export interface SamplePlace {
  /** Row of the table. */
  row: number;
  run: number;
  /** Among the samples of the problem, in dump order. */
  sample: number;
}

interface MarkedIndex {
  index: RunIndex;
  /** `RunMarks.bits`. */
  bits: Uint8Array;
  /** Table row → problem of the index, −1: none. */
  members: Int32Array;
}

/**
 * The next sample with a mark (or the one before), in the order of the table, then of the runs, then of the dump.
 *
 * @param from where to start, itself left out; undefined: at the first (or last)
 */
export function nextMarked(
  mark: SampleMark,
  table: ProblemTable,
  runs: readonly MarkedIndex[],
  from: SamplePlace | undefined,
  direction: 1 | -1,
): SamplePlace | undefined {
  const count = runs.length;
  const last = table.ids.length * count - 1;
  // Cells of the table, row by row.
  const start = from ? from.row * count + from.run : direction > 0 ? 0 : last;
  for (let cell = start; cell >= 0 && cell <= last; cell += direction) {
    const row = Math.floor(cell / count);
    const run = cell % count;
    if ((table.runs[run][mark]?.[row] ?? 0) === 0) continue;
    const sample = markedIn(runs[run], row, markBits[mark], cell === start ? from?.sample : undefined, direction);
    if (sample >= 0) return { row, run, sample };
  }
  return undefined;
}

function markedIn(
  { index, bits, members }: MarkedIndex,
  row: number,
  bit: number,
  from: number | undefined,
  direction: 1 | -1,
): number {
  const { start, end } = index.problems[members[row]];
  const first = from === undefined ? (direction > 0 ? 0 : end - start - 1) : from + direction;
  for (let sample = first; sample >= 0 && sample < end - start; sample += direction)
    if (bits[index.order[start + sample]] & bit) return sample;
  return -1;
}

/** Findings that speak of problems, not of single samples. */
const problemCodes = ['unscored', 'unequal-n', 'unmatched-problem', 'question-disagrees'] as const;
export type ProblemCode = (typeof problemCodes)[number];

export function isProblemCode(code: unknown): code is ProblemCode {
  return (problemCodes as readonly unknown[]).includes(code);
}

/** Findings of samples that another one has too. */
const shownAs: Partial<Record<FindingCode, SampleMark | ProblemCode>> = {
  'duplicate-seed': 'duplicate',
  'lost-grades': 'unscored',
  'odd-accuracy': 'unscored',
};

/** What `showFinding` shows of a finding; undefined: it speaks of rows, files or settings. */
export function shownOf({ code, mark }: Finding): SampleMark | ProblemCode | undefined {
  return mark ?? (isProblemCode(code) ? code : shownAs[code]);
}

/** Ids of the problems that findings with this code speak of. */
export function problemsOfFinding(code: ProblemCode, { ids, runs }: ProblemTable): string[] {
  const largest = runs.map(({ n, unscored }) =>
    n.reduce((most, value, row) => Math.max(most, value + unscored[row]), 0),
  );
  const twins = code === 'question-disagrees' ? twinsIn(ids) : new Set<string>();
  const speaksOf = (row: number): boolean => {
    switch (code) {
      case 'unscored':
        return runs.some(({ unscored }) => unscored[row] > 0);
      case 'unequal-n': {
        const drawn = runs.flatMap(({ n, unscored }) => (n[row] < 0 ? [] : [n[row] + unscored[row]]));
        const isFewer = runs.some(({ n, unscored }, run) => n[row] >= 0 && n[row] + unscored[row] < largest[run]);
        return isFewer || new Set(drawn).size > 1;
      }
      case 'unmatched-problem':
        return runs.some(({ n }) => n[row] < 0);
      case 'question-disagrees':
        return twins.size > 0 ? twins.has(ids[row]) : runs.some(({ n }) => n[row] < 0);
    }
  };
  return ids.filter((_, row) => speaksOf(row));
}

/** Ids that stand for several questions: `7`, and `7~2` of another file of a run or `7 (RL)` of another run. */
function twinsIn(ids: readonly string[]): Set<string> {
  const all = new Set(ids);
  const twins = new Set<string>();
  for (const id of ids) {
    const plain = /^(.+?)(?:~\d+| \(.+\))$/s.exec(id)?.[1];
    if (plain === undefined || !all.has(plain)) continue;
    twins.add(plain).add(id);
  }
  return twins;
}
