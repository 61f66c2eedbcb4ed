/** A dump that nobody knows is read by a mapping made by hand. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { StoredMapping } from '../../src/core/adapters/mapping';
import { loadRun, previewRun } from '../../src/io/loadRun';
import { tryMapping } from '../../src/host/mappingDraft';

const signal = new AbortController().signal;
const rows = [
  { who: 'a', said: 'One.', fine: true },
  { who: 'a', said: 'Two.', fine: false },
  { who: 'b', said: 'Three.', fine: true },
];
const mapping: StoredMapping = { record: '', fields: { id: 'who', text: 'said', verdict: 'fine' }, rule: 'truth' };
const spec = { label: 'odd', role: 'base' as const, paths: ['odd.jsonl'] };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mapping-'));
  writeFileSync(join(folder, 'odd.jsonl'), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('is shown with its fields, though no format knows it', async () => {
  await expect(loadRun(spec, { baseDir: folder })).rejects.toThrow('No text of a sample was found in odd.jsonl');
  const preview = await previewRun(spec.paths, { baseDir: folder });
  expect(preview).toMatchObject({ file: 'odd.jsonl', format: '', guess: undefined });
  expect(preview.places[0].fields.map(({ path }) => path)).toEqual(['who', 'said', 'fine']);
});

it('is counted and read as the mapping says', async () => {
  const count = await tryMapping(spec, mapping, { baseDir: folder }, signal);
  expect(count).toMatchObject({ problems: 2, samples: 3, scored: 3, correct: 2, nMin: 1, nMax: 2, complete: true });
  const { index } = await loadRun({ ...spec, mapping }, { baseDir: folder });
  expect(index.problems.map(({ id, n, c }) => [id, n, c])).toEqual([
    ['a', 2, 1],
    ['b', 1, 1],
  ]);
});

it('says in a sentence what is wrong with a mapping that finds nothing', async () => {
  const nowhere = { ...mapping, fields: { text: 'missing' } };
  const count = await tryMapping(spec, nowhere, { baseDir: folder }, signal);
  expect(count.samples).toBe(0);
  const unreadable = { ...mapping, fields: { text: 'a[' } };
  const bad = await tryMapping(spec, unreadable, { baseDir: folder }, signal);
  expect(bad.failed ?? bad.findings.join(' ')).toContain('a[');
});
