import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { afterPressure, afterSuccess, startConcurrency } from '../../../src/core/evals/concurrency';

describe('adaptive concurrency', () => {
  it('starts at 4 and adds one for each window that went well, up to the cap', () => {
    let now = startConcurrency(6);
    const limits: number[] = [];
    for (let request = 0; request < 20; request++) {
      now = afterSuccess(now, request, 6, request);
      limits.push(now.limit);
    }
    expect(limits.slice(0, 9)).toEqual([4, 4, 4, 5, 5, 5, 5, 5, 6]);
    expect(limits.at(-1)).toBe(6);
  });

  it('halves once for a crowd of requests that failed together', () => {
    let now = { limit: 16, clean: 3, changedAt: -1 };
    for (let request = 84; request < 100; request++) now = afterPressure(now, request, 100);
    expect(now.limit).toBe(8);
    expect(afterPressure(now, 100, 104).limit).toBe(4);
  });

  it('never leaves 1 … cap', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean()), fc.integer({ min: 1, max: 64 }), (outcomes, most) => {
        let now = startConcurrency(most);
        outcomes.forEach((good, i) => {
          now = good ? afterSuccess(now, i, most, i + 1) : afterPressure(now, i, i + 1);
          expect(now.limit).toBeGreaterThanOrEqual(1);
          expect(now.limit).toBeLessThanOrEqual(most);
        });
      }),
    );
  });
});
