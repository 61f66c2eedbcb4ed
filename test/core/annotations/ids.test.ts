import { expect, it } from 'vitest';
import { adjudicationId, reviewId, suggestionId } from '../../../src/core/annotations/ids';
import { sample } from './logs';

it('names the same thing alike for two people, and other things otherwise', () => {
  expect(reviewId('q', 1)).toBe(reviewId('q', 1));
  expect(reviewId('q,1', 1)).not.toBe(reviewId('q', 11));
  const moved = { ...sample, index: 9 };
  expect(adjudicationId(sample, { kind: 'verdict', verdict: 'valid' })).toBe(
    adjudicationId(moved, { kind: 'verdict', verdict: 'invalid' }),
  );
  expect(adjudicationId(sample, { kind: 'tag', tag: 'a', holds: true })).not.toBe(
    adjudicationId(sample, { kind: 'tag', tag: 'b', holds: true }),
  );
  const span = { start: 1, end: 2, quote: 'x', before: '', after: '', step: 0, steps: 1 };
  const ids = [sample, { ...sample, span }, { ...sample, hash: 'other' }].map((anchor) =>
    suggestionId('cues', 't', anchor),
  );
  expect(new Set(ids).size).toBe(3);
  expect(suggestionId('cues', 't', moved)).toBe(ids[0]);
});
