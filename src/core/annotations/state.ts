/** What holds after all events of a log: the same for the same events, in whatever order they came. */
import type {
  AdjudicationSubject,
  Anchor,
  ApproachVerdict,
  ClaimSubject,
  Evidence,
  QueueSpec,
  ReviewVerdict,
  SampleAnchor,
  TagDefinition,
} from './events';

/** By whom and when. `event` and `clock` are its id and place in the log; `isBefore` compares two. */
export interface Signed {
  event: string;
  clock: number;
  author: string;
  time: string;
  tool?: string;
}

interface Made {
  id: string;
  /** The first event of the object that is in effect, and the last. */
  made: Signed;
  changed: Signed;
}

interface Noted extends Made {
  /** '' without one. */
  note: string;
}

/** What became of a tag. `split`: its annotations wait to be given one of the new tags. */
export type TagFate =
  { kind: 'used' } | { kind: 'deleted' } | { kind: 'merged'; into: string } | { kind: 'split'; into: string[] };

export interface Tag extends Made {
  definition: TagDefinition;
  fate: TagFate;
}

/** A tag on a sample or on a span of its trace. */
export interface Annotation extends Noted {
  /** As it was given; `tagFor` follows merges. */
  tag: string;
  anchor: Anchor;
  suggestion?: string;
}

export interface Suggestion extends Made {
  decision: 'accepted' | 'declined';
  /** Name of the pattern or cue list. */
  source: string;
  tag: string;
  anchor: Anchor;
}

export type ClaimStatus = 'claimed' | 'challenged' | 'survived' | 'refuted';

export interface Claim extends Noted {
  subject: ClaimSubject;
  statement: string;
  status: ClaimStatus;
  /** In order. */
  challenges: { by: Signed; reason: string; counterExamples: Anchor[] }[];
  /** The decision that holds; undefined when none does. */
  decision?: { by: Signed; outcome: 'survived' | 'refuted'; reason: string };
  /** In order; the last one is current. */
  evidence: { by: Signed; evidence: Evidence }[];
  /** One per author and sample. */
  approaches: { by: Signed; verdict: ApproachVerdict; other: SampleAnchor; score?: number; reason: string }[];
}

export interface ReviewQueue extends Noted {
  name: string;
  /** Author whose verdicts are meant. */
  reviewer: string;
  blind: boolean;
  spec: QueueSpec;
  samples: SampleAnchor[];
  /** In order. `place` undefined: all of it. */
  unblinded: { by: Signed; place?: number }[];
}

/** A verdict on the chain of thought of one sample, given in a queue. */
export interface Review extends Noted {
  queue: string;
  /** Place in the queue. */
  place: number;
  sample: SampleAnchor;
  verdict: ReviewVerdict;
  reason: string;
  /** When verdict and reason were given: before `unblinded` of its queue, or behind. */
  judged: Signed;
}

export interface Adjudication extends Made {
  sample: SampleAnchor;
  subject: AdjudicationSubject;
  reason: string;
  among: string[];
}

/**
 * By id, in no order that means anything. What was removed is in none of them. Objects stand by themselves: an annotation may
 * name a tag that is deleted or was never here, a review a queue that was removed; who counts them looks that up.
 */
export interface AnnotationState {
  /** Deleted, merged and split ones too. */
  tags: ReadonlyMap<string, Tag>;
  annotations: ReadonlyMap<string, Annotation>;
  suggestions: ReadonlyMap<string, Suggestion>;
  claims: ReadonlyMap<string, Claim>;
  queues: ReadonlyMap<string, ReviewQueue>;
  reviews: ReadonlyMap<string, Review>;
  adjudications: ReadonlyMap<string, Adjudication>;
}
