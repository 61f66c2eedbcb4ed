import { describe, expect, it } from 'vitest';
import { isCaseSensitive, queryWords, textMatcher } from '../../../src/core/search/query';

describe('a query', () => {
  it('tells capitals apart only when it has one, or is told to', () => {
    expect(isCaseSensitive({ text: 'wait' })).toBe(false);
    expect(isCaseSensitive({ text: 'Wait' })).toBe(true);
    expect(isCaseSensitive({ text: 'Wait', matchCase: false })).toBe(false);
    expect(isCaseSensitive({ text: String.raw`\S+\W\p{Lu}`, regex: true })).toBe(false);
  });

  it('finds words, and those that begin inside a place that is none', () => {
    const spans = (text: string, query: string) =>
      textMatcher({ text: query, wholeWord: true })
        .spans(text)
        .map(({ start }) => start);
    expect(spans('wait awaits wait_ wait, éwait', 'wait')).toEqual([0, 18]);
    expect(spans('xa-a-a', 'a-a')).toEqual([3]);
  });

  it('keeps a whole emoji together in an expression, and accepts one that is not strict', () => {
    expect(textMatcher({ text: '^.$', regex: true }).spans('😀')).toEqual([{ start: 0, end: 2 }]);
    expect(textMatcher({ text: String.raw`a\-b`, regex: true }).count('a-b').count).toBe(1);
  });

  it('says what is wrong with it', () => {
    expect(() => textMatcher({ text: '(', regex: true })).toThrow('/(/ is no regular expression: Unterminated group.');
    expect(() => textMatcher({ text: '' })).toThrow('There is nothing to find');
  });

  it('reads as a sentence', () => {
    expect(queryWords({ text: 'wait' })).toBe('“wait”');
    expect(queryWords({ text: 'a+', regex: true, wholeWord: true, matchCase: true })).toBe(
      '/a+/ as a word in this case',
    );
  });
});
