import { describe, expect, test } from 'vitest';
import { defaultView } from '../../src/core/compare/comparison';
import { Finish, Verdict } from '../../src/core/runIndex';
import type { SampleStrip } from '../../src/core/compare/strip';
import { answerGroups, ordinal, sampleWords, shownSample, verdictWithRank } from '../../webview/traces/samples';

const { wrong, correct, unscored } = Verdict;
const strip: SampleStrip = {
  verdict: Uint8Array.of(wrong, correct, unscored, correct),
  finish: Uint8Array.of(Finish.length, Finish.stop, Finish.stop, Finish.stop),
  fileStarts: [],
  answers: [
    { text: '7', count: 2 },
    { text: '8', count: 1 },
  ],
  otherAnswers: 0,
  noAnswer: 1,
};

describe('the sample shown', () => {
  test('is the one chosen, else the first correct one', () => {
    expect(shownSample({ ...defaultView, samples: { p: { base: 2 } } }, 'p', 'base', strip)).toBe(2);
    expect(shownSample(defaultView, 'p', 'base', strip)).toBe(1);
  });
  test('is the first when none is correct, or the chosen one is gone', () => {
    const none = { ...strip, verdict: Uint8Array.of(wrong, wrong), finish: new Uint8Array(2) };
    expect(shownSample(defaultView, 'p', 'base', none)).toBe(0);
    expect(shownSample({ ...defaultView, samples: { p: { base: 9 } } }, 'p', 'base', none)).toBe(0);
  });
});

test('a sample is said with its verdict and rank', () => {
  expect(sampleWords(strip, 3)).toBe('sample 4 of 4, correct, 2nd of 2');
  expect(sampleWords(strip, 0)).toBe('sample 1 of 4, wrong, truncated');
  expect(sampleWords(strip, 2)).toBe('sample 3 of 4, unscored');
});

test('ordinals are English', () => {
  expect([1, 2, 3, 4, 11, 12, 13, 21, 112, 1022].map(ordinal)).toEqual([
    '1st',
    '2nd',
    '3rd',
    '4th',
    '11th',
    '12th',
    '13th',
    '21st',
    '112th',
    '1,022nd',
  ]);
});

test('answers that are not named are summed up', () => {
  expect(answerGroups(strip, 1).map(({ text, count }) => [text, count])).toEqual([
    ['7', 2],
    ['other', 1],
    ['none', 1],
  ]);
});

describe('a problem of which only the count is known', () => {
  test('has samples whose verdict is unknown, not missing', () => {
    expect(verdictWithRank({ ...strip, verdict: Uint8Array.of(2, 1), countOnly: true }, 0)).toBe(
      'verdict unknown: the dump has only the count',
    );
    expect(verdictWithRank({ ...strip, verdict: Uint8Array.of(2, 1) }, 0)).toBe('unscored');
  });
});
