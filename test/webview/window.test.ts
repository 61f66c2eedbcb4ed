import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rowsInWindow, rowsPerPage, scrollToShow } from '../../webview/list/window';

describe('rows in the window', () => {
  test('are those that can be seen, and some more on both sides', () => {
    expect(rowsInWindow({ scrollTop: 220, height: 110 }, 22, 100, 2)).toEqual({ start: 8, end: 17 });
  });

  test('stay within the list at both ends', () => {
    expect(rowsInWindow({ scrollTop: 0, height: 110 }, 22, 100, 8)).toEqual({ start: 0, end: 13 });
    expect(rowsInWindow({ scrollTop: 2090, height: 110 }, 22, 100, 8)).toEqual({ start: 87, end: 100 });
    expect(rowsInWindow({ scrollTop: 0, height: 110 }, 22, 0, 8)).toEqual({ start: 0, end: 0 });
  });

  test('are not lost when the list has become shorter than the scroll offset', () => {
    expect(rowsInWindow({ scrollTop: 100_000, height: 110 }, 22, 3, 8)).toEqual({ start: 2, end: 3 });
  });

  test('include every row of which a pixel can be seen', () => {
    fc.assert(
      fc.property(
        fc.nat(50_000),
        fc.integer({ min: 1, max: 2000 }),
        fc.integer({ min: 1, max: 3000 }),
        (scrollTop, height, count) => {
          const { start, end } = rowsInWindow({ scrollTop, height }, 22, count, 4);
          for (const pixel of [scrollTop, scrollTop + height - 1]) {
            const row = Math.floor(pixel / 22);
            if (row < count) expect(row >= start && row < end).toBe(true);
          }
        },
      ),
    );
  });
});

describe('scrolling to a row', () => {
  const viewport = { scrollTop: 220, height: 110 };
  test('leaves a row that is seen where it is', () => expect(scrollToShow(12, viewport, 22)).toBe(220));
  test('goes up to the row’s top', () => expect(scrollToShow(3, viewport, 22)).toBe(66));
  test('goes down until the row’s end is seen', () => expect(scrollToShow(20, viewport, 22)).toBe(352));
});

test('a page is what is seen, less one row', () => {
  expect(rowsPerPage(220, 22)).toBe(9);
  expect(rowsPerPage(10, 22)).toBe(1);
});
