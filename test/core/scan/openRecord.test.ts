import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ByteSource } from '../../../src/core/scan/byteSource';
import { closingOf, objectsAround } from '../../../src/core/scan/openRecord';

const mark = '@here@';
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

function sourceOf(bytes: Uint8Array): ByteSource {
  return {
    size: bytes.length,
    read: (into, at, length, position) => {
      const part = bytes.subarray(position, position + length);
      into.set(part, at);
      return part.length;
    },
  };
}

/** Any JSON with one marked string somewhere in objects and arrays; and how many objects are around it. */
const marked = fc
  .tuple(
    fc.array(fc.tuple(fc.boolean(), fc.jsonValue(), fc.jsonValue(), fc.string({ unit: 'binary' })), { maxLength: 6 }),
    fc.constantFrom(0, 1, 2),
  )
  .map(([layers, indent]) => {
    let value: unknown = `${mark} "\\" {[`;
    for (const [isObject, before, behind, key] of layers)
      value = isObject ? { [`a${key}`]: before, [`b${key}`]: value, [`c${key}`]: behind } : [before, value, behind];
    const objects = layers.filter(([isObject]) => isObject).length;
    return { text: JSON.stringify(value, null, indent), objects, layers: layers.length };
  });

describe('a record that is read up to a place', () => {
  it('is made whole by what closes it', () => {
    fc.assert(
      fc.property(marked, ({ text, layers }) => {
        const head = text.slice(0, text.indexOf(mark));
        const closing = closingOf(bytesOf(head));
        if (layers === 0) {
          expect(closing).toBeUndefined();
          return;
        }
        const before = head.slice(0, -1);
        expect(() => JSON.parse(head + closing!) as unknown).not.toThrow();
        expect(() => JSON.parse(before + closingOf(bytesOf(before))!) as unknown).not.toThrow();
      }),
    );
  });

  it('is found by walking back, with the objects around it', () => {
    fc.assert(
      fc.property(marked, fc.string(), ({ text, objects }, noise) => {
        const whole = `[${JSON.stringify({ [noise]: `\\${noise}"` })},\n${text}]`;
        const at = bytesOf(whole.slice(0, whole.indexOf(mark) - 1)).length;
        const starts = objectsAround(sourceOf(bytesOf(whole)), at, Infinity);
        expect(starts).toHaveLength(objects);
        for (const start of starts) expect(bytesOf(whole)[start]).toBe(0x7b);
        expect(starts.toSorted((a, b) => b - a)).toEqual(starts);
      }),
    );
  });

  it('is not looked for beyond so many bytes', () => {
    const text = `{"a": "${'x'.repeat(200_000)}", "b": {"c": `;
    expect(objectsAround(sourceOf(bytesOf(text)), text.length, 1000)).toEqual([text.lastIndexOf('{')]);
    expect(objectsAround(sourceOf(bytesOf(text)), text.length, Infinity)).toEqual([text.lastIndexOf('{'), 0]);
  });
});
