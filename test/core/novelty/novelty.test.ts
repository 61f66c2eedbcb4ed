import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Baselines } from '../../../src/core/novelty/baseline';
import { challengeSpan } from '../../../src/core/novelty/challenge';
import { findNovelty } from '../../../src/core/novelty/findNovelty';
import { GramTable } from '../../../src/core/novelty/gramTable';
import { nearestByGrams, rankBySteps } from '../../../src/core/novelty/nearest';
import { placedTokens } from '../../../src/core/novelty/tokens';
import { containment, longestShared, novelWords, tableOf, words } from './texts';

/** Few words, so that n-grams meet often. */
const text = fc.array(fc.constantFrom('a', 'b', 'so'), { minLength: 0, maxLength: 40 }).map((list) => list.join(' '));
const texts = fc.array(text, { minLength: 1, maxLength: 8 });

describe('tokens', () => {
  const tokens = (content: string) => {
    const { starts, ends } = placedTokens(content);
    return Array.from(starts, (start, i) => content.slice(start, ends[i]));
  };

  it('are words, numbers with their points, commands, and other signs one by one', () => {
    expect(tokens("So don't use \\frac{1}{2}\n= 3.14, 1,024. 所以 😀!")).toEqual([
      'So',
      "don't",
      'use',
      '\\frac',
      '{',
      '1',
      '}',
      '{',
      '2',
      '}',
      '=',
      '3.14',
      ',',
      '1,024',
      '.',
      '所',
      '以',
      '😀',
      '!',
    ]);
    expect(tokens('naïve Größe \\\\ x_1')).toEqual(['naïve', 'Größe', '\\', '\\', 'x', '_', '1']);
    expect(tokens(' \t\n\u00a0\u3000')).toEqual([]);
  });

  it('hold all of any text but white space, in order', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (content) => {
        const { starts, ends } = placedTokens(content);
        starts.forEach((start, i) => {
          expect(start).toBeGreaterThanOrEqual(i === 0 ? 0 : ends[i - 1]);
          expect(ends[i]).toBeGreaterThan(start);
        });
      }),
      { numRuns: 50 },
    );
  });

  it('do not tell capital letters of ASCII from small ones', () => {
    expect(placedTokens('So The X').hash).toEqual(placedTokens('so the x').hash);
    expect(placedTokens('so').hash).not.toEqual(placedTokens('os').hash);
  });
});

describe('novel passages', () => {
  it('are found where they were planted, and copies are not', () => {
    const base = ['we sum all terms of the series and get ten', 'then we check the result by putting it back in again'];
    const planted = 'mirror the grid along its diagonal';
    const trace = `we sum all terms of the series. ${planted} then we check the result by putting it`;
    const { passages, copied, share, tokens } = findNovelty(tableOf(base), trace);
    expect(passages.map(({ start, end }) => trace.slice(start, end))).toEqual([`. ${planted}`]);
    expect(copied.map(({ start, end, sample, samples }) => [trace.slice(start, end), sample, samples])).toEqual([
      ['we sum all terms of the series', 0, 1],
      ['then we check the result by putting it', 1, 1],
    ]);
    expect(share).toBeCloseTo(7 / tokens, 12);
  });

  it('are those that looking at everything finds', () => {
    fc.assert(
      fc.property(texts, text, (base, trace) => {
        const found = findNovelty(tableOf(base), trace);
        const tokens = placedTokens(trace);
        if (tokens.hash.length < 6) {
          expect(found.share).toBeNaN();
          return;
        }
        const novel = Array.from(tokens.starts, (start) =>
          found.passages.some((passage) => passage.start <= start && start < passage.end),
        );
        const expected = novelWords(base, trace);
        expect(novel).toEqual(expected);
        expect(found.novelTokens).toBe(expected.filter(Boolean).length);
      }),
      { numRuns: 300 },
    );
  });

  it('and copied ones cover the trace, and each copy stands in the sample it names', () => {
    fc.assert(
      fc.property(texts, text, (base, trace) => {
        const { passages, copied, share } = findNovelty(tableOf(base), trace);
        if (Number.isNaN(share)) return;
        const all = [...passages, ...copied].sort((a, b) => a.start - b.start);
        expect(all.map(({ start, end }) => trace.slice(start, end)).join(' ')).toBe(trace);
        for (const { start, end, sample, firstToken, tokens } of copied)
          expect(words(base[sample]).slice(firstToken, firstToken + tokens)).toEqual(words(trace.slice(start, end)));
      }),
      { numRuns: 300 },
    );
  });

  it('are the same when samples are added later', () => {
    fc.assert(
      fc.property(texts, texts, text, (first, more, trace) => {
        const grown = new GramTable(1);
        for (const one of first) grown.add(one);
        grown.build();
        for (const one of more) grown.add(one);
        grown.build();
        expect(findNovelty(grown, trace).passages).toEqual(findNovelty(tableOf([...first, ...more]), trace).passages);
      }),
    );
  });

  it('are none to be told in a trace of fewer than six tokens, and everything against an empty base', () => {
    expect(findNovelty(tableOf(['a b c d e f']), 'a b c').share).toBeNaN();
    expect(findNovelty(tableOf([]), 'a b c d e f').share).toBe(1);
    expect(findNovelty(tableOf(['']), 'a b c d e f').share).toBe(1);
  });
});

describe('the baseline', () => {
  it('holds each base sample against all others, not against itself', () => {
    fc.assert(
      fc.property(texts, (base) => {
        const baselines = new Baselines(tableOf(base));
        base.forEach((own, sample) => {
          const others = base.filter((_, i) => i !== sample);
          const novel = novelWords(others, own);
          if (novel.length < 6) expect(baselines.shareOf(sample)).toBeNaN();
          else expect(baselines.shareOf(sample)).toBeCloseTo(novel.filter(Boolean).length / novel.length, 12);
        });
      }),
      { numRuns: 200 },
    );
  });

  it('is of samples of about the same length, drawn by seed, with its denominator', () => {
    const long = Array.from({ length: 300 }, (_, i) =>
      Array.from({ length: 50 }, (_, j) => `w${(i * 7 + j) % 90}`).join(' '),
    );
    const short = Array.from({ length: 50 }, () => 'a b c d e f g');
    const baselines = new Baselines(tableOf([...long, ...short]));
    const found = baselines.against(50 * 2, 0.4, 3);
    expect(found).toMatchObject({ samples: 200, eligible: 300, seed: 3 });
    expect(found?.tokens[0]).toBe(100);
    expect(baselines.against(100, 0.4, 3)).toEqual(found);
    expect(baselines.against(7, 0, 3)).toMatchObject({ samples: 50, eligible: 50, median: 0, atLeastAsHigh: 50 });
  });

  it('takes those nearest in length where there are few, and is absent without two', () => {
    const base = tableOf([...Array.from({ length: 30 }, (_, i) => 'w '.repeat(10 + i)), 'a b c']);
    expect(new Baselines(base).against(1000, 0.5, 1)).toMatchObject({ eligible: 20, tokens: [20, 39] });
    expect(new Baselines(tableOf(['a b c d e f', 'a'])).against(6, 0.5, 1)).toBeUndefined();
  });
});

describe('near samples', () => {
  it('are ranked by the share of n-grams that looking at everything finds', () => {
    fc.assert(
      fc.property(texts, text, (base, trace) => {
        const near = nearestByGrams(tableOf(base), trace, base.length);
        const expected = base.map((one) => containment(trace, one));
        for (const { sample, containment: share } of near) expect(share).toBeCloseTo(expected[sample], 12);
        const shares = near.map((one) => one.containment);
        expect(shares).toEqual([...shares].sort((a, b) => b - a));
      }),
      { numRuns: 200 },
    );
  });

  it('are then ranked by their steps', () => {
    const step = (n: number) => `Let us look at the case number ${n} of all of them.\n`;
    const trace = [1, 2, 3, 4].map(step).join('');
    const base = [step(1), [9, 4].map(step).join(''), trace + step(5), 'Nothing of the sort is here at all.'];
    const near = nearestByGrams(tableOf(base), trace, 3);
    const ranked = rankBySteps(trace, near, (sample) => base[sample]);
    expect(ranked[0]).toMatchObject({ sample: 2, alignedShare: 1, alignedSteps: [4, 4] });
    expect(ranked.map(({ sample }) => sample)).not.toContain(3);
  });
});

describe('a challenge', () => {
  it('lists the samples that hold most of the span, with the longest passage and its place', () => {
    const base = [
      'First we reflect the whole grid along its main diagonal. Then count.',
      'count the rows of it',
      'so then we Reflect the whole grid along its side and go on',
    ];
    const span = 'reflect the whole grid along its main diagonal';
    const found = challengeSpan(tableOf(base), span, 5, (sample) => base[sample]);
    expect(found).toMatchObject({ tokens: 8, samples: 3, whole: 1 });
    expect(
      found.examples.map(({ sample, span: place, longest }) => [
        sample,
        base[sample].slice(place.start, place.end),
        longest,
      ]),
    ).toEqual([
      [0, span, 8],
      [2, 'Reflect the whole grid along its', 6],
    ]);
    const [, second] = found.examples;
    expect(span.slice(second.claimed.start, second.claimed.end)).toBe('reflect the whole grid along its');
  });

  it('ranks as looking at everything does', () => {
    fc.assert(
      fc.property(texts, text, (base, span) => {
        const tokens = words(span).length;
        const found = challengeSpan(tableOf(base), span, base.length, (sample) => base[sample]);
        for (const example of found.examples) {
          const other = base[example.sample];
          expect(example.longest).toBe(longestShared(span, other));
          const expected = tokens >= 6 ? containment(span, other) : example.longest / tokens;
          expect(example.containment).toBeCloseTo(expected, 12);
          expect(other.slice(example.span.start, example.span.end)).toBe(
            span.slice(example.claimed.start, example.claimed.end),
          );
        }
        const whole = tokens === 0 ? 0 : base.filter((other) => longestShared(span, other) === tokens).length;
        expect(found.whole).toBe(whole);
      }),
      { numRuns: 300 },
    );
  });
});
