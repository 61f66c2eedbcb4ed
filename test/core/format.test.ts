import { describe, expect, it } from 'vitest';
import * as format from '../../src/core/format';

describe('numbers as people read them', () => {
  it('have commas from 1,000 and a real minus', () => {
    expect([0, 999, 1000, 16384, 1234567, -2048].map(format.formatCount)).toEqual([
      '0',
      '999',
      '1,000',
      '16,384',
      '1,234,567',
      '−2,048',
    ]);
    expect(format.formatCount(-0)).toBe('0');
    expect([format.formatRatio(21, 1024), format.formatOf(21, 1024)]).toEqual(['21/1,024', '21 of 1,024']);
  });

  it('tell undefined from zero', () => {
    expect([format.formatFraction(NaN), format.formatFraction(0), format.formatPercent(NaN)]).toEqual([
      '–',
      '0.00',
      '–',
    ]);
  });

  it('give estimates two decimals and intervals the same', () => {
    expect([0.754, 0.999, 1].map((value) => format.formatFraction(value))).toEqual(['0.75', '1.00', '1.00']);
    expect(format.formatInterval(0.5834, 0.8712)).toBe('[0.58, 0.87]');
    expect(format.formatFraction(0.7546, 3)).toBe('0.755');
  });

  it('never round to 100 or 0 per cent', () => {
    expect([0.155, 0.9996, 1, 0, 0.0002].map((value) => format.formatPercent(value))).toEqual([
      '15.5',
      '99.9+',
      '100.0',
      '0.0',
      '<0.1',
    ]);
    expect(format.formatPercent(0.999, 0)).toBe('99+');
  });

  it('sign differences, except none', () => {
    expect([-0.175, 0.0231, 0, -0.0001].map((value) => format.formatPoints(value))).toEqual([
      '−17.5',
      '+2.3',
      '0.0',
      '0.0',
    ]);
  });

  it('give sizes in the unit that fits', () => {
    expect([1, 134, 12_345, 999_499, 999_500, 3_980_000, 1_412_000_000, 12_340_000_000].map(format.formatSize)).toEqual(
      ['1 byte', '134 bytes', '12 KB', '999 KB', '1.0 MB', '4.0 MB', '1,412 MB', '12.3 GB'],
    );
    expect(format.formatSizeOf(1_412_000_000, 4_096_000_000)).toBe('1,412 of 4,096 MB');
  });

  it('agree with their noun, and lists end in an ellipsis', () => {
    expect([format.formatNoun(1, 'problem'), format.formatNoun(1024, 'sample')]).toEqual([
      '1 problem',
      '1,024 samples',
    ]);
    expect(format.formatFirst(['a', 'b', 'c'], 2)).toBe('a, b, …');
  });
});
