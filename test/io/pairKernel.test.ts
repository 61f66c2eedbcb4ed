/** The kernel against the same search in script, and against its source. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import wabt from 'wabt';
import { nextPair } from '../../src/core/search/anchor';
import { storedForms } from '../../src/core/search/storedForms';
import { kernelBase64, PairKernel } from '../../src/io/pairKernel';

it('is what its source says', async () => {
  const { parseWat } = await wabt();
  const source = readFileSync('src/io/pairKernel.wat', 'utf8');
  const { buffer } = parseWat('pairKernel.wat', source, { simd: true }).toBinary({});
  expect(kernelBase64).toBe(Buffer.from(buffer).toString('base64'));
});

it('stops where the script stops, in any bytes', () => {
  const kernel = new PairKernel();
  const bytesOf = fc
    .array(
      fc.constantFrom(
        'a',
        'A',
        'b',
        'w',
        '\\\\',
        '\\u00',
        '6',
        '7',
        '2',
        '8',
        '1',
        'é',
        '0',
        'u',
        'e9',
        '→',
        '2192',
        '😀',
      ),
      {
        maxLength: 90,
      },
    )
    .map((parts) => Buffer.from(parts.join('')));
  const needle = fc.array(fc.constantFrom('a', 'b', 'w', '0', '6', 'é', '→', 'π', '😀', '\\\\'), {
    minLength: 1,
    maxLength: 20,
  });
  fc.assert(
    fc.property(bytesOf, needle, fc.boolean(), fc.nat(90), fc.nat(90), (bytes, parts, caseSensitive, one, other) => {
      const [from, to] = [Math.min(one, other, bytes.length), Math.min(Math.max(one, other), bytes.length)];
      const pair = storedForms(parts.join(''), caseSensitive).text?.anchor.pair;
      fc.pre(pair !== undefined);
      const memory = kernel.buffer(bytes.length + 64).fill(0);
      memory.set(bytes);
      expect(kernel.next(from, to, pair)).toBe(nextPair(memory)(from, to, pair));
    }),
    { numRuns: 3000 },
  );
});
