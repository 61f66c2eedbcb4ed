import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AnnotationLog } from '../../../src/core/annotations/annotationLog';
import { compactText, logText } from '../../../src/core/annotations/compact';
import { parseLog, recordOf } from '../../../src/core/annotations/parseLog';
import { anyEvents, eventOf, logOf, sample, stateFrom, stateOf } from './logs';

const read = (text: string): AnnotationLog => {
  const log = new AnnotationLog();
  log.add(parseLog(text).records);
  return log;
};

describe('compaction', () => {
  it('changes nothing that holds', () => {
    fc.assert(
      fc.property(anyEvents, (events) => {
        const log = logOf(events);
        expect(stateOf(read(compactText(log)))).toEqual(stateOf(read(logText(log))));
      }),
      { numRuns: 500 },
    );
  });

  it('gives the same bytes for the same events in any order, and compacts nothing twice', () => {
    fc.assert(
      fc.property(
        anyEvents.chain((events) =>
          fc.tuple(fc.constant(events), fc.shuffledSubarray(events, { minLength: events.length })),
        ),
        ([events, shuffled]) => {
          const text = compactText(logOf(events));
          expect(compactText(logOf(shuffled))).toBe(text);
          expect(compactText(read(text))).toBe(text);
        },
      ),
    );
  });

  it('can be merged with the log it was made of', () => {
    fc.assert(
      fc.property(anyEvents, (events) => {
        const compacted = parseLog(compactText(logOf(events))).records;
        expect(stateFrom([...compacted, ...events.map(recordOf)])).toEqual(stateOf(logOf(events)));
      }),
    );
  });

  it('can be merged with a log that others went on writing, whose undos find what they mean there', () => {
    fc.assert(
      fc.property(anyEvents, anyEvents, (events, more) => {
        const later = more.map((event) => recordOf({ ...event, id: `F${event.id}`, clock: event.clock + 10 }));
        const theirs = [...events.map(recordOf), ...later];
        const compacted = parseLog(compactText(logOf(events))).records;
        expect(stateFrom([...compacted, ...theirs])).toEqual(stateFrom(theirs));
      }),
    );
  });

  it('keeps events of newer versions and damaged lines as they are', () => {
    const known = eventOf({ kind: 'tagged', object: 'a', payload: { tag: 'x', anchor: sample } }, 2);
    const newer = `{"v":9, "id":"N1","clock":1,"time":"","author":"","object":"a","kind":"tagged","payload":1e400}`;
    const odd = recordOf(known).line.replace('"kind"', '"colour":"red","kind"');
    const { records, damaged } = parseLog(`torn{\n${odd}\n${newer}\n`);
    const log = new AnnotationLog();
    log.add(records);
    expect(compactText(log, damaged)).toBe(`${newer}\n${odd}\ntorn{\n`);
  });
});
