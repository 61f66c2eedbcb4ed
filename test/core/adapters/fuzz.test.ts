/** Any adapter, shown documents of any format in which values have been swapped for others, answers and never throws. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluatePlan } from './evaluatePlan';
import { detectDump } from './openDump';
import { readDump } from './readDump';

const root = join(import.meta.dirname, '../../fixtures/dumps');

const dumps = readdirSync(root, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => {
    const { files } = JSON.parse(readFileSync(join(root, name, 'expected.json'), 'utf8')) as { files: string[] };
    return files
      .filter((file) => /\.jsonl?$/.test(file))
      .map((file) => ({ name, dump: readDump(join(root, name, file)) }));
  })
  .flat()
  .filter(({ dump }) => dump.documents.length > 0);

const odd = fc.oneof(
  fc.constantFrom<unknown>(null, true, '', 'text', 0, -1.5, [], {}, [[]], [null], ['a', 1], { a: { b: [] } }),
  fc.jsonValue({ maxDepth: 2 }),
);

/** A copy in which the values at some of its places are others. Places are told by counting. */
function mutate(value: unknown, replacements: Map<number, unknown>, counter: { at: number }): unknown {
  const replaced = replacements.get(counter.at++);
  if (replaced !== undefined) return replaced;
  if (Array.isArray(value)) return value.map((inner) => mutate(inner, replacements, counter));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, mutate(inner, replacements, counter)]));
}

describe.each(dumps)('$name', ({ dump }) => {
  it('with other values in it is recognised, or not, without an error', () => {
    const documents = dump.documents.slice(0, 4);
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(120), odd), { minLength: 1, maxLength: 12 }), (changes) => {
        const mutated = mutate(documents, new Map(changes), { at: -1 });
        if (!Array.isArray(mutated)) return;
        const opened = detectDump({ ...dump, documents: mutated }, 'data');
        for (const { plan } of opened?.detection.choices ?? []) evaluatePlan(plan, opened!.dump.documents);
      }),
      { numRuns: 40 },
    );
  });
});

describe('odd documents', () => {
  it.each([
    [
      'deeply nested',
      (() => {
        let value: unknown = 'x';
        for (let i = 0; i < 400; i++) value = i % 2 ? [value] : { resps: value };
        return value;
      })(),
    ],
    ['of very many keys', Object.fromEntries(Array.from({ length: 50_000 }, (_, i) => [String(i), i]))],
    ['of a key with every sign', { 'a.b[]*"\\': [{ text: 'x', correct: true }] }],
  ])('%s are looked at', (_, document) => {
    expect(() => detectDump({ container: 'document', documents: [document], damaged: 0 }, 'data')).not.toThrow();
    expect(() => detectDump({ container: 'lines', documents: [document, document], damaged: 0 }, 'data')).not.toThrow();
  });
});
