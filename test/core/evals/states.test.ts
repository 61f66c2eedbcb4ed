import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evalStates, isEnded, isLegal, isResting, transitions, type EvalState } from '../../../src/core/evals/states';

describe('the states of an eval', () => {
  it('can all be reached from a draft', () => {
    const reached = new Set<EvalState>(['draft']);
    for (const state of reached) for (const next of transitions[state]) reached.add(next);
    expect([...reached].sort()).toEqual([...evalStates].sort());
  });

  it('leave a resting state only by a new attempt, or by giving a lost one up', () => {
    for (const state of evalStates.filter(isResting))
      expect(transitions[state].filter((next) => next !== 'preparing')).toEqual(state === 'lost' ? ['cancelled'] : []);
  });

  it('lead to an end or a rest from everywhere', () => {
    fc.assert(
      fc.property(fc.constantFrom(...evalStates), (state) => {
        const open = new Set<EvalState>([state]);
        for (const each of open) for (const next of transitions[each]) open.add(next);
        expect([...open].some(isEnded)).toBe(true);
      }),
    );
  });

  it('say complete only behind collecting or cancelling, when all chunks were looked at', () => {
    const before = evalStates.filter((state) => isLegal(state, 'completed'));
    expect(before).toEqual(['collecting', 'cancelling']);
  });

  it('let everything that works be interrupted and cancelled', () => {
    for (const state of evalStates.filter((state) => !isResting(state))) {
      expect(isLegal(state, 'interrupted')).toBe(true);
      if (state !== 'cancelling') expect(isLegal(state, 'cancelling')).toBe(true);
    }
  });
});
