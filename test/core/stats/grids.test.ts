import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accuracyBin } from '../../../src/core/stats/accuracyBins';
import { kGrid } from '../../../src/core/stats/kGrid';
import { integerQuantiles, sortedQuantiles } from '../../../src/core/stats/quantiles';

describe('the bins of accuracy', () => {
  it('keep 0 and 1 apart and put tenths into the lower bin', () => {
    expect([0, 1, 2, 3, 9, 10].map((c) => accuracyBin(10, c))).toEqual([0, 1, 2, 3, 9, 11]);
    expect(accuracyBin(1024, 1)).toBe(1);
    expect(accuracyBin(1024, 1023)).toBe(10);
    expect(accuracyBin(30, 9)).toBe(3);
    expect(accuracyBin(1, 1)).toBe(11);
  });

  it('hold 10c ≤ b·n in integers, with the bin above the one before', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 5000 }), fc.nat(5000), (n, some) => {
        const c = 1 + (some % (n - 1));
        const bin = accuracyBin(n, c);
        expect(bin).toBeGreaterThanOrEqual(1);
        expect(bin).toBeLessThanOrEqual(10);
        expect(10 * c > (bin - 1) * n).toBe(true);
        if (bin < 10) expect(10 * c <= bin * n).toBe(true);
      }),
    );
  });

  it('need a scored sample', () => {
    expect(() => accuracyBin(0, 0)).toThrow(RangeError);
  });
});

describe('the grid of k', () => {
  it('rises from 1 to K with all powers of two and what was asked for', () => {
    const ks = kGrid(1000, [100, 777, 2000, 0]);
    expect(ks[0]).toBe(1);
    expect(ks.at(-1)).toBe(1000);
    expect(ks).toEqual([...ks].sort((a, b) => a - b));
    for (const k of [2, 4, 8, 16, 32, 64, 128, 256, 512, 100, 777]) expect(ks).toContain(k);
    expect(ks.length).toBeLessThan(100);
  });

  it('is every k where there are few, and empty without samples', () => {
    expect(kGrid(3)).toEqual([1, 2, 3]);
    expect(kGrid(0)).toEqual([]);
  });
});

describe('quantiles', () => {
  it('count whole numbers and find what sorting finds', () => {
    const qs = [0.05, 0.25, 0.5, 0.75, 0.95, 0, 1];
    fc.assert(
      fc.property(fc.array(fc.nat(200), { minLength: 1 }), (values) => {
        const sorted = Float64Array.from(values).sort();
        expect(integerQuantiles(Int32Array.from(values), qs)).toEqual(sortedQuantiles(sorted, qs));
      }),
    );
  });

  it('sort where values are too far apart to count', () => {
    expect(integerQuantiles(Int32Array.of(5_000_000, 1, 2), [0.5, 1])).toEqual([2, 5_000_000]);
  });

  it('are undefined without values', () => {
    expect(integerQuantiles(new Int32Array(0), [0.5])).toEqual([NaN]);
  });
});
