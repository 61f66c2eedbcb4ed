import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diffTraces } from '../../../src/core/trace/diff';
import { anchorsOf, placeBeside } from '../../../src/core/trace/lockSteps';

const left = 'First we count all of them here.\nThen we take the half of that.\nSo the answer is 12 in the end.';
const right = `Let me think about this for a moment.\n${left}`;

describe('scrolling traces together', () => {
  it('keeps equal steps beside each other', () => {
    const anchors = anchorsOf(diffTraces(left, right), 3, 4);
    expect(placeBeside(anchors, 1, 'left')).toBe(2);
    expect(placeBeside(anchors, 2.5, 'left')).toBe(3.5);
    expect(placeBeside(anchors, 3, 'right')).toBe(2);
  });

  it('goes in proportion where nothing is alike', () => {
    const anchors = anchorsOf(undefined, 10, 20);
    expect(placeBeside(anchors, 5, 'left')).toBe(10);
    expect(placeBeside(anchors, 20, 'right')).toBe(10);
  });

  it('never goes back, and stays inside the other trace', () => {
    const place = fc.double({ min: 0, max: 3, noNaN: true });
    fc.assert(
      fc.property(place, place, (a, b) => {
        const anchors = anchorsOf(diffTraces(left, right), 3, 4);
        const [low, high] = [Math.min(a, b), Math.max(a, b)].map((at) => placeBeside(anchors, at, 'left'));
        expect(low).toBeLessThanOrEqual(high);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(4);
      }),
    );
  });
});
