import { fromMarkdown } from 'mdast-util-from-markdown';
import { describe, expect, it } from 'vitest';
import { carriersOf, settlingOf, type CarrierSample } from '../../../src/core/novelty/carriers';
import { evidenceRecord, type EvidenceParts } from '../../../src/core/novelty/evidence';
import { evidenceCard } from '../../../src/core/novelty/evidenceCard';
import { findNovelty } from '../../../src/core/novelty/findNovelty';
import { predictionOf } from '../../../src/core/novelty/prediction';
import { tableOf } from './texts';

describe('base samples that carry a pattern', () => {
  const samples: CarrierSample[] = [
    ...Array.from({ length: 6 }, (): CarrierSample => ({ verdict: 'correct', carries: false })),
    { verdict: 'wrong', carries: true },
    { verdict: 'unscored', carries: false },
  ];

  it('are counted by verdict, with an interval', () => {
    const found = carriersOf(samples);
    expect(found).toMatchObject({
      x: 1,
      n: 8,
      byVerdict: { correct: { x: 0, n: 6 }, wrong: { x: 1, n: 1 }, unscored: { x: 0, n: 1 } },
    });
    // Beta(2, 8): R's qbeta(c(.025, .975), 2, 8).
    expect(found.interval?.[0]).toBeCloseTo(0.0281, 4);
    expect(found.interval?.[1]).toBeCloseTo(0.4825, 4);
    expect(carriersOf([]).interval).toBeUndefined();
  });

  it('settle nothing when there are few of them, and say how many more would', () => {
    // The example of "Samples to settle": n = k = 8, τ = 0.5 → 0.459, 26 more.
    const found = settlingOf({ x: 0, n: 8 }, 8, 0.5);
    expect(found).toMatchObject({ kind: 'open', more: 26, k: 8, tau: 0.5 });
    expect(found.kind === 'open' && found.chance).toBeCloseTo(0.459, 3);
    expect(settlingOf({ x: 0, n: 34 }, 8, 0.5)).toMatchObject({ kind: 'settled' });
    expect(settlingOf({ x: 2, n: 8 }, 8, 0.5)).toEqual({ kind: 'carried', x: 2 });
  });
});

describe('how well a score tells what people said', () => {
  it('is the chance that a different trace scores higher than a same one', () => {
    const pair = (score: number, same: boolean) => ({ score, same });
    const found = predictionOf([pair(0.1, true), pair(0.4, true), pair(0.4, false), pair(0.9, false), pair(NaN, true)]);
    // 4 pairs: 0.4 > 0.1, 0.4 = 0.4, 0.9 twice.
    expect(found).toMatchObject({ auc: 3.5 / 4, same: 2, different: 2, seed: 7 });
    expect(found.lo).toBeLessThanOrEqual(found.auc);
    expect(found.hi).toBe(1);
  });
  it('is no number while only one of the two was said, and has no interval below two of each', () => {
    expect(predictionOf([{ score: 1, same: true }])).toMatchObject({ auc: NaN, same: 1, different: 0 });
    const two = predictionOf([
      { score: 0, same: true },
      { score: 1, same: false },
    ]);
    expect(two).toMatchObject({ auc: 1, lo: NaN, hi: NaN });
  });
});

const hostile = '</script> ```js\nalert(1)\n``` ![x](http://e.x/y.png) **bold** <b> [a](b)\u202e';

function parts(more: Partial<EvidenceParts> = {}): EvidenceParts {
  const novelty = findNovelty(tableOf(['a b c d e f g']), 'a b c d e f new words here');
  return {
    claim: {
      sample: { run: 'RL', problem: 'aime24-11', index: 3, hash: 'abcdef0123456789' },
      span: { start: 100, end: 126 },
      quote: 'a b c d e f new words here',
      tag: 'case split',
    },
    runs: ['base'],
    author: 'Ada',
    time: '2026-11-21T12:00:00Z',
    seed: 7,
    searched: { samples: 8, tokens: 9000, unsearched: 1, dump: '0123abcd' },
    novelty,
    baseline: {
      samples: 200,
      eligible: 300,
      median: 0.02,
      quantile95: 0.1,
      atLeastAsHigh: 4,
      tokens: [7, 11],
      seed: 7,
    },
    near: [
      { sample: 5, containment: 0.5, jaccard: 0.4, alignedShare: 0.75, alignedSteps: [3, 4] },
      { sample: 2, containment: 0.1, jaccard: 0.1 },
    ],
    challenge: {
      found: {
        tokens: 9,
        samples: 8,
        whole: 0,
        examples: [
          { sample: 5, containment: 0.25, longest: 6, span: { start: 0, end: 11 }, claimed: { start: 0, end: 11 } },
        ],
      },
      quotes: ['a b c d e f'],
    },
    same: [
      {
        tag: 'case split',
        carriers: carriersOf([{ verdict: 'wrong', carries: false }]),
        settling: settlingOf({ x: 0, n: 8 }, 8, 0.5),
      },
    ],
    perplexity: { value: 1.5, base: [1.2, 2, 3] },
    nameOf: (sample) => ({ run: 'base', problem: 'aime24-11', index: sample, hash: '' }),
    ...more,
  };
}

describe('the record of evidence', () => {
  it('is plain JSON with everything that was found, spans told from the beginning of the trace', () => {
    const record = evidenceRecord(parts());
    expect(JSON.parse(JSON.stringify(record))).toEqual(record);
    expect(record).toMatchObject({
      method: '6-token n-grams 1',
      samples: 8,
      unsearched: 1,
      novel: [{ start: 112, end: 126 }],
      share: 3 / 9,
      moreSamples: 26,
      perplexityAmong: { samples: 3, below: 1 },
      nearest: [
        { similarity: 0.75, by: 'aligned steps' },
        { similarity: 0.1, by: 'shared n-grams' },
      ],
    });
  });

  it('has no share where the claim is too short for one', () => {
    const record = evidenceRecord(parts({ novelty: findNovelty(tableOf(['a']), 'a b') }));
    expect(record.share).toBeUndefined();
    expect(evidenceCard(record)).toContain('fewer than 6 tokens are claimed');
  });
});

describe('the evidence card', () => {
  it('says what was searched, found and with which parameters', () => {
    const card = evidenceCard({
      ...evidenceRecord(parts()),
      outcome: { outcome: 'survived', author: 'Bob', time: '2026-11-22', reason: '' },
    });
    for (const words of [
      'Span 100–126 of RL, problem aime24-11, sample 4 (abcdef012345)',
      'Searched: 8 samples of problem aime24-11 of base, 9,000 tokens, dump 0123abcd; 1 sample could not be searched.',
      '33.3 % of its tokens (3 of 9) are in no run of 6 tokens that a searched sample has, in 1 passage.',
      'of 200 base samples of about that length (7 to 11 tokens, drawn from 300), each against all others, 4 have a share at least as high; median 2.0 %, 95th percentile 10.0 %.',
      'base, problem aime24-11, sample 6: 0.75 by aligned steps',
      '0 of 8 base samples hold it word for word',
      'longest shared passage 6 tokens: “a b c d e f”',
      '26 more samples, all without it, would bring that below 5 %',
      'Perplexity under the base: 1.50; 1 of 3 scored base samples of the problem have a lower one.',
      'The claim **survived**, by Bob at 2026-11-22',
      '6-token n-grams 1; seed 7; computed for Ada',
    ])
      expect(card).toContain(words);
  });

  it('never calls a trace a different approach by itself', () => {
    expect(evidenceCard(evidenceRecord(parts()))).not.toMatch(/different approach/i);
  });

  it('takes no markup from foreign text', () => {
    const base = parts();
    const { claim } = base;
    const card = evidenceCard(
      evidenceRecord({
        ...base,
        author: hostile,
        runs: [hostile],
        claim: {
          ...claim,
          quote: hostile,
          statement: hostile,
          tag: hostile,
          sample: { ...claim.sample, run: hostile },
        },
        challenge: base.challenge && { ...base.challenge, quotes: [hostile] },
      }),
    );
    const kinds = new Set<string>();
    const walk = (node: { type: string; children?: { type: string }[] }): void => {
      kinds.add(node.type);
      node.children?.forEach(walk);
    };
    walk(fromMarkdown(card));
    expect([...kinds].sort()).toEqual([
      'code',
      'emphasis',
      'heading',
      'list',
      'listItem',
      'paragraph',
      'root',
      'strong',
      'text',
    ]);
    expect(card).not.toContain('\u202e');
  });
});
