/** Real dumps in containers, beside the repository: what comes out is what is in them. */
import { readFileSync } from 'node:fs';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { openPromise } from 'yauzl';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseTolerant } from '../../../src/core/scan/jsonText';
import { isObject } from '../../../src/core/adapters/probe';
import type { Unpacked } from '../../../src/io/unpack/rowsStore';
import { unpack } from '../../../src/io/unpack/unpack';
import { haveSharedDumps, sharedDumps } from '../runs';

interface Listed {
  rows?: number;
  samples?: number;
  columns?: string[];
  same_content_as?: string;
}

const manifest = (
  haveSharedDumps ? JSON.parse(readFileSync(join(sharedDumps, 'manifest.json'), 'utf8')) : {}
) as Record<string, Listed>;
const withEnding = (ending: string): string[] => Object.keys(manifest).filter((file) => file.endsWith(ending));

describe.skipIf(!haveSharedDumps)('real containers', () => {
  let storageDir: string;
  beforeAll(() => void (storageDir = mkdtempSync(join(tmpdir(), 'shared-'))));
  afterAll(() => rmSync(storageDir, { recursive: true }));

  async function open(file: string): Promise<Unpacked & { rows: unknown[] }> {
    const unpacked = await unpack(join(sharedDumps, file), { storageDir, maxBytes: 1e9 });
    const rows = readFileSync(unpacked.bytesPath, 'utf8').trimEnd().split('\n');
    return { ...unpacked, rows: rows.map((row) => JSON.parse(row) as unknown) };
  }

  it.each(withEnding('.parquet'))('%s has its rows and columns', async (file) => {
    const { rows, findings } = await open(file);
    const expected = manifest[file];
    expect(findings).toEqual([]);
    if (expected.rows !== undefined) expect(rows).toHaveLength(expected.rows);
    for (const row of rows) expect(isObject(row)).toBe(true);
    for (const column of expected.columns ?? []) expect(Object.keys(rows[0] as object)).toContain(column);
  });

  it.each(withEnding('.eval').filter((file) => !file.includes('inspect-zstd')))(
    '%s has its samples, whole but for their events',
    async (file) => {
      const { rows, header, findings } = await open(file);
      expect(findings).toEqual([]);
      const members = await membersOf(join(sharedDumps, file));
      expect(header?.settings).toEqual(members.get('header.json'));
      const samples = [...members]
        .filter(([name]) => name.startsWith('samples/'))
        .map(([, sample]) => sample as Record<string, unknown>)
        .sort((a, b) => Number(a.epoch) - Number(b.epoch));
      expect(rows).toEqual(samples.map(({ events: _events, store: _store, ...kept }) => kept));
    },
  );

  it('gives the same rows for a log in Zstandard', async () => {
    const [file] = withEnding('.eval').filter((name) => name.includes('inspect-zstd'));
    const twin = withEnding('.eval').find((name) => name !== file && basename(name) === basename(file));
    const [zstd, deflated] = [await open(file), await open(twin!)];
    expect(zstd.rows).toEqual(deflated.rows);
    expect(zstd.header).toEqual(deflated.header);
  });

  it.each(withEnding('.csv'))('%s has its header as keys', async (file) => {
    const { rows } = await open(file);
    const [head, ...lines] = readFileSync(join(sharedDumps, file), 'utf8').trimEnd().split('\n');
    expect(Object.keys(rows[0] as object)).toEqual(head.trim().split(','));
    expect(rows.length).toBeLessThanOrEqual(lines.length);
  });
});

async function membersOf(path: string): Promise<Map<string, unknown>> {
  const zip = await openPromise(path, { autoClose: false });
  const members = new Map<string, unknown>();
  for await (const entry of zip.eachEntry()) {
    const stream = await zip.openReadStreamPromise(entry, { decodeFileData: false });
    const packed = Buffer.concat((await stream.toArray()) as Buffer[]);
    const bytes = entry.compressionMethod === 8 ? inflateRawSync(packed) : packed;
    members.delete(entry.fileName);
    members.set(entry.fileName, parseTolerant(bytes.toString('utf8')));
  }
  zip.close();
  return members;
}
