import { describe, expect, it } from 'vitest';
import { findSample, stripOf } from '../../../src/core/compare/strip';
import { runIndex } from '../../factories';

const letters = [...'aabbbcdefghij', '', ''];
const index = runIndex([
  { id: 'first', verdicts: [1, 1] },
  {
    id: 'second',
    verdicts: [0, 1, 2, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    answers: letters,
    files: [0, 0, 1, ...Array<number>(12).fill(2)],
    truncated: 1,
  },
]);

describe('a strip', () => {
  const strip = stripOf(index, 1);

  it('has verdicts and finish reasons of this problem only, in dump order', () => {
    expect([...strip.verdict]).toEqual([0, 1, 2, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    expect([...strip.finish].slice(0, 2)).toEqual([2, 1]);
  });

  it('knows where files begin', () => {
    expect(strip.fileStarts).toEqual([2, 3]);
    expect(stripOf(index, 0).fileStarts).toEqual([]);
  });

  it('names the eight most frequent answers and counts the rest', () => {
    expect(strip.answers.map(({ text, count }) => `${text}${count}`)).toEqual([
      'b3',
      'a2',
      'c1',
      'd1',
      'e1',
      'f1',
      'g1',
      'h1',
    ]);
    expect([strip.otherAnswers, strip.noAnswer]).toEqual([2, 2]);
  });

  it('finds the next sample of a kind, never the one it stands on, and does not wrap', () => {
    expect(findSample(strip, -1, 1, 'correct')).toBe(1);
    expect(findSample(strip, 1, 1, 'correct')).toBe(4);
    expect(findSample(strip, 4, 1, 'correct')).toBeUndefined();
    expect(findSample(strip, 3, -1, 'wrong')).toBe(0);
    expect(findSample(strip, 1, 1, 'wrong')).toBe(3);
    expect(findSample(strip, 1, 1, 'any')).toBe(2);
    expect(findSample(strip, 0, -1, 'any')).toBeUndefined();
    expect(findSample(strip, 15, -1, 'any')).toBe(14);
  });
});
