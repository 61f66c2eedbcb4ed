import { describe, expect, it } from 'vitest';
import type { Anchor, EventDraft } from '../../../src/core/annotations/events';
import { placeOf, prevalenceOf, type ReadSample } from '../../../src/core/annotations/prevalence';
import { definition, eventOf, logOf } from './logs';

const read: ReadSample[] = ['base', 'RL'].flatMap((run) =>
  ['p1', 'p2'].flatMap((problem) =>
    [0, 1, 2, 3].map((i) => ({
      run,
      problem,
      hash: `h${i}`,
      verdict: i < 2 ? ('correct' as const) : ('wrong' as const),
    })),
  ),
);
const span = { start: 0, end: 1, quote: 'x', before: '', after: '', step: 9, steps: 10 };
const tagged = (id: string, run: string, problem: string, hash: string, isSpan = true): EventDraft => {
  const anchor: Anchor = { run, problem, index: 0, hash, ...(isSpan && { span }) };
  return { kind: 'tagged', object: id, payload: { tag: 't', anchor } };
};
const { state } = logOf(
  [
    { kind: 'tagDefined' as const, object: 't', payload: { definition } },
    tagged('1', 'RL', 'p1', 'h0'),
    tagged('2', 'RL', 'p1', 'h0', false),
    tagged('3', 'RL', 'p1', 'h1'),
    tagged('4', 'RL', 'p2', 'h3'),
    tagged('5', 'RL', 'p2', 'of a sample nobody read'),
  ].map((draft, i) => eventOf(draft, i + 1)),
);
const rows = prevalenceOf(state, read, { seed: 7, resamples: 500 });
const row = (run: string, verdict: string, place: unknown) =>
  rows.find((one) => one.run === run && one.verdict === verdict && one.place === place);

describe('prevalence', () => {
  it('counts samples with a tag, not tags, among those that were read', () => {
    expect(row('RL', 'any', 'any')).toMatchObject({ x: 3, n: 8, problems: 2, mean: 0.375 });
    expect(row('RL', 'correct', 'any')).toMatchObject({ x: 2, n: 4, mean: 0.5 });
    expect(row('base', 'any', 'any')).toMatchObject({ x: 0, n: 8, mean: 0, interval: [0, 0] });
    expect(row('RL', 'any', 4)).toMatchObject({ x: 3 });
    expect(row('RL', 'any', 'trace')).toMatchObject({ x: 1 });
    expect(row('RL', 'any', 0)).toBeUndefined();
  });

  it('has intervals over problems, the same for the same seed', () => {
    expect(row('RL', 'correct', 'any')?.interval).toEqual([0, 1]);
    expect(prevalenceOf(state, read, { seed: 7, resamples: 500 })).toEqual(rows);
  });

  it('leaves out deleted tags', () => {
    const log = logOf([
      eventOf({ kind: 'tagDefined', object: 't', payload: { definition } }, 1),
      eventOf(tagged('1', 'RL', 'p1', 'h0'), 2),
      eventOf({ kind: 'tagDeleted', object: 't', payload: {} }, 3),
    ]);
    expect(prevalenceOf(log.state, read, { seed: 7, resamples: 10 })).toEqual([]);
  });

  it('puts steps into fifths', () => {
    expect([0, 1, 2, 9, 10].map((step) => placeOf({ step, steps: 10 }))).toEqual([0, 0, 1, 4, 4]);
    expect(placeOf({ step: 0, steps: 0 })).toBe(0);
    expect(placeOf(undefined)).toBe('trace');
  });
});
