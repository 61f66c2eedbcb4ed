import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { objectAround } from '../../../src/core/scan/objectAround';

const marker = 'the trace';
const needle = JSON.stringify(marker);

function around(json: string) {
  const bytes = new TextEncoder().encode(json);
  const start = new TextEncoder().encode(json.slice(0, json.indexOf(needle))).length;
  const found = objectAround(bytes, start, start + needle.length);
  return found && { text: new TextDecoder().decode(bytes.subarray(found.start, found.end)), element: found.element };
}

describe('the object around a value', () => {
  it('is the record of a sample a row', () => {
    const row = `{"id": 1, "text": ${needle}, "logprobs": [1, {"a": "}"}]}`;
    expect(around(`{"id": 0}\n${row}\n{"id": 2}\n`)).toEqual({ text: row, element: -1 });
  });

  it('tells the place in the list that holds the value', () => {
    const row = `{"texts": ["a,b", "]\\"[", ${needle}, "d"], "scores": [[1], 2]}`;
    expect(around(`[${row}, {}]`)).toEqual({ text: row, element: 2 });
  });

  it('is not there when the bytes begin or end inside of it', () => {
    expect(around(`"id": 1, "text": ${needle}}`)).toBeUndefined();
    expect(around(`{"id": 1, "text": ${needle}, "more": "}`)).toBeUndefined();
  });

  it('is found in any record, whatever its strings hold', () => {
    const text = fc.string({ unit: fc.constantFrom('"', '\\', '{', '}', '[', ']', ',', 'a', '₂', '\n') });
    const value = fc.letrec((tie) => ({
      value: fc.oneof({ maxDepth: 3 }, text, fc.integer(), fc.array(tie('value')), fc.dictionary(text, tie('value'))),
    })).value;
    fc.assert(
      fc.property(fc.dictionary(text, value), fc.dictionary(text, value), fc.array(value), (before, behind, list) => {
        const place = Math.floor(list.length / 2);
        const record = { before, list: list.toSpliced(place, 0, marker), behind };
        const json = JSON.stringify(record);
        fc.pre(json.split(needle).length === 2);
        expect(around(`[${json},${json.replace(needle, '0')}]`)).toEqual({ text: json, element: place });
      }),
    );
  });
});
