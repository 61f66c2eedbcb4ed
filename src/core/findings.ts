import type { SampleMark } from './integrity/marks';

/** Something wrong or odd in the data. Findings never stop the rest from opening. */
export interface Finding {
  code: FindingCode;
  severity: 'error' | 'warning' | 'info';
  /** Path as the user gave it, or of the shard found below it. */
  file?: string;
  /** 1-based. */
  line?: number;
  /** 0-based, from the start of the (decompressed) file. */
  byte?: number;
  /** One sentence: the thing, the number, the way on. */
  message: string;
  /** How many samples (or rows, or problems) it speaks of. */
  count?: number;
  /** Set: it speaks of the samples with this mark, which can be shown one after the other. */
  mark?: SampleMark;
  /** Mean pass@k with the samples it speaks of, and without them. */
  effect?: Effect[];
}

export interface Effect {
  /** Label. */
  run: string;
  k: number;
  /** Fractions. */
  before: number;
  after: number;
}

export type FindingCode =
  | 'damaged-row'
  | 'torn-end'
  | 'still-written'
  | 'skipped-row'
  | 'unread-rest'
  | 'no-samples'
  | 'lfs-pointer'
  | 'empty-file'
  | 'results-only'
  | 'unknown-format'
  | 'unscored'
  | 'settings-differ'
  | 'neighbour-disagrees'
  | 'truncated'
  | 'no-answer'
  | 'verdict-contradicts'
  | 'duplicate-sample'
  | 'duplicate-seed'
  | 'repeated-question'
  | 'unequal-n'
  | 'unmatched-problem'
  | 'question-disagrees'
  | 'list-lengths'
  | 'paired-by-question'
  | 'not-paired'
  | 'file-changed'
  | 'no-files'
  | 'twin-files'
  | 'left-out-member'
  | 'several-runs'
  | 'lost-verdicts'
  | 'lost-grades'
  | 'graders-differ'
  | 'preview-verdicts'
  | 'lost-log-probabilities'
  | 'odd-accuracy'
  | 'comparison-file'
  | 'damaged-annotation'
  | 'newer-annotation'
  | 'dropped-annotation'
  | 'lost-annotation'
  | 'too-many-findings';
