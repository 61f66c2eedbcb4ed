/** The events as shapes, to narrow lines of files by. A test holds them and `docs/annotations.schema.json` together. */
import type { Span } from '../trace/regions';
import type {
  AdjudicationSubject,
  Anchor,
  ClaimSubject,
  Counted,
  EventHead,
  EventKind,
  Evidence,
  Payloads,
  QueueSpec,
  SampleAnchor,
  SpanAnchor,
  TagDefinition,
} from './events';
import { approachVerdicts, reviewVerdicts, sampleVerdicts } from './events';
import {
  either,
  fields,
  flag,
  list,
  name,
  number,
  oneOf,
  only,
  optional,
  text,
  where,
  whole,
  type Shape,
} from './shapes';

/** No log has a larger clock; a line with one is not believed, for it would win against everything to come. */
export const largestClock = 1e12;

export const headShape: Shape<EventHead> = fields<EventHead>({
  v: where(whole, 'a version', (v) => v >= 1),
  id: name,
  clock: where(whole, `from 1 to ${largestClock}`, (clock) => clock >= 1 && clock <= largestClock),
  time: text,
  author: text,
  tool: optional(name),
  action: optional(name),
  object: name,
});

const span = where(fields<Span>({ start: whole, end: whole }), 'a span', ({ start, end }) => start < end);
const sample = fields<SampleAnchor>({ run: text, problem: text, index: whole, hash: text });
const spanAnchor = where(
  fields<SpanAnchor>({
    start: whole,
    end: whole,
    quote: text,
    quoteEnd: optional(text),
    before: text,
    after: text,
    step: whole,
    steps: whole,
  }),
  'a span',
  ({ start, end }) => start < end,
);
const anchor = fields<Anchor>({ run: text, problem: text, index: whole, hash: text, span: optional(spanAnchor) });

const definition = fields<TagDefinition>({
  name,
  glyph: text,
  definition: text,
  include: text,
  exclude: text,
  example: text,
  parent: optional(name),
});

const subject: Shape<ClaimSubject> = either(
  fields<{ kind: 'sample'; anchor: Anchor }>({ kind: only('sample'), anchor }),
  fields<{ kind: 'annotation'; annotation: string }>({ kind: only('annotation'), annotation: name }),
  fields<{ kind: 'tag'; tag: string }>({ kind: only('tag'), tag: name }),
);

const pair: Shape<[number, number]> = (value, at) => {
  const isPair = Array.isArray(value) && value.length === 2 && value.every((end) => typeof end === 'number');
  return isPair ? undefined : `${at} is not a pair of numbers`;
};
const counted = fields<Counted>({ x: whole, n: whole, interval: optional(pair) });
const verdict = oneOf(sampleVerdicts);

const evidence = fields<Evidence>({
  method: name,
  runs: list(text),
  samples: whole,
  problems: optional(whole),
  novel: optional(list(span)),
  share: optional(number),
  baseline: optional(
    fields<NonNullable<Evidence['baseline']>>({
      samples: whole,
      median: number,
      quantile95: number,
      atLeastAsHigh: number,
    }),
  ),
  nearest: optional(list(fields<NonNullable<Evidence['nearest']>[number]>({ sample, similarity: number, by: text }))),
  same: optional(
    list(
      fields<NonNullable<Evidence['same']>[number]>({
        tag: optional(text),
        pattern: optional(text),
        verdict: optional(verdict),
        count: counted,
      }),
    ),
  ),
  perplexity: optional(number),
  moreSamples: optional(whole),
});

const spec = fields<QueueSpec>({
  runs: list(text),
  band: optional(fields<{ above: number; below: number }>({ above: number, below: number })),
  problems: optional(list(text)),
  filter: optional(text),
  verdicts: list(verdict),
  perProblem: optional(whole),
  seed: whole,
});

const adjudication: Shape<AdjudicationSubject> = either(
  fields<Extract<AdjudicationSubject, { kind: 'verdict' }>>({ kind: only('verdict'), verdict: oneOf(reviewVerdicts) }),
  fields<Extract<AdjudicationSubject, { kind: 'tag' }>>({ kind: only('tag'), tag: name, holds: flag }),
);

const nothing = fields<Record<string, never>>({});

/** By kind of event. */
export const payloadShapes: { [K in EventKind]: Shape<Payloads[K]> } = {
  tagDefined: fields<Payloads['tagDefined']>({ definition }),
  tagDeleted: nothing,
  tagRestored: nothing,
  tagMerged: fields<Payloads['tagMerged']>({ into: name }),
  tagSplit: fields<Payloads['tagSplit']>({ into: list(name) }),
  tagged: fields<Payloads['tagged']>({ tag: name, anchor, suggestion: optional(name) }),
  untagged: nothing,
  noted: fields<Payloads['noted']>({ text }),
  suggestionDecided: fields<Payloads['suggestionDecided']>({
    decision: oneOf(['accepted', 'declined']),
    source: text,
    tag: name,
    anchor,
  }),
  claimed: fields<Payloads['claimed']>({ subject, statement: text }),
  claimWithdrawn: fields<Payloads['claimWithdrawn']>({ reason: text }),
  challenged: fields<Payloads['challenged']>({ reason: text, counterExamples: list(anchor) }),
  claimDecided: fields<Payloads['claimDecided']>({ outcome: oneOf(['survived', 'refuted']), reason: text }),
  evidenceRecorded: fields<Payloads['evidenceRecorded']>({ evidence }),
  approachJudged: fields<Payloads['approachJudged']>({
    verdict: oneOf(approachVerdicts),
    other: sample,
    score: optional(number),
    reason: text,
  }),
  queueCreated: fields<Payloads['queueCreated']>({
    name: text,
    reviewer: text,
    blind: flag,
    spec,
    samples: list(sample),
  }),
  queueRemoved: nothing,
  unblinded: fields<Payloads['unblinded']>({ place: optional(whole) }),
  reviewed: fields<Payloads['reviewed']>({
    queue: name,
    place: whole,
    sample,
    verdict: oneOf(reviewVerdicts),
    reason: text,
  }),
  adjudicated: fields<Payloads['adjudicated']>({ sample, subject: adjudication, reason: text, among: list(text) }),
  undo: fields<Payloads['undo']>({ undoes: name }),
  redo: fields<Payloads['redo']>({ redoes: name }),
};

export function isEventKind(kind: unknown): kind is EventKind {
  return typeof kind === 'string' && Object.hasOwn(payloadShapes, kind);
}
