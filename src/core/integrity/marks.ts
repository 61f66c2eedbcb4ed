/** What is odd about single samples: the marks that findings count, filters show and "leave out" leaves out. */
import { Finish, TextKind, Verdict, type RunIndex } from '../runIndex';
import { duplicatesOf, type Duplicate } from './duplicates';

/**
 * `truncated`: cut off at its token limit. `duplicate`: equal to an earlier sample of its problem (or looks so). `unextracted`:
 * a text without an answer, in a run that has answers. `contradicted`: wrong, though its answer is the reference as text.
 */
export const sampleMarks = ['truncated', 'duplicate', 'unextracted', 'contradicted'] as const;
export type SampleMark = (typeof sampleMarks)[number];

/** Marks whose samples can be left out of all counts. */
export const leaveOuts = ['truncated', 'duplicate', 'unextracted'] as const satisfies SampleMark[];
export type LeaveOut = (typeof leaveOuts)[number];

/** Bit of each mark in `RunMarks.bits`. */
export const markBits: Record<SampleMark, number> = { truncated: 1, duplicate: 2, unextracted: 4, contradicted: 8 };

export interface RunMarks {
  /** Per sample of the index, `markBits` or'ed. */
  bits: Uint8Array;
  counts: Record<SampleMark, number>;
  /** Tokens at which truncated samples end, where that is known. */
  cap: number | undefined;
  /** Duplicates have been read and compared in full. */
  isConfirmed: boolean;
  /** Samples whose answer is the reference as text. */
  textEqual: number;
}

export interface MarkOptions {
  /** The token limit, as the run's settings say it. */
  maxTokens?: number;
  /** Duplicates found by reading them in full; without it, those that look alike. */
  confirmed?: readonly Duplicate[];
}

/** Marks all samples of a run; reads no text. */
export function marksOf(index: RunIndex, { maxTokens, confirmed }: MarkOptions = {}): RunMarks {
  const bits = new Uint8Array(index.samples.problem.length);
  const cap = markTruncated(index, bits, maxTokens);
  for (const { row } of confirmed ?? duplicatesOf(index)) bits[row] |= markBits.duplicate;
  markUnextracted(index, bits);
  const textEqual = markContradicted(index, bits);
  return { bits, counts: countMarks(bits), cap, isConfirmed: confirmed !== undefined, textEqual };
}

/** The bits of several marks. */
export function maskOf(marks: readonly SampleMark[]): number {
  return marks.reduce((mask, mark) => mask | markBits[mark], 0);
}

/** By finish reason; in a run that stores none, by length at the cap. @returns the cap, if it is known. */
function markTruncated({ samples }: RunIndex, bits: Uint8Array, maxTokens: number | undefined): number | undefined {
  const { finish, tokens } = samples;
  if (finish.some((value) => value !== Finish.unknown)) {
    for (let row = 0; row < bits.length; row++) if (finish[row] === Finish.length) bits[row] |= markBits.truncated;
    return maxTokens;
  }
  const cap = capOf(tokens, maxTokens);
  if (cap === undefined) return undefined;
  for (let row = 0; row < bits.length; row++) if (tokens[row] >= cap) bits[row] |= markBits.truncated;
  return cap;
}

/** Fewer samples at the largest length than this are no sign of a limit. */
const leastAtCap = 3;
const leastShareAtCap = 0.002;

/** The token limit: the one stated if samples reach it, else the largest length if many samples have exactly that. */
function capOf(tokens: Int32Array, maxTokens: number | undefined): number | undefined {
  let largest = 0;
  let atLargest = 0;
  // Not `for … of`: until it is compiled it leaves an object behind for each of a million samples.
  tokens.forEach((count) => {
    if (count > largest) {
      largest = count;
      atLargest = 0;
    }
    if (count === largest) atLargest++;
  });
  if (maxTokens !== undefined && largest === maxTokens) return maxTokens;
  const isMany = largest > 1 && atLargest >= Math.max(leastAtCap, leastShareAtCap * tokens.length);
  // Where all samples are of one length, the length says nothing.
  return isMany && atLargest < tokens.length ? largest : undefined;
}

function markUnextracted({ samples, answers }: RunIndex, bits: Uint8Array): void {
  if (answers.length === 0) return;
  const { answer, kind } = samples;
  for (let row = 0; row < bits.length; row++)
    if (answer[row] < 0 && kind[row] !== TextKind.none) bits[row] |= markBits.unextracted;
}

/** Answers are compared as they are written, white space at the ends aside. @returns how many equal their reference. */
function markContradicted({ samples, answers, problems, order }: RunIndex, bits: Uint8Array): number {
  if (answers.length === 0) return 0;
  const numbers = new Map<string, number[]>();
  answers.forEach((answer, number) => {
    const plain = answer.trim();
    const same = numbers.get(plain);
    if (same) same.push(number);
    else numbers.set(plain, [number]);
  });
  let equal = 0;
  for (const { reference, start, end } of problems) {
    const same = reference === undefined ? undefined : numbers.get(reference.trim());
    if (!same) continue;
    for (let i = start; i < end; i++) {
      const row = order[i];
      if (!same.includes(samples.answer[row])) continue;
      equal++;
      if (samples.verdict[row] === Verdict.wrong) bits[row] |= markBits.contradicted;
    }
  }
  return equal;
}

function countMarks(bits: Uint8Array): Record<SampleMark, number> {
  const counts = { truncated: 0, duplicate: 0, unextracted: 0, contradicted: 0 };
  bits.forEach((value) => {
    if (value > 0) for (const mark of sampleMarks) if (value & markBits[mark]) counts[mark]++;
  });
  return counts;
}
