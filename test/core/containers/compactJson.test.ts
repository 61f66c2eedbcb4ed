import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JsonCompactor, type CompactOptions } from '../../../src/core/containers/compactJson';
import { indexOfByte } from '../scan/memorySource';

function compact(text: string, options: Partial<CompactOptions> = {}, pieceBytes = 7): string {
  const out: Uint8Array[] = [];
  const compactor = new JsonCompactor((bytes) => out.push(bytes.slice()), { indexOfByte, ...options });
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += pieceBytes) compactor.push(bytes.subarray(at, at + pieceBytes));
  compactor.end();
  return Buffer.concat(out).toString();
}

describe('JSON written onto one line', () => {
  it('is the same value, without the keys that are left out, however it comes in pieces', () => {
    const value = fc.oneof(fc.dictionary(fc.string(), fc.jsonValue()), fc.array(fc.jsonValue()));
    fc.assert(
      fc.property(
        value,
        fc.jsonValue(),
        fc.integer({ min: 1, max: 40 }),
        fc.boolean(),
        (json, dropped, size, first) => {
          const whole = Array.isArray(json)
            ? json
            : first
              ? { events: dropped, ...json }
              : { ...json, events: dropped };
          const kept = Array.isArray(json)
            ? json
            : Object.fromEntries(Object.entries(json).filter(([key]) => key !== 'events'));
          const line = compact(JSON.stringify(whole, undefined, 2), { without: new Set(['events']) }, size);
          expect(line).not.toContain('\n');
          expect(line).toBe(JSON.stringify(kept));
        },
      ),
    );
  });

  it('can be written without its brackets, behind others', () => {
    expect(compact('[ {"a": 1}, 2 ]', { inner: true })).toBe('{"a":1},2');
    expect(compact('[ ]', { inner: true, after: 2 })).toBe('');
    expect(compact('["x"]', { inner: true, after: 2 })).toBe(',"x"');
  });

  it('keeps NaN, and a raw newline in a string as an escape', () => {
    expect(compact('{"a": NaN, "b": "one\ntwo"}')).toBe('{"a":NaN,"b":"one\\ntwo"}');
  });

  it('keeps what is nested under a key of the same name', () => {
    expect(compact('{"a": {"events": [1]}, "events": {"b": "}"}, "c": 2}', { without: new Set(['events']) })).toBe(
      '{"a":{"events":[1]},"c":2}',
    );
  });

  it.each(['', '{"a": 1', '{"a": "x', '[1]]', '{} {}'])('says that %j is damaged', (text) => {
    expect(() => compact(text)).toThrow();
  });
});
