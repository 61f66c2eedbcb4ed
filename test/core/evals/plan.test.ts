import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../../src/core/evals/canonicalJson';
import { planOf, seedBaseOf, seedStride, specHashOf } from '../../../src/core/evals/plan';
import { sha256, specWith } from './evals';

describe('a plan', () => {
  const anyPlan = fc.record({
    problems: fc.integer({ min: 1, max: 5 }),
    n: fc.integer({ min: 1, max: 70 }),
    nPerRequest: fc.integer({ min: 1, max: 32 }),
  });

  it('has each sample of each problem once, with a seed of its own', () => {
    fc.assert(
      fc.property(anyPlan, (parts) => {
        const spec = specWith({ ...parts, sampling: { seedBase: 1000 } });
        for (const { id } of spec.problems) {
          const drawn = spec.chunks
            .filter(({ problem }) => problem === id)
            .flatMap(({ start, n, seed }) => Array.from({ length: n }, (_, i) => [start + i, seed + i]))
            .sort(([a], [b]) => a - b);
          expect(drawn).toEqual(Array.from({ length: parts.n }, (_, i) => [i, 1000 + i]));
        }
        expect(new Set(spec.chunks.map(({ id }) => id)).size).toBe(spec.chunks.length);
      }),
    );
  });

  it('keeps all its chunks when n grows, and goes on behind them', () => {
    fc.assert(
      fc.property(anyPlan, fc.integer({ min: 1, max: 40 }), (parts, more) => {
        const before = specWith(parts);
        const after = specWith({ ...parts, n: parts.n + more, grown: [parts.n] });
        expect(after.chunks.slice(0, before.chunks.length)).toEqual(before.chunks);
        const added = after.chunks.slice(before.chunks.length);
        expect(Math.min(...added.map(({ start }) => start))).toBe(parts.n);
        expect(added.reduce((sum, { n }) => sum + n, 0)).toBe(more * parts.problems);
        expect(after.specHash).toBe(before.specHash);
      }),
    );
  });

  it('draws the first samples of all problems before the second ones', () => {
    const { chunks } = specWith({ problems: 3, n: 16 });
    expect(chunks.map(({ problem, start }) => `${problem}:${start}`)).toEqual([
      'p0:0',
      'p1:0',
      'p2:0',
      'p0:8',
      'p1:8',
      'p2:8',
    ]);
  });

  it('tells problems with one prompt apart', () => {
    const spec = specWith({ problems: 1, n: 8 });
    const [problem] = spec.problems;
    const chunks = planOf({ ...spec, problems: [problem, { ...problem, id: 'other' }] }, sha256);
    expect(chunks[0].id).not.toBe(chunks[1].id);
  });

  it('has other chunk ids when anything changes that changes the samples', () => {
    const ids = [
      specWith(),
      specWith({ sampling: { temperature: 0.7 } }),
      specWith({ sampling: { seedBase: 65_536 } }),
      specWith({ nPerRequest: 4 }),
      specWith({ chat: true }),
    ].map(({ chunks }) => chunks[0].id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids[0]).toMatch(/^[0-9a-f]{16}$/);
  });

  it('refuses an n that is no number of samples', () => {
    expect(() => planOf({ ...specWith(), n: 0 }, sha256)).toThrow('n = 0');
    expect(() => planOf({ ...specWith(), n: 1.5 }, sha256)).toThrow(RangeError);
  });
});

describe('the hash of a spec', () => {
  it('does not see n, chunking, target or eval', () => {
    const hash = specWith().specHash;
    expect(specWith({ n: 64, nPerRequest: 4, evalId: 'another', fingerprint: 'x' }).specHash).toBe(hash);
    expect(specWith({ sampling: { top_p: 1 } }).specHash).not.toBe(hash);
    expect(specHashOf({ ...specWith(), models: [] }, sha256)).not.toBe(hash);
  });
});

describe('seed bases', () => {
  it('are blocks below 2^31, alike for one eval and apart for most others', () => {
    const bases = Array.from({ length: 50 }, (_, i) => seedBaseOf(`eval-${i}`, sha256));
    expect(seedBaseOf('eval-0', sha256)).toBe(bases[0]);
    for (const base of bases) {
      expect(base % seedStride).toBe(0);
      expect(base + seedStride).toBeLessThan(2 ** 31);
    }
    expect(new Set(bases).size).toBeGreaterThan(48);
  });
});

describe('canonical JSON', () => {
  it('says the same of equal values and can be read back', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(JSON.parse(text))).toBe(text);
      }),
    );
  });
  it('sorts keys and leaves out what is undefined', () => {
    expect(canonicalJson({ b: 1, a: [undefined, { d: 2, c: undefined }] })).toBe('{"a":[null,{"d":2}],"b":1}');
    expect(() => canonicalJson({ a: NaN })).toThrow('NaN');
  });
});
