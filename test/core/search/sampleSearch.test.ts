/** The search in stored bytes against decoding everything and looking there. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TextKind } from '../../../src/core/runIndex';
import { decodeValue } from '../../../src/core/scan/jsonText';
import { textMatcher, type SearchQuery } from '../../../src/core/search/query';
import { sampleSearch } from '../../../src/core/search/sampleSearch';

const latin1Of = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

interface Stored {
  bytes: Uint8Array;
  kind: TextKind;
}

/** `first` is that of expressions; for a text it may be left open, and is -1 here. */
type Found = [place: number, count: number, first: number, length: number];

/** The samples one behind the other, with what may stand between them, searched as one block. */
function searched(samples: Stored[], between: string, query: SearchQuery): Found[] {
  const gap = Buffer.from(between);
  const [start, end]: [number[], number[]] = [[], []];
  let length = gap.length;
  const parts: Uint8Array[] = [gap];
  for (const { bytes } of samples) {
    start.push(length);
    length += bytes.length;
    end.push(length);
    parts.push(bytes, gap);
    length += gap.length;
  }
  const found: Found[] = [];
  const block = { bytes: Buffer.concat(parts), start, end, kind: samples.map(({ kind }) => kind) };
  sampleSearch(query, latin1Of)(block, {
    found: (place, { count, first, length }) => found.push([place, count, query.regex ? first : -1, length]),
  });
  return found;
}

function bruteForce(samples: Stored[], query: SearchQuery): Found[] {
  const { count } = textMatcher(query);
  return samples
    .map(({ bytes, kind }, i): Found => {
      const counted = count(decodeValue(bytes, kind));
      return [i, counted.count, query.regex ? counted.first : -1, counted.length];
    })
    .filter(([, count]) => count > 0);
}

/** A JSON string's inside, each character in one of its spellings, chosen by `dice`. */
function spelled(text: string, dice: readonly number[]): Uint8Array {
  const units = text.match(/[\ud800-\udbff][\udc00-\udfff]|[^]/g) ?? [];
  return Buffer.concat(units.map((unit, i) => Buffer.from(spell(unit, dice[i % dice.length]))));
}

function spell(unit: string, dice: number): string {
  const escape = Array.from({ length: unit.length }, (_, i) => {
    const hex = unit.charCodeAt(i).toString(16).padStart(4, '0');
    return `\\u${dice % 2 ? hex.toUpperCase() : hex}`;
  }).join('');
  const short = { '"': '\\"', '\\': '\\\\', '/': '\\/', '\n': '\\n', '\t': '\\t', '\b': '\\b' }[unit];
  const isLone = unit.length === 1 && unit >= '\ud800' && unit <= '\udfff';
  if (dice % 5 === 0 || isLone) return escape;
  if (short !== undefined && (dice % 5 < 4 || unit === '"' || unit === '\\')) return short;
  return unit < ' ' ? escape : unit;
}

// Few characters, so that texts and needles meet; those that have spellings, cases or are parts of escapes.
const letters = [
  ...'abAB wWnNu0076e9_-"\\/\n\té',
  '😀',
  '\ud83d',
  '\ude00',
  'É',
  'ſ',
  'İ',
  'K',
  '→',
  '\ufffd',
  'ß',
  '所',
  '以',
  'π',
  'Π',
  'ϖ',
  'ж',
];
const someText = fc.array(fc.constantFrom(...letters), { maxLength: 40 }).map((parts) => parts.join(''));
const needle = fc.array(fc.constantFrom(...letters), { minLength: 1, maxLength: 4 }).map((parts) => parts.join(''));
const dice = fc.array(fc.nat(9), { minLength: 1, maxLength: 8 });
const queryOf = fc.record(
  { text: needle, matchCase: fc.boolean(), wholeWord: fc.boolean() },
  { requiredKeys: ['text'] },
);
const asString = fc
  .tuple(someText, dice)
  .map(([text, how]): Stored => ({ bytes: spelled(text, how), kind: TextKind.string }));
/** What a damaged or careless dump may hold: any bytes but a quote that ends the string. */
const asBytes = fc
  .array(fc.constantFrom(...Buffer.from('ab\\\\nu0076e9w '), 0xc3, 0xa9, 0xf0, 0x9f, 0x98, 0x80, 0xff, 0x0a), {
    maxLength: 30,
  })
  .map((bytes): Stored => ({ bytes: Uint8Array.from(bytes), kind: TextKind.string }));
const asMessages = fc.array(fc.tuple(someText, dice), { maxLength: 3 }).map((messages): Stored => {
  const parts = messages.map(([text, how]) => `{"content": "${Buffer.from(spelled(text, how)).toString()}"}`);
  return { bytes: Buffer.from(`[${parts.join(', ')}]`), kind: TextKind.structure };
});
const asLiteral = fc
  .constantFrom('null', '42', 'true', 'NaN', '-0.76')
  .map((text): Stored => ({ bytes: Buffer.from(text), kind: TextKind.literal }));

describe('searching stored samples', () => {
  it('finds what decoding and searching finds, in every spelling', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof({ weight: 4, arbitrary: asString }, asBytes, asMessages, asLiteral), { maxLength: 5 }),
        needle.map((text) => `", "question": "${text}", "x": "`),
        queryOf,
        (samples, between, query) => {
          expect(searched(samples, between, query)).toEqual(bruteForce(samples, query));
        },
      ),
      { numRuns: 4000 },
    );
  });

  it('finds a text wherever it was put, however it is spelled there', () => {
    const around = fc.array(fc.tuple(someText, dice, fc.boolean()), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(around, fc.tuple(needle, needle), queryOf, (parts, needles, { text: _, ...query }) => {
        const text = needles.join('');
        const bytes = Buffer.concat(
          parts.flatMap(([before, how, isThere]) => [spelled(before, how), ...(isThere ? [spelled(text, how)] : [])]),
        );
        const samples = [{ bytes, kind: TextKind.string }];
        expect(searched(samples, '', { ...query, text })).toEqual(bruteForce(samples, { ...query, text }));
      }),
      { numRuns: 4000 },
    );
  });

  it('finds text that is not plain letters of ASCII in messages too', () => {
    const samples = [{ bytes: Buffer.from('[{"content": "a"}, {"content": "b"}]'), kind: TextKind.structure }];
    expect(searched(samples, '', { text: 'a\nb' })).toEqual([[0, 1, -1, 3]]);
  });

  it('is not misled by what only looks like the text', () => {
    const samples = [
      String.raw`\nait`, // n is the line break
      String.raw`\\nait`, // a backslash, then n
      String.raw`\u00e9ait e9ait`,
      String.raw`\u006eait`,
      String.raw`\\u006eait`,
    ].map((text) => ({ bytes: Buffer.from(text), kind: TextKind.string }));
    expect(searched(samples, '', { text: 'nait' }).map(([place]) => place)).toEqual([1, 3]);
    expect(searched(samples, '', { text: 'e9ait' })).toEqual([[2, 1, -1, 5]]);
    expect(searched(samples, '', { text: 'ait', wholeWord: true }).map(([place]) => place)).toEqual([0]);
  });

  it('counts in regular expressions, one line at a time for ^ and $', () => {
    const samples = [{ bytes: Buffer.from(String.raw`so\nwait\nWait, 12`), kind: TextKind.string }];
    expect(searched(samples, '', { text: '^wait', regex: true })).toEqual([[0, 2, 3, 4]]);
    expect(searched(samples, '', { text: String.raw`^Wait,\s\d+$`, regex: true })).toEqual([[0, 1, 8, 8]]);
    expect(searched(samples, '', { text: 'x*', regex: true })).toEqual([]);
  });
});
