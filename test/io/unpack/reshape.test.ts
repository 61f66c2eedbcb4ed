import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isObject, type JsonObject } from '../../../src/core/adapters/probe';
import type { ReshapingAdapter } from '../../../src/core/adapters/registry';
import { reshape } from '../../../src/io/unpack/reshape';
import type { Unpacked } from '../../../src/io/unpack/rowsStore';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'reshape-'))));
afterEach(() => rmSync(folder, { recursive: true }));

/** A row for each answer of a document. */
const answers = (each: string, version?: number): ReshapingAdapter => ({
  id: 'answers',
  label: 'answers',
  detect: () => undefined,
  reshape: {
    each,
    version,
    recognise: () => 1,
    rows: (document): JsonObject[] =>
      isObject(document) && Array.isArray(document.answers)
        ? document.answers.map((text: unknown, i) => ({ id: document.id, i, text, version: version ?? 1 }))
        : [],
  },
});

async function rewrite(
  text: string,
  adapter: ReshapingAdapter,
  container: 'lines' | 'document' = 'lines',
): Promise<Unpacked & { rows: unknown[] }> {
  const path = join(folder, 'dump.jsonl');
  writeFileSync(path, text);
  const unpacked: Unpacked = { bytesPath: path, findings: [], header: { settings: { seed: 1 } } };
  const result = await reshape(path, unpacked, container, adapter, { storageDir: folder, maxBytes: 1e9 });
  const lines = readFileSync(result.bytesPath, 'utf8').trimEnd();
  return { ...result, rows: lines === '' ? [] : lines.split('\n').map((line) => JSON.parse(line) as unknown) };
}

describe('documents that are rewritten', () => {
  it('give their rows in order, and keep the header', async () => {
    const { rows, header } = await rewrite(
      '{"id": 1, "answers": ["a", NaN]}\n{"id": 2}\n{"id": 3, "answers": ["c\\ud835"]}\n',
      answers(''),
    );
    expect(rows).toEqual([
      { id: 1, i: 0, text: 'a', version: 1 },
      { id: 1, i: 1, text: null, version: 1 },
      { id: 3, i: 0, text: 'c\ud835', version: 1 },
    ]);
    expect(header).toEqual({ settings: { seed: 1 } });
  });

  it('may be elements of one document', async () => {
    const text = JSON.stringify(
      {
        samples: [
          { id: 1, answers: ['a'] },
          { id: 2, answers: ['b'] },
        ],
      },
      undefined,
      2,
    );
    expect((await rewrite(text, answers('samples[]'), 'document')).rows).toMatchObject([{ id: 1 }, { id: 2 }]);
    expect((await rewrite(text, answers(''), 'document')).rows).toEqual([]);
  });

  it('that are damaged or torn are left out with their line', async () => {
    const { rows, findings } = await rewrite(
      '{"id": 1, "answers": ["a"]}\n{"id": 2, "answers": [bad]}\n{"id": 3, "ans',
      answers(''),
    );
    expect(rows).toMatchObject([{ id: 1 }]);
    expect(findings).toMatchObject([
      { code: 'damaged-row', line: 2, file: join(folder, 'dump.jsonl') },
      { code: 'torn-end', line: 3 },
    ]);
  });

  it('are rewritten anew by a newer version of the reader', async () => {
    const text = '{"id": 1, "answers": ["a"]}\n';
    expect((await rewrite(text, answers(''))).rows).toMatchObject([{ version: 1 }]);
    expect((await rewrite(text, answers('', 2))).rows).toMatchObject([{ version: 2 }]);
  });
});
