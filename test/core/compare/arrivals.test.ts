import { expect, test } from 'vitest';
import { Arrivals } from '../../../src/core/compare/arrivals';
import type { RunIndex } from '../../../src/core/runIndex';

/** An index of which only the numbers of samples matter. */
function indexOf(counts: Record<string, number>): RunIndex {
  let start = 0;
  const problems = Object.entries(counts).map(([id, count]) => ({ id, start, end: (start += count) }));
  return { problems } as unknown as RunIndex;
}

function arrivedIn(arrivals: Arrivals, counts: Record<string, number>): number[] {
  return [...arrivals.of(indexOf(counts))];
}

test('nothing arrives before a run has been read once', () => {
  const arrivals = new Arrivals();
  expect(arrivedIn(arrivals, { a: 5 })).toEqual([0]);
  arrivals.begin(indexOf({ a: 6 }));
  expect(arrivedIn(arrivals, { a: 6, b: 2 })).toEqual([0, 2]);
});

test('problems are known by id, wherever they stand', () => {
  const arrivals = new Arrivals();
  arrivals.begin(indexOf({ a: 1, b: 2 }));
  expect(arrivedIn(arrivals, { b: 4, c: 1, a: 1 })).toEqual([2, 1, 0]);
});

test('a problem that was looked at has nothing new until more comes', () => {
  const arrivals = new Arrivals();
  arrivals.begin(indexOf({ a: 1, b: 1 }));
  const index = indexOf({ a: 3, b: 2 });
  expect(arrivals.look(index, 0)).toBe(true);
  expect(arrivals.look(index, 0)).toBe(false);
  expect(arrivals.look(index, -1)).toBe(false);
  expect([...arrivals.of(index)]).toEqual([0, 1]);
  expect(arrivedIn(arrivals, { a: 4, b: 2 })).toEqual([1, 1]);
});

test('a replaced dump with fewer samples counts from there', () => {
  const arrivals = new Arrivals();
  arrivals.begin(indexOf({ a: 9 }));
  expect(arrivedIn(arrivals, { a: 2 })).toEqual([0]);
  expect(arrivedIn(arrivals, { a: 5 })).toEqual([3]);
});
