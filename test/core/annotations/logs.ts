// Logs for tests: written by hand, or any at all.
import fc from 'fast-check';
import { AnnotationLog } from '../../../src/core/annotations/annotationLog';
import type {
  Anchor,
  AnnotationEvent,
  EventDraft,
  EventKind,
  Evidence,
  Payloads,
  SampleAnchor,
  SpanAnchor,
} from '../../../src/core/annotations/events';
import { payloadShapes } from '../../../src/core/annotations/eventShapes';
import { recordOf, type LogRecord } from '../../../src/core/annotations/parseLog';
import type { AnnotationState } from '../../../src/core/annotations/state';

export const definition = {
  name: 'verification',
  glyph: '≟',
  definition: 'Checks a result.',
  include: '',
  exclude: '',
  example: '',
};
export const sample: SampleAnchor = { run: 'RL', problem: 'aime24-4', index: 2, hash: 'AAAAAAAAAAAAAAAA' };

/** An event with what a test does not care about filled in. */
export function eventOf<K extends EventKind>(
  draft: EventDraft<K>,
  clock: number,
  more: Partial<AnnotationEvent> = {},
): AnnotationEvent {
  const head = { v: 1, id: `E${clock}`, clock, time: '2026-11-21T12:00:00.000Z', author: 'Ada <ada@example.org>' };
  return { ...head, ...draft, ...more } as AnnotationEvent;
}

export function logOf(events: readonly AnnotationEvent[]): AnnotationLog {
  const log = new AnnotationLog();
  log.add(events.map(recordOf));
  return log;
}

/** The state as plain values, to compare. */
export function stateOf(log: { state: AnnotationState }): Record<string, Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(log.state).map(([map, entries]) => [
      map,
      Object.fromEntries([...(entries as Map<string, unknown>)].sort(([a], [b]) => (a < b ? -1 : 1))),
    ]),
  );
}

export function stateFrom(records: Iterable<LogRecord>): Record<string, Record<string, unknown>> {
  const log = new AnnotationLog();
  log.add(records);
  return stateOf(log);
}

const anyText = fc.oneof(
  fc.constantFrom('', 'a', 'Zeile\n2', '=1+1', '"quoted", comma', '```', '\u2028'),
  fc.string({ unit: 'binary', maxLength: 12 }),
);
const place = fc.nat({ max: 30 });
const samples: fc.Arbitrary<SampleAnchor> = fc.record({
  run: fc.constantFrom('base', 'RL'),
  problem: fc.constantFrom('p1', '007', '__proto__'),
  index: fc.nat({ max: 3 }),
  hash: fc.constantFrom('h1', 'h2'),
});
const spans: fc.Arbitrary<SpanAnchor> = fc
  .record({ start: place, length: fc.integer({ min: 1, max: 9 }), quote: anyText, before: anyText, after: anyText })
  .map(({ start, length, ...rest }) => ({ start, end: start + length, ...rest, step: 0, steps: 3 }));
const anchors: fc.Arbitrary<Anchor> = fc
  .tuple(samples, fc.option(spans, { nil: undefined }))
  .map(([anchor, span]) => (span ? { ...anchor, span } : anchor));
const tags = fc.constantFrom('t1', 't2', 't3');
const evidence: fc.Arbitrary<Evidence> = fc.record(
  {
    method: fc.constant('6-grams 1'),
    runs: fc.constant(['base']),
    samples: place,
    share: fc.double({ min: 0, max: 1, noNaN: true }),
  },
  { requiredKeys: ['method', 'runs', 'samples'] },
);
const verdicts = fc.constantFrom('valid', 'invalid', 'ambiguous', 'skip');
const none = fc.constant({});

/** By kind of event: any payload. */
const payloads: { [K in EventKind]: fc.Arbitrary<unknown> } = {
  tagDefined: fc.record({
    definition: fc.record({ name: fc.constantFrom('x', 'y') }).map((own) => ({ ...definition, ...own })),
  }),
  tagDeleted: none,
  tagRestored: none,
  tagMerged: fc.record({ into: tags }),
  tagSplit: fc.record({ into: fc.array(tags, { maxLength: 2 }) }),
  tagged: fc.record({ tag: tags, anchor: anchors }),
  untagged: none,
  noted: fc.record({ text: anyText }),
  suggestionDecided: fc.record({
    decision: fc.constantFrom('accepted', 'declined'),
    source: anyText,
    tag: tags,
    anchor: anchors,
  }),
  claimed: fc.record({ subject: fc.record({ kind: fc.constant('sample'), anchor: anchors }), statement: anyText }),
  claimWithdrawn: fc.record({ reason: anyText }),
  challenged: fc.record({ reason: anyText, counterExamples: fc.array(anchors, { maxLength: 2 }) }),
  claimDecided: fc.record({ outcome: fc.constantFrom('survived', 'refuted'), reason: anyText }),
  evidenceRecorded: fc.record({ evidence }),
  approachJudged: fc.record({
    verdict: fc.constantFrom('same', 'different', 'unsure'),
    other: samples,
    reason: anyText,
  }),
  queueCreated: fc.record({
    name: anyText,
    reviewer: anyText,
    blind: fc.boolean(),
    spec: fc.record({ runs: fc.constant(['RL']), verdicts: fc.constant(['correct']), seed: place }),
    samples: fc.array(samples, { maxLength: 3 }),
  }),
  queueRemoved: none,
  unblinded: fc.record({ place }, { requiredKeys: [] }),
  reviewed: fc.record({ queue: fc.constant('q'), place, sample: samples, verdict: verdicts, reason: anyText }),
  adjudicated: fc.record({
    sample: samples,
    subject: fc.record({ kind: fc.constant('verdict'), verdict: verdicts }),
    reason: anyText,
    among: fc.array(anyText, { maxLength: 2 }),
  }),
  undo: fc.record({ undoes: fc.nat({ max: 20 }).map((n) => `E${n}`) }),
  redo: fc.record({ redoes: fc.nat({ max: 20 }).map((n) => `E${n}`) }),
};

const kinds = Object.keys(payloadShapes) as EventKind[];
const weighted = fc.constantFrom(...kinds, 'undo' as const, 'undo' as const, 'redo' as const, 'tagged' as const);

const anyEvent = weighted.chain((kind) =>
  fc.record({
    kind: fc.constant(kind),
    object: fc.constantFrom('o1', 'o2', '__proto__'),
    payload: payloads[kind] as fc.Arbitrary<Payloads[EventKind]>,
    // Few clocks, so that two people often have the same.
    clock: fc.integer({ min: 1, max: 8 }),
    author: fc.constantFrom('Ada', 'Bea <b@example.org>'),
    tool: fc.option(fc.constant('robot 1'), { nil: undefined, freq: 8 }),
  }),
);

/** Events with ids E0, E1, …; what is undone may come later or not at all. */
export const anyEvents: fc.Arbitrary<AnnotationEvent[]> = fc
  .array(anyEvent, { maxLength: 24 })
  .map((events) =>
    events.map(
      ({ tool, ...event }, i) =>
        ({ v: 1, id: `E${i}`, time: '2026-11-21T12:00:00.000Z', ...event, ...(tool && { tool }) }) as AnnotationEvent,
    ),
  );
