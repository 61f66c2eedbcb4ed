import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AnnotationEvent } from '../../../src/core/annotations/events';
import { LogReader, parseLog, recordOf } from '../../../src/core/annotations/parseLog';
import { anyEvents, eventOf, sample } from './logs';

const tagged = (clock: number): AnnotationEvent =>
  eventOf({ kind: 'tagged', object: 'a', payload: { tag: 'x', anchor: sample } }, clock);
const line = (clock: number): string => recordOf(tagged(clock)).line;

describe('reading a log', () => {
  it('gives back every event that was written, also with line ends of Windows and a byte order mark', () => {
    fc.assert(
      fc.property(anyEvents, fc.constantFrom('\n', '\r\n'), fc.constantFrom('', '\uFEFF'), (events, end, mark) => {
        const text = mark + events.map((event) => recordOf(event).line + end).join('');
        const { records, findings } = parseLog(text);
        expect(records.map(({ event }) => event)).toEqual(events.map((event) => JSON.parse(JSON.stringify(event))));
        expect(findings).toEqual([]);
      }),
    );
  });

  it('reads the same in pieces of any size', () => {
    fc.assert(
      fc.property(anyEvents, fc.integer({ min: 1, max: 40 }), (events, size) => {
        const text = events.map((event) => `${recordOf(event).line}\n`).join('');
        const reader = new LogReader();
        const records = [];
        for (let i = 0; i < text.length; i += size) records.push(...reader.push(text.slice(i, i + size)));
        expect(records).toEqual(parseLog(text).records);
      }),
    );
  });

  it('never throws, whatever stands in a line, and reads the lines around it', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.json()), (bad) => {
        const { records } = parseLog(`${line(1)}\n${bad.replaceAll('\n', ' ')}\n${line(2)}\n`);
        expect(records.map(({ id }) => id)).toEqual(['E1', 'E2']);
      }),
    );
  });

  it.each([
    ['not JSON', 'it is not JSON, or ends in the middle'],
    ['[1]', 'the line is not an object'],
    ['{"v":1}', 'id is not a text that is not empty'],
    [line(1).replace('"clock":1', '"clock":1e300'), 'clock is not'],
    [line(1).replace('"tag":"x"', '"tag":7'), 'payload.tag is not a text that is not empty'],
    [line(1).replace('"index":2', '"index":-2'), 'payload.anchor.index is not a whole number of at least 0'],
    ['<<<<<<< HEAD', 'it is a mark of a merge of git'],
  ])('says in which line what is wrong: %s', (bad, why) => {
    const { findings, damaged } = parseLog(`${line(2)}\n${bad}\n${line(3)}\n`, 'x.annotations.jsonl');
    expect(findings).toMatchObject([{ code: 'damaged-annotation', file: 'x.annotations.jsonl', line: 2 }]);
    expect(findings[0].message).toContain(why);
    expect(damaged).toEqual([bad]);
  });

  it('keeps events of newer versions and kinds, and says how many', () => {
    const newer = [line(1).replace('"v":1', '"v":2'), line(2).replace('"tagged"', '"dreamt"')];
    const { records, findings } = parseLog(newer.map((text) => `${text}\n`).join(''));
    expect(records.map((record) => [record.line, record.event])).toEqual(newer.map((text) => [text, undefined]));
    expect(findings).toMatchObject([{ code: 'newer-annotation', severity: 'info', count: 2 }]);
  });

  it('tells of a last line that was torn off, at any byte, and loses no other', () => {
    const torn = line(2);
    for (let cut = 1; cut < torn.length; cut++) {
      const { records, findings } = parseLog(`${line(1)}\n${torn.slice(0, cut)}`);
      expect(records.map(({ id }) => id)).toEqual(['E1']);
      expect(findings).toMatchObject([{ code: 'torn-end', line: 2 }]);
    }
  });

  it('reads a last line that only lacks its line end', () => {
    const { records, findings } = parseLog(`${line(1)}\n${line(2)}`);
    expect(records).toHaveLength(2);
    expect(findings).toEqual([]);
  });

  it('reads the event behind a torn one in the same line, and one glued to another', () => {
    const { records, findings } = parseLog(`${line(1).slice(0, 70)}${line(2)}\n${line(3)}${line(4)}\n`);
    expect(records.map(({ id }) => id)).toEqual(['E2', 'E3', 'E4']);
    expect(findings).toMatchObject([{ code: 'damaged-annotation', line: 1 }]);
  });

  it('does not tell of a torn line whose event was written again', () => {
    expect(parseLog(`${line(1).slice(0, 70)}\n${line(1)}\n`).findings).toEqual([]);
  });

  it('tells of many bad lines once', () => {
    const { findings } = parseLog('x\n'.repeat(80));
    expect(findings).toHaveLength(51);
    expect(findings.at(-1)).toMatchObject({ code: 'too-many-findings', count: 30 });
  });
});
