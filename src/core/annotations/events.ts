/**
 * What is written into `<name>.annotations.jsonl`: one event a line, only ever appended. What a person did is an event; what
 * holds now is made from all of them (`state.ts`). Events are unique by id and ordered by (clock, id), never by wall time, so
 * that logs of two windows or two people are merged by putting their lines together, in any order.
 *
 * `docs/annotations.schema.json` says the same, and a test holds the two together. Fields and kinds that this version does
 * not know are kept as they are.
 */
import type { Span } from '../trace/regions';

/** Version of events that this code writes, and the newest whose payloads it understands. */
export const eventVersion = 1;

/** Fields that every event has, in the order in which they are written. */
export interface EventHead {
  v: number;
  /** ULID: one of its own among all events of all people. */
  id: string;
  /** Lamport clock: one more than the largest that the writer has seen. A whole number from 1. */
  clock: number;
  /** Wall time, ISO 8601 in UTC. To show; nothing is ordered by it. */
  time: string;
  /** "Name <email>", or a name alone. */
  author: string;
  /** Set: a program wrote it unasked, under the author's name. Judgements with a tool are not counted. */
  tool?: string;
  /** Events of one action share it (the id of the first); they are undone together. Absent: an action by itself. */
  action?: string;
  /** Id of what the event is about. Events about one object decide what holds for it; those of others do not. */
  object: string;
}

/** A sample, found again by its hash when its place has changed. */
export interface SampleAnchor {
  /** Label of the run. */
  run: string;
  /** Id of the problem in the comparison's table. */
  problem: string;
  /** 0-based in dump order, among the problem's samples. */
  index: number;
  /** `contentHash` of the trace. */
  hash: string;
}

/** `[start, end)` in UTF-16 units of the trace, as `Trace.text` and the page count; with what is needed to find it again. */
export interface SpanAnchor extends Span {
  /** The text of the span; its beginning when it is longer than `longestQuote`, whose end is then `quoteEnd`. */
  quote: string;
  quoteEnd?: string;
  /** Up to `contextLength` units before and behind the span. */
  before: string;
  after: string;
  /** 0-based step in which the span begins, and how many the trace had; for prevalence by place. */
  step: number;
  steps: number;
}

/** A sample or, with `span`, a part of its trace. */
export interface Anchor extends SampleAnchor {
  span?: SpanAnchor;
}

/** An entry of the codebook. */
export interface TagDefinition {
  name: string;
  /** One or two characters that tell the tag apart without colour. */
  glyph: string;
  definition: string;
  /** When to use it. */
  include: string;
  /** When not to, and which tag to use instead. */
  exclude: string;
  example: string;
  /** Id of the tag it belongs under. */
  parent?: string;
}

/** What a claim of novelty is about. */
export type ClaimSubject =
  { kind: 'sample'; anchor: Anchor } | { kind: 'annotation'; annotation: string } | { kind: 'tag'; tag: string };

/** Matches of something among samples: `x` of `n`, with a 95 % interval of the share. */
export interface Counted {
  x: number;
  n: number;
  interval?: [lo: number, hi: number];
}

/**
 * What was found for and against a claim at one time. Written as it was computed and never changed; new samples make a new
 * record. Every field but the first three may be absent where it was not computed.
 */
export interface Evidence {
  /** Name and version of the computation, such as "6-token n-grams 1". */
  method: string;
  /** Labels of the runs searched. */
  runs: string[];
  /** Samples searched, of that problem (or of all problems, when `problems` says how many). */
  samples: number;
  problems?: number;
  /** Passages that are in none of them, in UTF-16 units of the claimed trace. */
  novel?: Span[];
  /** Share of tokens in such passages, 0 to 1. */
  share?: number;
  /** The same share of base samples against the other base samples, of about the same length. */
  baseline?: { samples: number; median: number; quantile95: number; atLeastAsHigh: number };
  /** Best first. `similarity` from 0 to 1, as `by` measures it. */
  nearest?: { sample: SampleAnchor; similarity: number; by: string }[];
  /** Base samples with the same tag or named pattern. */
  same?: { tag?: string; pattern?: string; verdict?: SampleVerdict; count: Counted }[];
  /** exp(−mean token log-probability) under the base. */
  perplexity?: number;
  /** How many more base samples would tell, where these are too few. */
  moreSamples?: number;
}

export type SampleVerdict = 'correct' | 'wrong' | 'unscored';
export const sampleVerdicts: readonly SampleVerdict[] = ['correct', 'wrong', 'unscored'];

export type ApproachVerdict = 'same' | 'different' | 'unsure';
export const approachVerdicts: readonly ApproachVerdict[] = ['same', 'different', 'unsure'];

/** Is the chain of thought valid? `skip`: not judged. */
export type ReviewVerdict = 'valid' | 'invalid' | 'ambiguous' | 'skip';
export const reviewVerdicts: readonly ReviewVerdict[] = ['valid', 'invalid', 'ambiguous', 'skip'];

/** How the samples of a review queue were chosen; enough to make it again for a second reviewer. */
export interface QueueSpec {
  /** Labels of the runs whose samples are in it. */
  runs: string[];
  /** Problems in which the run's accuracy is above the first and below the second; 0 and 0.05 in the study. */
  band?: { above: number; below: number };
  /** Problems by their ids, where a filter chose them. */
  problems?: string[];
  /** The filter in words. */
  filter?: string;
  /** Which of their samples. */
  verdicts: SampleVerdict[];
  /** At most so many samples of a problem and run; absent: all. */
  perProblem?: number;
  /** Of the order, and of the choice where `perProblem` leaves some out; a whole number from 0 to 2³² − 1. */
  seed: number;
}

/** What is adjudicated about a sample. */
export type AdjudicationSubject =
  { kind: 'verdict'; verdict: ReviewVerdict } | { kind: 'tag'; tag: string; holds: boolean };

/** Kind of event → its payload. Beside each: what `object` is. */
export interface Payloads {
  /** The tag's id. Adds a tag or changes its definition; of two changes the later one holds whole. */
  tagDefined: { definition: TagDefinition };
  /** The tag's id. Its annotations are no longer counted, and come back when this is undone or the tag is restored. */
  tagDeleted: Record<string, never>;
  /** The tag's id. Undoes a deletion, a merge or a split that is too long ago for undo. */
  tagRestored: Record<string, never>;
  /** The tag's id. Its annotations count as those of `into`. */
  tagMerged: { into: string };
  /** The tag's id. It takes no new annotations; those it has stay until each is given one of `into`. */
  tagSplit: { into: string[] };

  /** The annotation's id. Tags a sample or a span, or changes tag or place of an annotation. */
  tagged: { tag: string; anchor: Anchor; /** Id of the suggestion it was. */ suggestion?: string };
  /** The annotation's id. */
  untagged: Record<string, never>;
  /** Id of an annotation, claim, queue or review. '' takes the note away. */
  noted: { text: string };
  /** `suggestionId`. An accepted suggestion is an annotation too, by a `tagged` of the same action. */
  suggestionDecided: { decision: 'accepted' | 'declined'; source: string; tag: string; anchor: Anchor };

  /** The claim's id. Says that something is new; again: changes what is claimed. */
  claimed: { subject: ClaimSubject; statement: string };
  /** The claim's id. */
  claimWithdrawn: { reason: string };
  /** The claim's id. Opens a decided claim again. */
  challenged: { reason: string; /** Base samples that speak against it. */ counterExamples: Anchor[] };
  /** The claim's id. Counted only behind a challenge. */
  claimDecided: { outcome: 'survived' | 'refuted'; reason: string };
  /** The claim's id. */
  evidenceRecorded: { evidence: Evidence };
  /** The claim's id. Of two about the same sample by one author the later one holds. */
  approachJudged: { verdict: ApproachVerdict; other: SampleAnchor; score?: number; reason: string };

  /** The queue's id. `samples` in the order in which they are shown; the place in it is the sample's name in reviews. */
  queueCreated: { name: string; reviewer: string; blind: boolean; spec: QueueSpec; samples: SampleAnchor[] };
  /** The queue's id. Its reviews no longer count. */
  queueRemoved: Record<string, never>;
  /** The queue's id. Models, and what else was hidden, became visible: of one place of the queue, or of all. */
  unblinded: { place?: number };
  /** `reviewId`. `sample` is the queue's at that place, so that a review stands by itself. */
  reviewed: { queue: string; place: number; sample: SampleAnchor; verdict: ReviewVerdict; reason: string };
  /** `adjudicationId`. `among`: ids of the reviews or annotations that disagreed. */
  adjudicated: { sample: SampleAnchor; subject: AdjudicationSubject; reason: string; among: string[] };

  /** Object of the event meant. That event is out of effect until a later redo; of several the last one decides. */
  undo: { undoes: string };
  redo: { redoes: string };
}

export type EventKind = keyof Payloads;

/** An event of kind K, or of any kind. */
export type AnnotationEvent<K extends EventKind = EventKind> = {
  [Kind in K]: EventHead & { kind: Kind; payload: Payloads[Kind] };
}[K];

/** What someone wants recorded; the log adds id, clock, time and author. */
export type EventDraft<K extends EventKind = EventKind> = {
  [Kind in K]: { kind: Kind; object: string; payload: Payloads[Kind]; tool?: string };
}[K];
