import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anchorSpan, findSpan, longestQuote } from '../../../src/core/annotations/spans';
import { stepsOf } from '../../../src/core/trace/steps';
import { traceText } from '../trace/texts';

const anchor = (text: string, start: number, end: number) => anchorSpan(text, { start, end }, stepsOf(text));
const textAndSpan = fc
  .tuple(traceText, fc.nat(), fc.nat())
  .filter(([text]) => text.length > 0)
  .map(([text, a, b]) => {
    const start = a % text.length;
    return { text, start, end: start + 1 + (b % (text.length - start)) };
  });

describe('a span', () => {
  it('is where it was as long as the trace is the same', () => {
    fc.assert(
      fc.property(textAndSpan, ({ text, start, end }) => {
        expect(findSpan(text, anchor(text, start, end))).toEqual({ start, end, by: 'offsets' });
      }),
    );
  });

  it('is found by its text when something is put in before or behind it', () => {
    fc.assert(
      fc.property(textAndSpan, fc.constantFrom('§§', '§§§§§§ '), ({ text, start, end }, more) => {
        const span = anchor(text, start, end);
        const found = findSpan(`${more}${text}`, span);
        expect(found && `${more}${text}`.slice(found.start, found.end)).toBe(text.slice(start, end));
        expect(findSpan(`${text}${more}`, span)).toMatchObject({ start, end });
      }),
    );
  });

  it('is found at the place with the same words around it, not at the nearest one', () => {
    const span = anchor('First x = 1. Second x = 1.', 20, 25);
    expect(findSpan('Zeroth x = 1, x = 1. First x = 1. Second x = 1.', span)).toEqual({
      start: 41,
      end: 46,
      by: 'quote',
    });
  });

  it('is found at the nearest place where nothing around it tells', () => {
    const span = anchor('aaaa x bbbb x cccc', 12, 13);
    expect(findSpan('11 x 22 x 33 x 44', span)?.start).toBe(13);
  });

  it('is found by what is around it when its own words changed', () => {
    const around = ['The sum of the digits is computed as ', ' and therefore divisible by three.'];
    const text = around.join('1 + 2 = 3');
    const changed = `So. ${around.join('1 + 5 = 6')}`;
    const found = findSpan(changed, anchor(text, around[0].length, around[0].length + 9));
    expect(found).toMatchObject({ by: 'context' });
    expect(changed.slice(found?.start, found?.end)).toBe('1 + 5 = 6');
  });

  it('is lost when neither its words nor those around it are there', () => {
    expect(findSpan('another trace', anchor('abc def ghi', 4, 7))).toBeUndefined();
    expect(findSpan('', anchor('abc def ghi', 4, 7))).toBeUndefined();
  });

  it('keeps of a long text only its beginning and end, and is found by them', () => {
    const text = `before ${Array.from({ length: 3000 }, (_, i) => i).join(' ')} behind`;
    const span = anchor(text, 7, text.length - 7);
    expect(span.quote.length + (span.quoteEnd?.length ?? 0)).toBe(longestQuote);
    expect(findSpan(text, span)?.by).toBe('offsets');
    expect(findSpan(`more ${text}`, span)).toEqual({ start: 12, end: text.length - 2, by: 'quote' });
    expect(findSpan(`more ${text.replace(' 1500 ', ' x ')}`, span)).toMatchObject({ end: text.length - 5 });
  });

  it('has the step it begins in', () => {
    const text = 'One line of text.\nAnother line of text.\nA third line of text.';
    expect(anchor(text, 20, 25)).toMatchObject({ step: 1, steps: 3 });
  });

  it('can not be empty or outside', () => {
    expect(() => anchor('abc', 1, 1)).toThrow(RangeError);
    expect(() => anchor('abc', 1, 4)).toThrow('3 characters');
  });

  it('of hostile anchors neither throws nor takes long', () => {
    const span = { start: 0, end: 9, quote: 'a', before: 'a'.repeat(32), after: 'b'.repeat(32), step: 0, steps: 0 };
    expect(findSpan('a'.repeat(200_000), span)).toBeDefined();
    expect(findSpan('abc', { ...span, quote: '' })).toBeUndefined();
  });
});
