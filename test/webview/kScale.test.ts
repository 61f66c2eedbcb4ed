import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { kAtPlace, kLabels, kPlace, kStops, nextK, nextStop, parseK, parseTau } from '../../webview/topbar/kScale';

describe('the scale of k', () => {
  test('stops at powers of two and at n', () => {
    expect(kStops(8)).toEqual([1, 2, 4, 'n']);
    expect(kStops(10)).toEqual([1, 2, 4, 8, 'n']);
    expect(kStops(1)).toEqual(['n']);
    expect(kStops(0)).toEqual(['n']);
  });

  test('is logarithmic, from 1 on the left to n on the right', () => {
    expect([1, 32, 1024, 'n' as const].map((k) => kPlace(k as number, 1024))).toEqual([0, 0.5, 1, 1]);
  });

  test('labels 1, 8, 64 and n, but nothing that crowds n', () => {
    expect(kLabels(1024)).toEqual([1, 8, 64, 'n']);
    expect(kLabels(600)).toEqual([1, 8, 64, 'n']);
    expect(kLabels(8)).toEqual([1, 'n']);
    expect(kLabels(9)).toEqual([1, 'n']);
  });

  test('gives each whole k back from its place, but for those drawn to a stop nearby', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 5000 }), fc.double({ min: 0, max: 1, noNaN: true }), (maxK, part) => {
        const k = Math.max(1, Math.round(part * maxK));
        expect(kAtPlace(kPlace(k, maxK), maxK, -1)).toBe(k);
      }),
    );
  });

  test('ends in n, and never leaves 1 … n', () => {
    expect(kAtPlace(1, 1000)).toBe('n');
    expect(kAtPlace(7, 1000, 0)).toBe(1000);
    expect(kAtPlace(-3, 1000)).toBe(1);
    expect(kAtPlace(0.5, 0)).toBe(1);
  });
});

describe('keys on the slider', () => {
  test('go from stop to stop', () => {
    expect(nextStop(1, 1, 100)).toBe(2);
    expect(nextStop(64, 1, 100)).toBe('n');
    expect(nextStop('n', 1, 100)).toBe('n');
    expect(nextStop('n', -1, 100)).toBe(64);
    expect(nextStop(65, -1, 100)).toBe(64);
    expect(nextStop(1, -1, 100)).toBe(1);
  });

  test('go by one with Shift; after the last k comes n', () => {
    expect(nextK(99, 1, 100)).toBe(100);
    expect(nextK(100, 1, 100)).toBe('n');
    expect(nextK('n', -1, 100)).toBe(100);
    expect(nextK(1, -1, 100)).toBe(1);
  });
});

describe('what is typed', () => {
  test('as k is a whole number up to K, or n', () => {
    expect(parseK('64', 1024)).toEqual({ k: 64 });
    expect(parseK(' 1,024 ', 1024)).toEqual({ k: 1024 });
    expect(parseK('N', 1024)).toEqual({ k: 'n' });
    for (const wrong of ['', '0', '-3', '2.5', 'k', '1e999']) expect(parseK(wrong, 1024)).toHaveProperty('error');
    expect(parseK('2000', 1021)).toEqual({ error: 'k is at most 1,021 here, the smallest n of these problems.' });
  });

  test('as τ is above 0 and at most 1', () => {
    expect(parseTau('0,25')).toEqual({ tau: 0.25 });
    expect(parseTau('1')).toEqual({ tau: 1 });
    for (const wrong of ['', '0', '1.01', 'x']) expect(parseTau(wrong)).toHaveProperty('error');
  });
});
