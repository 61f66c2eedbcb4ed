import { describe, expect, test } from 'vitest';
import { accuracyWords } from '../../src/core/compare/filterWords';
import { columnsOf, nextSort } from '../../webview/problems/columns';
import { movedBy } from '../../webview/problems/gridKeys';
import { widthStep } from '../../webview/ui/pageWidth';

const shape = { runs: 2, idLength: 9, notes: true, width: 'wide' as const };
const ids = (of: Parameters<typeof columnsOf>[0]) => columnsOf(of).map(({ id }) => id);

describe('columns of the grid', () => {
  test('of two runs', () => {
    expect(ids(shape)).toEqual(['problem', 'question', 'notes', 'run:0', 'run:1', 'delta', 'class']);
  });
  test('of one run have no class, of three and more no difference', () => {
    expect(ids({ ...shape, runs: 1, notes: false })).toEqual(['problem', 'question', 'notes', 'run:0']);
    expect(ids({ ...shape, notes: false, roomy: false })).not.toContain('notes');
    expect(ids({ ...shape, notes: true, roomy: false })).toContain('notes');
    expect(ids({ ...shape, runs: 3, notes: false })).toEqual([
      'problem',
      'question',
      'run:0',
      'run:1',
      'run:2',
      'class',
    ]);
  });
  test('lose the difference first, then the question', () => {
    expect(ids({ ...shape, width: 'medium' })).toEqual(['problem', 'question', 'run:0', 'run:1', 'class']);
    expect(ids({ ...shape, width: 'narrow' })).toEqual(['problem', 'run:0', 'run:1', 'class']);
  });
  test('follow the steps of width', () => {
    expect([400, 560, 800, 1150].map(widthStep)).toEqual(['tiny', 'narrow', 'medium', 'wide']);
  });
});

test('sorting turns round, then gives the dump’s order back', () => {
  const first = nextSort({ column: 'order', descending: false }, 'pass:1');
  expect(first).toEqual({ column: 'pass:1', descending: true });
  const second = nextSort(first, 'pass:1');
  expect(second).toEqual({ column: 'pass:1', descending: false });
  expect(nextSort(second, 'pass:1')).toEqual({ column: 'order', descending: false });
  expect(nextSort(second, 'id')).toEqual({ column: 'id', descending: false });
});

test('keys move the focus inside the grid', () => {
  const size = { rows: 30, columns: 5, rowsPerPage: 10 };
  const from = { row: 4, column: 2 };
  expect(movedBy('ArrowDown', false, from, size)).toEqual({ row: 5, column: 2 });
  expect(movedBy('PageUp', false, from, size)).toEqual({ row: 0, column: 2 });
  expect(movedBy('End', false, from, size)).toEqual({ row: 4, column: 4 });
  expect(movedBy('End', true, from, size)).toEqual({ row: 29, column: 4 });
  expect(movedBy('x', false, from, size)).toBeUndefined();
  expect(movedBy('ArrowDown', false, from, { ...size, rows: 0 })).toBeUndefined();
});

test('an accuracy filter is said as it holds', () => {
  expect(accuracyWords({ run: 0, min: 0, max: 0.05 }, 'base')).toBe('base c/n ≤ 5 %');
  expect(accuracyWords({ run: 0, min: 0.051, max: 1 }, 'base')).toBe('base c/n ≥ 5.1 %');
  expect(accuracyWords({ run: 0, min: 0.1, max: 0.5 }, 'RL')).toBe('RL c/n 10–50 %');
});
