import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { linesOf, looksLikeCode, segmentsOf } from '../../webview/traces/visibleText';

const anything = fc.string({
  unit: fc.oneof(
    fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
    fc.constantFrom('a', ' ', '\u202e', '\u200b', '\ud835', '\udc00', '\0'),
  ),
});

describe('text', () => {
  test('is kept whole: segments joined are the line, lines joined are the text', () => {
    fc.assert(
      fc.property(anything, (text) => {
        expect(linesOf(text).join('\n')).toBe(text);
        for (const line of linesOf(text))
          expect(
            segmentsOf(line)
              .map(({ raw }) => raw)
              .join(''),
          ).toBe(line);
      }),
    );
  });

  test('that can be seen is one segment', () => {
    expect(segmentsOf('Let x² ≥ 0,\tso 你好 😀 é')).toHaveLength(1);
    expect(segmentsOf('')).toEqual([]);
  });

  test.each([
    ['\u202e', 'U+202E'],
    ['\u2066', 'U+2066'],
    ['\u200b', 'U+200B'],
    ['\u200d', 'U+200D'],
    ['\ufeff', 'U+FEFF'],
    ['\u00ad', 'U+00AD'],
    ['\u2028', 'U+2028'],
    ['\0', 'U+0000'],
    ['\u001b', 'U+001B'],
    ['\r', 'U+000D'],
    ['\u{e0041}', 'U+E0041'],
  ])('%j is shown as its code point', (character, label) => {
    expect(segmentsOf(`a${character}b`)).toEqual([
      { kind: 'plain', raw: 'a', label: '' },
      { kind: 'hidden', raw: character, label },
      { kind: 'plain', raw: 'b', label: '' },
    ]);
  });

  test('with half a surrogate pair shows the half, and leaves whole pairs alone', () => {
    expect(segmentsOf('\ud835x').map(({ kind }) => kind)).toEqual(['surrogate', 'plain']);
    expect(segmentsOf('x\udc00').map(({ kind }) => kind)).toEqual(['plain', 'surrogate']);
    expect(segmentsOf('\ud835\udc00').map(({ kind }) => kind)).toEqual(['plain']);
  });
});

test('code is told by its indented lines', () => {
  expect(looksLikeCode('def f(x):\n    y = x\n    return y\n')).toBe(true);
  expect(looksLikeCode('First we count.\n\nThen we add.\n\n  a + b\n\nSo it is 3.')).toBe(false);
});
