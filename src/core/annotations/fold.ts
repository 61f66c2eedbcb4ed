/** What the events about one object, in order, make of it. Each reads only the kinds it knows. */
import type { AnnotationEvent, EventKind } from './events';
import type {
  Adjudication,
  Annotation,
  AnnotationState,
  Claim,
  Review,
  ReviewQueue,
  Signed,
  Suggestion,
  Tag,
} from './state';

/** Judgements, which are a person's: with a tool they do nothing. */
const ofPersons: ReadonlySet<EventKind> = new Set<EventKind>([
  'tagged',
  'suggestionDecided',
  'claimed',
  'challenged',
  'claimDecided',
  'approachJudged',
  'reviewed',
  'adjudicated',
]);

type Folds = {
  [T in keyof AnnotationState]: Fold<AnnotationState[T] extends ReadonlyMap<string, infer V> ? V : never>;
};

/** @returns undefined: there is no such object, or it was removed. */
type Fold<T> = (id: string, events: readonly AnnotationEvent[]) => T | undefined;

/** By map of the state. `events`: those in effect, in order. */
export const folds: Folds = {
  tags: foldTag,
  annotations: foldAnnotation,
  suggestions: foldSuggestion,
  claims: foldClaim,
  queues: foldQueue,
  reviews: foldReview,
  adjudications: foldAdjudication,
};

/** Whether an event counts at all. */
export function counts({ kind, tool }: AnnotationEvent): boolean {
  return tool === undefined || !ofPersons.has(kind);
}

/**
 * Events of one object with the same slot take each other's place: the last one holds. Undefined: all are kept beside each
 * other.
 */
export function slotOf(event: AnnotationEvent): string | undefined {
  switch (event.kind) {
    case 'tagDeleted':
    case 'tagRestored':
    case 'tagMerged':
    case 'tagSplit':
      return 'fate';
    case 'untagged':
      return 'tagged';
    case 'claimWithdrawn':
      return 'claimed';
    case 'queueRemoved':
      return 'queueCreated';
    case 'approachJudged':
      return approachSlot(event);
    case 'challenged':
    case 'evidenceRecorded':
    case 'unblinded':
    case 'undo':
    case 'redo':
      return undefined;
    default:
      return event.kind;
  }
}

function approachSlot({ author, payload: { other } }: AnnotationEvent<'approachJudged'>): string {
  return JSON.stringify(['approach', author, other.run, other.problem, other.hash]);
}

function signed({ id, clock, author, time, tool }: AnnotationEvent): Signed {
  return { event: id, clock, author, time, ...(tool !== undefined && { tool }) };
}

/** An object's id and its first and last events among those of some kinds. */
function made(id: string, events: readonly AnnotationEvent[]): { id: string; made: Signed; changed: Signed } {
  return { id, made: signed(events[0]), changed: signed(events[events.length - 1]) };
}

type OfKind<K extends EventKind> = Extract<AnnotationEvent, { kind: K }>;

function isKind<K extends EventKind>(...kinds: K[]): (event: AnnotationEvent) => event is OfKind<K> {
  return (event): event is OfKind<K> => kinds.some((kind) => kind === event.kind);
}

const isNoted = isKind('noted');

function noteIn(events: readonly AnnotationEvent[]): string {
  return events.findLast(isNoted)?.payload.text ?? '';
}

const isOfTag = isKind('tagDefined', 'tagDeleted', 'tagRestored', 'tagMerged', 'tagSplit');

function foldTag(id: string, all: readonly AnnotationEvent[]): Tag | undefined {
  const events = all.filter(isOfTag);
  const definition = events.findLast(isKind('tagDefined'))?.payload.definition;
  if (!definition) return undefined;
  return { ...made(id, events), definition, fate: fateIn(events) };
}

function fateIn(events: readonly AnnotationEvent[]): Tag['fate'] {
  const last = events.findLast(isKind('tagDeleted', 'tagRestored', 'tagMerged', 'tagSplit'));
  switch (last?.kind) {
    case 'tagDeleted':
      return { kind: 'deleted' };
    case 'tagMerged':
      return { kind: 'merged', into: last.payload.into };
    case 'tagSplit':
      return { kind: 'split', into: last.payload.into };
    default:
      return { kind: 'used' };
  }
}

function foldAnnotation(id: string, all: readonly AnnotationEvent[]): Annotation | undefined {
  const last = all.findLast(isKind('tagged', 'untagged'));
  if (last?.kind !== 'tagged') return undefined;
  const { tag, anchor, suggestion } = last.payload;
  const events = all.filter(isKind('tagged', 'untagged', 'noted'));
  return { ...made(id, events), tag, anchor, ...(suggestion !== undefined && { suggestion }), note: noteIn(events) };
}

function foldSuggestion(id: string, all: readonly AnnotationEvent[]): Suggestion | undefined {
  const events = all.filter(isKind('suggestionDecided'));
  const last = events.at(-1);
  if (!last) return undefined;
  const { decision, source, tag, anchor } = last.payload;
  return { ...made(id, events), decision, source, tag, anchor };
}

const isOfClaim = isKind(
  'claimed',
  'claimWithdrawn',
  'challenged',
  'claimDecided',
  'evidenceRecorded',
  'approachJudged',
  'noted',
);

function foldClaim(id: string, all: readonly AnnotationEvent[]): Claim | undefined {
  const last = all.findLast(isKind('claimed', 'claimWithdrawn'));
  if (last?.kind !== 'claimed') return undefined;
  const events = all.filter(isOfClaim);
  const { subject, statement } = last.payload;
  return {
    ...made(id, events),
    note: noteIn(events),
    subject,
    statement,
    ...disputeIn(events),
    evidence: events.filter(isKind('evidenceRecorded')).map((event) => ({ by: signed(event), ...event.payload })),
    approaches: approachesIn(events),
  };
}

/** Challenges and decisions in turn: a decision needs a challenge before it, and holds until the next one. */
function disputeIn(events: readonly AnnotationEvent[]): Pick<Claim, 'status' | 'challenges' | 'decision'> {
  const challenges: Claim['challenges'] = [];
  let decision: Claim['decision'];
  for (const event of events) {
    if (event.kind === 'challenged') {
      challenges.push({ by: signed(event), ...event.payload });
      decision = undefined;
    }
    if (event.kind === 'claimDecided' && challenges.length > 0) decision = { by: signed(event), ...event.payload };
  }
  const status = decision?.outcome ?? (challenges.length > 0 ? 'challenged' : 'claimed');
  return { status, challenges, ...(decision && { decision }) };
}

function approachesIn(events: readonly AnnotationEvent[]): Claim['approaches'] {
  const last = new Map<string, Claim['approaches'][number]>();
  for (const event of events.filter(isKind('approachJudged'))) {
    const slot = approachSlot(event);
    last.delete(slot);
    last.set(slot, { by: signed(event), ...event.payload });
  }
  return [...last.values()];
}

function foldQueue(id: string, all: readonly AnnotationEvent[]): ReviewQueue | undefined {
  const last = all.findLast(isKind('queueCreated', 'queueRemoved'));
  if (last?.kind !== 'queueCreated') return undefined;
  const events = all.filter(isKind('queueCreated', 'queueRemoved', 'unblinded', 'noted'));
  const unblinded = events.filter(isKind('unblinded')).map((event) => ({ by: signed(event), ...event.payload }));
  return { ...made(id, events), note: noteIn(events), ...last.payload, unblinded };
}

function foldReview(id: string, all: readonly AnnotationEvent[]): Review | undefined {
  const events = all.filter(isKind('reviewed', 'noted'));
  const last = events.findLast(isKind('reviewed'));
  return last && { ...made(id, events), note: noteIn(events), ...last.payload, judged: signed(last) };
}

function foldAdjudication(id: string, all: readonly AnnotationEvent[]): Adjudication | undefined {
  const events = all.filter(isKind('adjudicated'));
  const last = events.at(-1);
  return last && { ...made(id, events), ...last.payload };
}
