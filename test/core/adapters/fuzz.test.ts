/**
 * Hostile dumps: every fixture with bytes and types changed, and documents that are deep or wide beyond reason. Probing,
 * recognising, rewriting and scanning must never throw, and what they find must be the same each time.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Adapter } from '../../../src/core/adapters/adapter';
import { detectFormat, recogniseReshape } from '../../../src/core/adapters/registry';
import { documentRanges } from '../../../src/core/scan/documentRanges';
import { decodeValue, parseTolerant } from '../../../src/core/scan/jsonText';
import type { Path, ScanPlan } from '../../../src/core/scan/plan';
import { readRangeOf } from '../../../src/core/scan/byteSource';
import { RunAssembler } from '../../../src/core/scan/runAssembler';
import { RunMirror } from '../../../src/core/scan/runMirror';
import { scanDump } from '../../../src/core/scan/scanDump';
import { probeDump } from '../../../src/core/scan/skeleton';
import { indexOfByte, MemorySource } from '../scan/memorySource';
import { readDump } from './readDump';

const root = join(import.meta.dirname, '../../fixtures/dumps');

/** Samples per adapter that read the bytes; all that the pipeline does, but for the files. */
function openBytes(bytes: Uint8Array): Record<string, number> {
  const found: Record<string, number> = {};
  const source = new MemorySource(bytes);
  for (const skeleton of probeDump(source, indexOfByte)) {
    const probe = { path: 'x/data', ...skeleton };
    const direct = detectFormat(probe);
    for (const { plan } of direct?.detection.choices ?? []) found[direct!.adapter.id] = samplesIn(source, plan);
    const rewriting = recogniseReshape(probe)?.adapter;
    if (!rewriting) continue;
    const documents = documentsOf(source, rewriting.reshape.each, probe.container);
    const rows = documents.flatMap((document) => rewriting.reshape.rows(document));
    const rewritten = new MemorySource(rows.map((row) => JSON.stringify(row)).join('\n'));
    for (const { container, documents } of probeDump(rewritten, indexOfByte)) {
      const detection = rewriting.detect({ path: 'x/data', container, documents });
      for (const { plan } of detection?.choices ?? []) found[rewriting.id] = samplesIn(rewritten, plan);
    }
  }
  return found;
}

function documentsOf(source: MemorySource, each: Path, container: ScanPlan['container']): unknown[] {
  return [...documentRanges(source, each, container, indexOfByte)].flatMap((range) => {
    if (range.kind === 'damaged') return [];
    try {
      return [parseTolerant(new TextDecoder().decode(readRangeOf(source, range.start, range.end)))];
    } catch {
      return [];
    }
  });
}

function samplesIn(source: MemorySource, plan: ScanPlan): number {
  const { parts } = scanDump(source, plan, { indexOfByte });
  const assembler = new RunAssembler();
  const mirror = new RunMirror();
  for (const part of parts) if (!part.verdictsOnly) assembler.add(part, 0, source);
  mirror.apply(assembler.take());
  for (const part of parts) if (part.verdictsOnly) mirror.lay(assembler.overlay(part));
  const { samples } = mirror.snapshot({ adapter: '', verdictRule: { id: '', label: '' }, files: [] });
  for (let row = 0; row < Math.min(50, samples.offset.length); row++) {
    const start = samples.offset[row];
    const text = decodeValue(readRangeOf(source, start, start + samples.length[row]), samples.kind[row] as 0);
    expect(typeof text).toBe('string');
  }
  return samples.offset.length;
}

interface Seed {
  name: string;
  bytes: Uint8Array;
  container: ScanPlan['container'];
  documents: unknown[];
}

/** The first file of each fixture, and those beside it that another adapter reads. */
const seeds = readdirSync(root, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .flatMap(({ name }): Seed[] => {
    const { files } = JSON.parse(readFileSync(join(root, name, 'expected.json'), 'utf8')) as { files: string[] };
    const all = files.map((file): Seed => {
      const path = join(root, name, file);
      return { name: `${name}/${file}`, bytes: readFileSync(path), ...readDump(path) };
    });
    const read = all.map(({ bytes }) => Object.keys(openBytes(bytes)).join());
    return all.filter((_, i) => read.indexOf(read[i]) === i);
  });
seeds.push(evalLogOf(seeds.find(({ name }) => name.startsWith('inspect_json/'))!));

/** An Inspect log as its container gives it: a sample a row. */
function evalLogOf({ documents }: Seed): Seed {
  const [{ samples }] = documents as [{ samples: unknown[] }];
  return { name: 'rows of an Inspect log', bytes: bytesOf('lines', samples), container: 'lines', documents: samples };
}

it('each adapter has a dump here that it reads', async () => {
  const folder = join(import.meta.dirname, '../../../src/core/adapters');
  const modules = await Promise.all(
    readdirSync(folder).map((file) => import(pathToFileURL(join(folder, file)).href) as Promise<object>),
  );
  const isAdapter = (value: unknown): value is Adapter =>
    typeof value === 'object' && value !== null && 'detect' in value && 'id' in value;
  const ids = modules.flatMap((module) => Object.values(module).filter(isAdapter)).map(({ id }) => id);
  expect(ids.length).toBeGreaterThan(30);
  const read = new Set(seeds.flatMap(({ bytes }) => Object.keys(openBytes(bytes))));
  expect(ids.filter((id) => !read.has(id))).toEqual(['results-only']);
});

describe.each(seeds)('$name', ({ bytes, container, documents }) => {
  it('opens the same each time', () => {
    expect(openBytes(bytes)).toEqual(openBytes(bytes));
  });

  it('never throws with its bytes changed, cut or moved', () => {
    const place = fc.nat(Math.max(0, bytes.length - 1));
    fc.assert(
      fc.property(fc.array(fc.tuple(place, fc.nat(255)), { maxLength: 8 }), place, (changes, cut) => {
        const changed = Uint8Array.from(bytes);
        for (const [at, byte] of changes) if (at < changed.length) changed[at] = byte;
        openBytes(changed);
        openBytes(Buffer.concat([changed.subarray(cut), changed.subarray(0, cut)]));
        openBytes(changed.subarray(0, cut));
      }),
      { numRuns: 8 },
    );
  });

  it('never throws with any value replaced by one of another type', () => {
    const rows = documents.slice(0, 4);
    const places = rows.flatMap((row, i) => placesIn(row).map((place) => [i, ...place]));
    if (places.length === 0) return;
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.constantFrom(...otherValues), ([i, ...place], value) => {
        const everywhere = rows.map((row) => replaced(row, place, value));
        const once = rows.map((row, at) => (at === i ? everywhere[at] : row));
        for (const changed of [everywhere, once]) openBytes(bytesOf(container, changed));
      }),
      { numRuns: 40 },
    );
  });
});

/** One dump an adapter. */
const ofAdapters = new Map(seeds.map((seed) => [Object.keys(openBytes(seed.bytes)).join(), seed]));
const levels = 100_000;
const asides = [
  ['100,000 levels', '[{"a":'.repeat(levels / 2) + '1' + '}]'.repeat(levels / 2)],
  ['10^6 keys', `{${Array.from({ length: 1_000_000 }, (_, i) => `"k${i}":1`).join()}}`],
  ['10^6 elements', `[${'{},'.repeat(999_999)}{}]`],
];

describe.each([...ofAdapters.values()])('$name', ({ bytes }) => {
  it.each(asides)('never throws with a value of %s in its first record', (_, aside) => {
    const text = Buffer.from(bytes).toString('utf8');
    const at = text.search(/[{[]/) + 1;
    const own = text[at - 1] === '{' ? `"aside":${aside},` : `${aside},`;
    openBytes(Buffer.from(text.slice(0, at) + own + text.slice(at)));
  });
});

const otherValues: unknown[] = [
  null,
  true,
  0,
  -1.5,
  1e300,
  '',
  'text',
  '\ud835',
  [],
  {},
  [[]],
  [null],
  [{}],
  [[1, 'a'], { a: [{}] }],
  { a: { b: { c: [1] } } },
  { content: 7, role: 'user' },
  [{ role: 'assistant', content: null }],
  { __proto__: null, constructor: 1, toString: 'x' },
];

type Place = (string | number)[];

/** Paths of the values in a document: the first of each list, so that none is drowned by the others. */
function placesIn(value: unknown, depth = 0): Place[] {
  if (typeof value !== 'object' || value === null || depth > 6) return [[]];
  const entries: [string | number, unknown][] = Array.isArray(value)
    ? value.slice(0, 2).map((element: unknown, i) => [i, element])
    : Object.entries(value).slice(0, 40);
  return [[], ...entries.flatMap(([key, child]) => placesIn(child, depth + 1).map((place) => [key, ...place]))];
}

function replaced(value: unknown, [key, ...rest]: Place, by: unknown): unknown {
  if (key === undefined) return by;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value))
    return value.map((element: unknown, i) => (i === key ? replaced(element, rest, by) : element));
  return Object.fromEntries(
    Object.entries(value).map(([name, child]) => [name, name === key ? replaced(child, rest, by) : child]),
  );
}

function bytesOf(container: ScanPlan['container'], documents: unknown[]): Uint8Array {
  const texts = documents.map((document) => JSON.stringify(document, null, container === 'document' ? 1 : undefined));
  return Buffer.from(texts.join('\n'));
}

describe('documents beyond reason', () => {
  const nested = (open: string, inner: string, close: string, depth: number): string =>
    open.repeat(depth) + inner + close.repeat(depth);

  it.each([
    ['lists', nested('[', '1', ']', 100_000)],
    ['objects', nested('{"a":', '1', '}', 100_000)],
    ['lists that never end', '['.repeat(100_000)],
    ['objects that never end', '{"question":'.repeat(100_000)],
    ['a row', `{"id": 1, "question": "Q?", "output": "text", "aside": ${nested('[{"a":', '1', '}]', 50_000)}}`],
    ['a text', `{"id": 1, "question": "Q?", "output": ${nested('[', '1', ']', 100_000)}}`],
    [
      'messages',
      `{"example_id": 1, "prompt": "Q?", "reward": 1, "completion": [{"role": "assistant", "content": "x", "tool_calls": [${nested('[', '1', ']', 100_000)}]}]}`,
    ],
    [
      'an episode',
      `{"traces": [{"nodes": [{"parent": 0, "sampled": true, "message": {"content": "x", "tool_calls": [${nested('[', '1', ']', 100_000)}]}, "logprobs": [${nested('[', '1', ']', 100_000)}]}], "rewards": {"a": {"score": ${nested('[', '1', ']', 100_000)}}}}]}`,
    ],
    [
      'a conversation',
      `{"scores": [${nested('[', '1', ']', 100_000)}], "convos": [[{"role": "assistant", "content": "x"}]], "full_responses": [{"usage": {"completion_tokens": ${nested('[', '1', ']', 100_000)}}}]}`,
    ],
  ])('100,000 levels of %s', (_, text) => {
    for (const rows of [text, `${text}\n${text}\n`]) expect(() => openBytes(Buffer.from(rows))).not.toThrow();
  });

  it('10^6 keys in one object, as a row and as a document', () => {
    const values = ['"text"', '{"question": "Q?", "output": "text"}'];
    for (const value of values) {
      const keys = Array.from({ length: 1_000_000 }, (_, i) => `"response_${i}":${value}`).join(',');
      openBytes(Buffer.from(`{"id":1,"question":"Q?",${keys}}`));
    }
  }, 120_000);

  it('10^6 nodes, each the child of the one before, or of itself', () => {
    for (const parentOf of [(i: number) => i - 1, (i: number) => i, (i: number) => i + 1]) {
      const nodes = Array.from({ length: 1_000_000 }, (_, i) => `{"parent":${parentOf(i)},"sampled":true}`).join(',');
      openBytes(Buffer.from(`{"traces":[{"nodes":[${nodes}],"rewards":{}}]}\n`));
    }
  }, 120_000);
});
