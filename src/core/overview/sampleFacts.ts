/** What the Overview needs of one run's samples, lined up with the table's rows. No text but the answers. */
export interface SampleFacts {
  /** Samples of table row r are `starts[r] … starts[r + 1]` of the columns below, in dump order. */
  starts: Int32Array;
  /** `Verdict` values. */
  verdict: Uint8Array;
  /** Tokens where the dump has them for all samples, else bytes of the text as stored. */
  length: Int32Array;
  unit: 'tokens' | 'bytes';
  /** Answer groups of table row r are `groupStarts[r] … groupStarts[r + 1]`, most frequent first. Scored samples only. */
  groupStarts: Int32Array;
  /** Index into `answers`. */
  groupAnswer: Int32Array;
  groupSize: Int32Array;
  groupCorrect: Int32Array;
  /** Per row: scored samples without an answer. */
  noAnswer: Int32Array;
  answers: string[];
}
