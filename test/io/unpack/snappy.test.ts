import fc from 'fast-check';
import { snappyUncompress } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import { unsnappy } from '../../../src/io/unpack/snappy';

type Step = { literal: number } | { copy: number; back: number };

/** Steps as snappy writes them, and the size they unpack to. */
function pack(steps: Step[]): { packed: Uint8Array; size: number } {
  const bytes: number[] = [];
  let size = 0;
  for (const step of steps) {
    if ('literal' in step) {
      const length = step.literal - 1;
      if (length < 60) bytes.push(length << 2);
      else bytes.push(62 << 2, length & 255, (length >> 8) & 255, length >> 16);
      for (let i = 0; i < step.literal; i++) bytes.push((size + i * 7) & 255);
      size += step.literal;
    } else if (size > 0) {
      const back = Math.min(step.back, size, 65535);
      bytes.push(((step.copy - 1) << 2) | 2, back & 255, back >> 8);
      size += step.copy;
    }
  }
  const head: number[] = [];
  let left = size;
  for (; left > 127; left = Math.floor(left / 128)) head.push((left % 128) | 128);
  return { packed: new Uint8Array([...head, left, ...bytes]), size };
}

describe('snappy in pieces', () => {
  it('gives what snappy gives at once', () => {
    const step: fc.Arbitrary<Step> = fc.oneof(
      fc.record({ literal: fc.oneof(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 1, max: 700_000 })) }),
      fc.record({ copy: fc.integer({ min: 1, max: 64 }), back: fc.integer({ min: 1, max: 70_000 }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 12 }), (steps) => {
        const { packed, size } = pack(steps);
        const whole = new Uint8Array(size);
        snappyUncompress(packed, whole);
        const pieces = [...unsnappyCopies(packed)];
        expect(Buffer.compare(Buffer.concat(pieces), whole)).toBe(0);
      }),
      { numRuns: 60 },
    );
  });

  it('says when a copy reaches back to where nothing is', () => {
    expect(() => [...unsnappy(new Uint8Array([8, (3 << 2) | 2, 9, 0]))]).toThrow('a page copies from where nothing is');
  });
});

function* unsnappyCopies(packed: Uint8Array): Generator<Uint8Array> {
  for (const piece of unsnappy(packed)) yield piece.slice();
}
