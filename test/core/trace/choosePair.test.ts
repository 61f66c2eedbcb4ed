import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Verdict } from '../../../src/core/runIndex';
import {
  choosePair,
  nearestCandidates,
  nearestReason,
  nearestTexts,
  pairRules,
  type PairRule,
  type PairFacts,
} from '../../../src/core/trace/choosePair';

const { correct, wrong, unscored } = Verdict;

function facts(verdict: number[], length: number[], answers: (string | undefined)[] = []): PairFacts {
  return { verdict: Uint8Array.from(verdict), length: Float64Array.from(length), answers };
}

const base = facts([wrong, correct, correct, unscored], [900, 800, 300, 5], ['364', '366', '366', undefined]);
const rl = facts([wrong, wrong, wrong], [50, 70, 60], ['364', '366', '364']);
const choose = (rule: Exclude<PairRule, 'nearest'>, seed = 7) =>
  choosePair([base, rl], { rule, current: [3, 9], seed });

describe('choosing a pair', () => {
  it('takes the first or shortest correct sample, and says so where there is none', () => {
    expect(choose('firstCorrect')).toEqual({
      samples: [1, 0],
      reasons: ['first correct of 2', 'first sample (none correct)'],
    });
    expect(choose('shortestCorrect')).toEqual({
      samples: [2, 0],
      reasons: ['shortest correct of 2', 'first sample (none correct)'],
    });
  });

  it('takes the median length, the lower one of two', () => {
    expect(choose('medianLength')).toEqual({ samples: [2, 2], reasons: ['median length of 4', 'median length of 3'] });
  });

  it('takes samples with the answer that both give most', () => {
    expect(choose('sameAnswer')).toEqual({
      samples: [0, 0],
      reasons: ['first of 1 that answer 364', 'first of 2 that answer 364'],
    });
    expect(choosePair([base, facts([wrong], [1], [undefined])], { rule: 'sameAnswer', current: [], seed: 0 })).toEqual({
      samples: [0, 0],
      reasons: ['first sample (no answer is in all)', 'first sample (no answer is in all)'],
    });
  });

  it('draws the same random pair from the same seed', () => {
    expect(choose('random')).toEqual(choose('random'));
    expect(choose('random').reasons[0]).toBe('random of 4, seed 7');
    const drawn = Array.from({ length: 50 }, (_, seed) => choose('random', seed).samples.join());
    expect(new Set(drawn).size).toBeGreaterThan(6);
  });

  it('keeps pinned samples, as far as there are so many', () => {
    expect(choose('pinned')).toEqual({ samples: [3, 2], reasons: ['pinned', 'pinned'] });
  });

  it('never leaves the samples that there are', () => {
    const run = fc
      .array(
        fc.record({
          verdict: fc.constantFrom(0, 1, 2),
          length: fc.nat(),
          answer: fc.option(fc.constantFrom('1', '2')),
        }),
        {
          minLength: 1,
          maxLength: 40,
        },
      )
      .map((rows) =>
        facts(
          rows.map((row) => row.verdict),
          rows.map((row) => row.length),
          rows.map((row) => row.answer ?? undefined),
        ),
      );
    fc.assert(
      fc.property(fc.array(run, { minLength: 1, maxLength: 4 }), fc.constantFrom(...pairRules), (runs, rule) => {
        if (rule === 'nearest') {
          nearestCandidates(runs).forEach((samples, i) => {
            expect(samples.length).toBe(Math.min(24, runs[i].verdict.length));
            expect(new Set(samples).size).toBe(samples.length);
          });
        } else {
          const { samples, reasons } = choosePair(runs, { rule, current: [99], seed: 1 });
          expect(reasons.every((reason) => reason.length > 0)).toBe(true);
          samples.forEach((sample, i) => expect(sample >= 0 && sample < runs[i].verdict.length).toBe(true));
        }
      }),
    );
  });
});

describe('the nearest pair', () => {
  it('prefers samples with the same answer, then of about the same length', () => {
    expect(nearestCandidates([base, rl])[0][0]).toBe(0);
  });

  it('is the pair of texts with most in common', () => {
    const texts = [
      ['we count all triples first', 'let us use symmetry of a and b here'],
      ['something else altogether now', 'let us use symmetry of a and c here'],
      ['x y z', 'let us use symmetry'],
    ];
    const { chosen, likeness } = nearestTexts(texts);
    expect(chosen).toEqual([1, 1, 1]);
    expect(likeness).toBeGreaterThan(0.3);
    expect(nearestReason(likeness, [[1, 2], [3]])).toMatch(/^most alike of 2 × 1: \d+ % shared$/);
  });

  it('knows equal texts', () => {
    expect(nearestTexts([['a b c d'], ['a b c d']])).toEqual({ chosen: [0, 0], likeness: 1 });
    expect(nearestTexts([[''], ['']]).chosen).toEqual([0, 0]);
  });
});
