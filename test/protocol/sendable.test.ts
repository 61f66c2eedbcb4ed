/** What goes between host and page arrives as it was, though JSON has no words for some of it. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { received, sendable } from '../../src/protocol/sendable';

const overTheWire = (value: unknown): unknown => received(JSON.parse(JSON.stringify(sendable(value))));

const value = fc.letrec<{ any: unknown }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom<unknown>(NaN, Infinity, -Infinity, null, true, 'NaN', 'undefined'),
    fc.integer(),
    fc.string(),
    fc.array(fc.oneof(tie('any'), fc.constant(undefined)), { maxLength: 4 }),
    fc.dictionary(fc.string(), tie('any'), { maxKeys: 4, noNullPrototype: true }),
  ),
})).any;

it('any value with numbers that are none, and lists with gaps', () => {
  fc.assert(
    fc.property(value, (sent) => {
      expect(overTheWire(sent)).toStrictEqual(sent);
    }),
  );
});

it('what JSON can say is not copied', () => {
  const sent = { ids: ['a', 'b'], counts: Int32Array.of(1, 2), shares: Float64Array.of(NaN), nested: [{ n: 1 }] };
  expect(sendable(sent)).toBe(sent);
  expect(received(sent)).toBe(sent);
});

it('a text that looks like what stands for a number stays a text', () => {
  expect(overTheWire({ 'not in JSON': 'something' })).toEqual({ 'not in JSON': 'something' });
});
