import type { ProblemEntry, RunIndex } from '../runIndex';
import { Finish, Verdict } from '../runIndex';

/** All samples of one problem in one run, for the strip. Columns in dump order. */
export interface SampleStrip {
  /** `Verdict` values. */
  verdict: Uint8Array;
  /** `Finish` values. */
  finish: Uint8Array;
  /** Positions at which a new file (seed, shard) begins, the first (0) left out. */
  fileStarts: number[];
  /** Extracted answers, most frequent first, at most 8; the rest summed up in `otherAnswers`. */
  answers: { text: string; count: number }[];
  otherAnswers: number;
  noAnswer: number;
  /** Unscored samples enter c of n all the same: the dump has their count, but not which of them are correct. */
  countOnly?: true;
}

/** How many groups of answers a strip names. */
const MOST_ANSWERS = 8;

/** Verdicts, finish reasons, file borders and answers of one problem's samples, in dump order. */
export function stripOf(index: RunIndex, problem: number): SampleStrip {
  const rows = rowsOfProblem(index, index.problems[problem]);
  const { verdict, finish, file } = index.samples;
  const fileStarts: number[] = [];
  for (let i = 1; i < rows.length; i++) if (file[rows[i]] !== file[rows[i - 1]]) fileStarts.push(i);
  return {
    verdict: Uint8Array.from(rows, (row) => verdict[row]),
    finish: Uint8Array.from(rows, (row) => finish[row]),
    fileStarts,
    ...countAnswers(index, rows),
    countOnly: index.problems[problem].countOnly,
  };
}

/** What `findSample` looks for. `wrong` does not include unscored samples. */
export type SampleKind = 'any' | 'correct' | 'wrong' | 'truncated';

/**
 * The next sample of a kind after (or, with step -1, before) `from`, which itself does not count.
 *
 * @param from 0-based; may be -1 or n, to begin at either end.
 * @returns 0-based place in dump order; undefined when there is none. Does not wrap around.
 */
export function findSample(strip: SampleStrip, from: number, step: 1 | -1, want: SampleKind): number | undefined {
  const { verdict, finish } = strip;
  const isWanted = {
    any: () => true,
    correct: (i: number) => verdict[i] === Verdict.correct,
    wrong: (i: number) => verdict[i] === Verdict.wrong,
    truncated: (i: number) => finish[i] === Finish.length,
  }[want];
  for (let i = from + step; i >= 0 && i < verdict.length; i += step) if (isWanted(i)) return i;
  return undefined;
}

function rowsOfProblem(index: RunIndex, { start, end }: ProblemEntry): Int32Array {
  return index.order.subarray(start, end);
}

/** Equally frequent answers keep the order in which they first appear. */
function countAnswers(index: RunIndex, rows: Int32Array): Pick<SampleStrip, 'answers' | 'otherAnswers' | 'noAnswer'> {
  const counts = new Map<number, number>();
  for (const row of rows) {
    const answer = index.samples.answer[row];
    counts.set(answer, (counts.get(answer) ?? 0) + 1);
  }
  const noAnswer = counts.get(-1) ?? 0;
  counts.delete(-1);
  const ranked = [...counts].sort((a, b) => b[1] - a[1]);
  const answers = ranked.slice(0, MOST_ANSWERS).map(([answer, count]) => ({ text: index.answers[answer], count }));
  const otherAnswers = ranked.slice(MOST_ANSWERS).reduce((sum, [, count]) => sum + count, 0);
  return { answers, otherAnswers, noAnswer };
}
