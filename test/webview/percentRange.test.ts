import { expect, test } from 'vitest';
import { percentRange, percentText } from '../../webview/ui/percentRange';

test('bounds typed in per cent become fractions, and come back as they were typed', () => {
  expect(percentRange('0', '12.5')).toEqual({ min: 0, max: 0.125 });
  expect(percentText(0.125)).toBe('12.5');
  expect(percentText(0.07)).toBe('7');
});

test.each([
  ['', '5', false, 'Per cent from 0 to 100.'],
  ['-1', '5', false, 'Per cent from 0 to 100.'],
  ['x', '5', false, 'Per cent from 0 to 100.'],
  ['1', '101', true, 'Per cent from 0 to 100.'],
  ['6', '5', false, 'The first number is above the second.'],
  ['5', '5', true, 'The first number is not below the second.'],
])('"%s" to "%s" (open: %s) says what is wrong', (from, to, open, error) => {
  expect(percentRange(from, to, open)).toEqual({ error });
});
