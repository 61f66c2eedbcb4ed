/** One line of `chunks/<id>.jsonl`: one sample as it came, whole. A chunk's lines are in the order of their index. */
export interface SampleLine {
  evalId: string;
  chunkId: string;
  model: string;
  problem: string;
  /** Set where problem ids are unique only within one. */
  benchmark?: string;
  /** Of the sample among those of its problem and model, from 0. */
  index: number;
  /** That it was asked with; null: the server took none. */
  seed: number | null;
  text: string;
  /** As the server said it: `stop`, `length`, … Never empty: a stream without it is no sample. */
  finish_reason: string;
  /** Of the trace. Absent: the server counts none for a single choice. */
  tokens?: number;
  /** Of the whole request, on the first line of it. */
  usage?: { prompt_tokens?: number; completion_tokens?: number };
  /** When its request was sent and when it ended, ms since 1970. */
  t0: number;
  t1: number;
  server: { id: string; version?: string; systemFingerprint?: string };
}

/** One line of `grades/<grader>@<version>.jsonl`. The last line of a sample counts. */
export interface GradeLine {
  model: string;
  problem: string;
  benchmark?: string;
  index: number;
  grader: string;
  version: string;
  /** null: it could not tell (no reference, time-out); the sample stays unscored, never wrong. */
  verdict: boolean | null;
  /** What it took for the answer. */
  extracted?: string;
  ms: number;
  /** Of the text that was judged, as in `SampleColumns.print`: a sample with another text is not meant. */
  print?: number;
  /** Why there is no verdict, in a few words. */
  note?: string;
}
