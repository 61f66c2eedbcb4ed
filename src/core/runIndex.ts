/**
 * The index: where each sample of a run is on disk, and what is known about it. Columns of equal length, one entry a
 * sample, in dump order; no text is kept.
 */

/** Values of the `verdict` column. */
export const Verdict = { wrong: 0, correct: 1, unscored: 2 } as const;
export type Verdict = (typeof Verdict)[keyof typeof Verdict];

/** Values of the `finish` column. `length` means truncated. */
export const Finish = { unknown: 0, stop: 1, length: 2, other: 3 } as const;
export type Finish = (typeof Finish)[keyof typeof Finish];

/** Values of the `kind` column: what the JSON value of the trace is. `none`: the dump stores no text for this sample. */
export const TextKind = { string: 0, literal: 1, structure: 2, none: 3 } as const;
export type TextKind = (typeof TextKind)[keyof typeof TextKind];

export interface SampleColumns {
  /** Index into `RunIndex.problems`. */
  problem: Int32Array;
  /** Index into `RunIndex.files`. */
  file: Uint16Array;
  /** First byte of the value (inside the quotes of a string), from the start of the decompressed file. */
  offset: Float64Array;
  /** Bytes of the value as stored, escapes included. */
  length: Uint32Array;
  kind: Uint8Array;
  verdict: Uint8Array;
  finish: Uint8Array;
  /** Index into `RunIndex.answers`; -1: the dump has none, or it is empty (no answer). */
  answer: Int32Array;
  /** Index into `RunIndex.notes`; -1: none. */
  note: Int32Array;
  /** Tokens of the trace; -1: not stored. */
  tokens: Int32Array;
  /** Mean log-probability of the trace's tokens, in nats; NaN: not stored. */
  logProb: Float32Array;
  /** Hash of the text's beginning and end (see `fingerprint`); 0: no text, or one that is not a string. */
  print: Uint32Array;
}

/** A stretch of a file that holds one JSON value. */
export interface TextRange {
  file: number;
  offset: number;
  length: number;
  kind: TextKind;
}

export interface ProblemEntry {
  /** As in the dump, numbers as decimal strings; `#12` (position) where the dump has neither id nor question. */
  id: string;
  /** True when `id` comes from the dump and not from the position. */
  hasId: boolean;
  /** Benchmark the problem belongs to, as the dump or its path names it; ids are unique within one. Absent: one benchmark. */
  benchmark?: string;
  question?: TextRange;
  /** First 200 characters, white space folded. */
  preview: string;
  /** Hash of the normalised question text (see `normaliseQuestion`); '' without one. */
  questionHash: string;
  reference?: string;
  /** Its samples are `order[start … end)`. */
  start: number;
  end: number;
  /** Scored and correct samples, and samples without a verdict. */
  n: number;
  c: number;
  unscored: number;
  /** The dump says how many of its samples are correct, but (for some or all of them) not which: their `verdict` is unscored. */
  countOnly?: true;
}

/** A record that says how many of its samples are correct, but not which. */
export interface CountedRecord {
  problem: number;
  /** Its samples, and how many of them are correct. */
  n: number;
  c: number;
}

export interface DumpFile {
  path: string;
  /** Where its bytes are read from: itself, or a decompressed copy. */
  bytesPath: string;
  /** Of `path`; a change means the index is stale. */
  size: number;
  mtimeMs: number;
}

export interface RunIndex {
  adapter: string;
  /** `id` of the verdict choice in force, and its label. */
  verdictRule: { id: string; label: string };
  files: DumpFile[];
  problems: ProblemEntry[];
  samples: SampleColumns;
  /** Sample rows grouped by problem, dump order inside. */
  order: Int32Array;
  answers: string[];
  notes: string[];
  /** Records that say how many of their samples are correct, but not which; their numbers are in `problems` already. */
  counted?: CountedRecord[];
}
