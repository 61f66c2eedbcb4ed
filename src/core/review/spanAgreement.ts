/** How far two raters mark the same places. */
import type { Span } from '../trace/regions';
import type { Coefficient } from './agreement';

/** A tag on a part of a trace. */
export interface TaggedSpan extends Span {
  tag: string;
}

/** What one rater marked in one trace; an entry without spans says that the trace was read and nothing marked. */
export interface MarkedTrace {
  trace: string;
  rater: string;
  spans: readonly TaggedSpan[];
}

/** Of two raters, over the traces that both read. */
export interface SpanAgreement {
  raters: [string, string];
  traces: number;
  /** Spans of each, and pairs that were matched. */
  spans: [number, number];
  matched: number;
  /** F1 of matched spans: same tag, and they share at least `threshold` of what they cover together. */
  f1: Coefficient;
  /** F1 over the characters tagged alike; needs no threshold. */
  characterF1: Coefficient;
  threshold: number;
}
