import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { UnreadableError } from '../../../src/io/errors';
import { FileSource } from '../../../src/io/fileSource';
import type { UnpackOptions, Unpacked } from '../../../src/io/unpack/rowsStore';
import { unpack } from '../../../src/io/unpack/unpack';
import { makeZip, zstdStored, type ZipMember } from '../../../tools/packing.mjs';

const fixtures = join(import.meta.dirname, '../../fixtures/containers');
let folder: string;
let storageDir: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'unpack-'));
  storageDir = join(folder, 'storage');
});
afterEach(() => rmSync(folder, { recursive: true }));

const options = (more: Partial<UnpackOptions> = {}): UnpackOptions => ({ storageDir, maxBytes: 2 ** 30, ...more });

function write(name: string, bytes: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

async function unpackedText(path: string, more?: Partial<UnpackOptions>): Promise<string> {
  return readFileSync((await unpack(path, options(more))).bytesPath, 'utf8');
}

const rowsIn = (text: string): unknown[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);

const rows = (count: number): string =>
  Array.from({ length: count }, (_, i) => JSON.stringify({ id: i, text: `trace ${i}` }) + '\n').join('');

describe('a compressed dump', () => {
  it('is told by its content, whatever its name', async () => {
    expect(await unpackedText(write('dump.txt', gzipSync(rows(5))))).toBe(rows(5));
    expect(await unpackedText(write('dump.bin', zstdStored(rows(900))))).toBe(rows(900));
    expect(await unpackedText(write('dump', makeZip([{ name: 'in/dump.jsonl', bytes: rows(5) }])))).toBe(rows(5));
    const plain = write('plain.gz', rows(5));
    expect((await unpack(plain, options())).bytesPath).toBe(plain);
  });

  it('may be several frames one behind the other', async () => {
    const skippable = Buffer.from([0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]);
    const frames = [zstdStored(rows(10)), skippable, zstdStored(''), zstdStored(rows(7))];
    expect(await unpackedText(write('dump.zst', Buffer.concat(frames)))).toBe(rows(10) + rows(7));
    const members = [gzipSync(rows(3)), gzipSync(rows(4))];
    expect(await unpackedText(write('dump.gz', Buffer.concat(members)))).toBe(rows(3) + rows(4));
  });

  it('may hold another container', async () => {
    const parquet = readFileSync(join(fixtures, 'mixed-snappy.parquet'));
    const text = await unpackedText(write('dump.zip', makeZip([{ name: 'a.parquet', bytes: parquet, method: 0 }])));
    expect(rowsIn(text)).toHaveLength(40);
  });

  it('of several files in a zip gives the largest, and says so', async () => {
    const zip = makeZip([
      { name: 'small.json', bytes: '[]' },
      { name: 'large.jsonl', bytes: rows(9) },
      { name: '__MACOSX/large.jsonl', bytes: rows(90) },
      { name: 'README.md', bytes: '# no' },
    ]);
    const { bytesPath, findings } = await unpack(write('dump.zip', zip), options());
    expect(readFileSync(bytesPath, 'utf8')).toBe(rows(9));
    expect(findings).toMatchObject([{ code: 'left-out-member', count: 1, file: join(folder, 'dump.zip') }]);
  });
});

describe('a Parquet file', () => {
  const codecs = ['uncompressed', 'snappy', 'zstd', 'gzip', 'brotli', 'lz4_raw'];

  it.each([...codecs.map((codec) => `mixed-${codec}`), 'mixed-v2'])('%s becomes rows', async (name) => {
    const table = rowsIn(await unpackedText(join(fixtures, `${name}.parquet`)));
    expect(table).toHaveLength(40);
    expect(table[2]).toEqual({
      id: 'p3',
      question: 'What is 3 × 2 ²?',
      responses: ['3', '6', 'think think think '],
      correct: [true, true, null],
      reward_model: { style: 'rule', ground_truth: '6', scores: [1.5, null] },
      prompt: [{ role: 'user', content: 'Question 3' }],
      large: '9007199254740996',
      day: '2026-01-04T00:00:00.000Z',
      at: '2026-01-01T10:00:00.000Z',
      reward: 0.75,
      extra: { a: 3 },
    });
    expect(table[6]).toMatchObject({ id: 'p7', responses: null });
  });

  it.each(['zstd', 'gzip'])('with large pages (%s) gives every text whole', async (codec) => {
    const table = rowsIn(await unpackedText(join(fixtures, `large-pages-${codec}.parquet`)));
    expect(table).toHaveLength(200);
    for (const [i, row] of table.entries())
      expect(row).toEqual({
        id: i,
        response: `so ${i % 3} `.repeat(12000) + String(i),
        correct: i % 2 === 0,
        notes: ['ab'.repeat(20000), null, '', String(i)],
      });
    expect(readdirSync(join(storageDir, 'unpacked')).filter((name) => name.endsWith('.side'))).toEqual([]);
  });

  it.each(codecs.slice(1))('(%s) with a page that holds more than it says is told in one sentence', async (codec) => {
    const bytes = readFileSync(join(fixtures, `mixed-${codec}.parquet`));
    // The size is the third field of a page's header, a number in 7 bits a byte; the first page begins behind the magic.
    const at = bytes.indexOf(Buffer.from([0x15])) + 3;
    bytes[at] = (bytes[at] & 128) | 6;
    if (bytes[at] & 128) bytes[at + 1] = bytes[at + 1] & 128;
    const words = /lies.parquet can't be unpacked: .*\. Fetch the file again/;
    await expect(unpack(write('lies.parquet', bytes), options())).rejects.toThrow(words);
  });

  it.each([8, 100, 3000, 6000])('that is cut off at byte %i is told in one sentence', async (end) => {
    const bytes = readFileSync(join(fixtures, 'mixed-zstd.parquet')).subarray(0, end);
    await expect(unpack(write('cut.parquet', bytes), options())).rejects.toThrow(
      "cut.parquet can't be unpacked: its end is missing. Fetch the file again.",
    );
  });
});

describe('an Inspect log', () => {
  const start = { name: '_journal/start.json', bytes: '{"version": 2, "eval": {"model": "m"}}' };
  const sample = (id: string, epoch: number, more: object = {}): ZipMember => ({
    name: `samples/${id}_epoch_${epoch}.json`,
    bytes: JSON.stringify({ id, epoch, messages: [], events: [{ event: 'x' }], ...more }, undefined, 2),
  });
  const zstd = (member: ZipMember): ZipMember => ({ ...member, method: 93, packed: zstdStored(member.bytes) });
  const open = async (...members: ZipMember[]): Promise<Unpacked & { table: unknown[] }> => {
    const unpacked = await unpack(write('log.eval', makeZip(members)), options());
    return { ...unpacked, table: rowsIn(readFileSync(unpacked.bytesPath, 'utf8')) };
  };

  it('has a row a sample, without events, in deflate and in Zstandard', async () => {
    const { table, header } = await open(start, sample('q', 1), zstd(sample('a/b c', 2)), zstd(start));
    expect(table).toEqual([
      { id: 'q', epoch: 1, messages: [] },
      { id: 'a/b c', epoch: 2, messages: [] },
    ]);
    expect(header).toEqual({ settings: { version: 2, eval: { model: 'm' } } });
  });

  it('has its header from header.json when the run ended', async () => {
    const { header } = await open(start, sample('q', 1), { name: 'header.json', bytes: '{"status": "success"}' });
    expect(header).toEqual({ settings: { status: 'success' } });
  });

  it('counts the last of two members of one name', async () => {
    const { table } = await open(start, sample('q', 1, { score: 'old' }), sample('q', 1, { score: 'new' }));
    expect(table).toEqual([{ id: 'q', epoch: 1, messages: [], score: 'new' }]);
  });

  it('puts samples in chunks together', async () => {
    const { table } = await open(
      start,
      { name: 'samples/q_epoch_1/sample.json', bytes: '{"id": "q", "epoch": 1, "messages": null}' },
      { name: 'samples/q_epoch_1/messages/2.json', bytes: '[{"n": 2}]' },
      { name: 'samples/q_epoch_1/messages/0.json', bytes: '[{"n": 0}, {"n": 1}]' },
      { name: 'samples/q_epoch_1/attachments/0.json', bytes: '["long", "longer"]' },
      { name: 'samples/q_epoch_1/events/0.json', bytes: '[1, 2]' },
    );
    expect(table).toEqual([
      { id: 'q', epoch: 1, messages: [{ n: 0 }, { n: 1 }, { n: 2 }], attachments: { 0: 'long', 1: 'longer' } },
    ]);
  });

  it('has the chunks of a sample that is there in both shapes', async () => {
    const { table } = await open(
      start,
      { name: 'samples/q_epoch_1/sample.json', bytes: '{"id": "q", "epoch": 1, "score": "new"}' },
      sample('q', 1, { score: 'old' }),
      sample('r', 1),
    );
    expect(table).toEqual([
      { id: 'q', epoch: 1, score: 'new' },
      { id: 'r', epoch: 1, messages: [] },
    ]);
  });

  it('of thousands of small samples is read in a few pieces, not member by member', async () => {
    const read = vi.spyOn(FileSource.prototype, 'read');
    const samples = Array.from({ length: 4000 }, (_, i) => sample(`p${i >> 2}`, (i & 3) + 1));
    const { table } = await open(start, ...samples);
    expect(table).toHaveLength(4000);
    // Once in order for the directory, and once for each epoch.
    expect(read.mock.calls.length).toBeLessThan(5 * (statSync(join(folder, 'log.eval')).size / 16384));
    read.mockRestore();
  });

  it('leaves a damaged member out, and says which', async () => {
    const torn = { name: 'samples/torn_epoch_1.json', bytes: '{"id": "torn", ' };
    const broken = { ...sample('broken', 1), packed: Buffer.from('no deflate') };
    const { table, findings } = await open(start, sample('q', 1), torn, broken, sample('q', 2));
    expect(table).toMatchObject([{ epoch: 1 }, { epoch: 2 }]);
    expect(findings.map(({ code, message }) => [code, message.split(' ')[0]])).toEqual([
      ['damaged-row', 'samples/torn_epoch_1'],
      ['damaged-row', 'samples/broken_epoch_1'],
    ]);
  });
});

describe('CSV and YAML', () => {
  it('become rows with typed cells', async () => {
    const path = write('grades.csv', 'id,question,correct,note\n1,"What, is\n""it""?",True,\n2,x,0,y\n');
    expect(rowsIn(await unpackedText(path))).toEqual([
      { id: 1, question: 'What, is\n"it"?', correct: true, note: null },
      { id: 2, question: 'x', correct: 0, note: 'y' },
    ]);
  });

  it('of short records below a long header do not grow to its length', async () => {
    const names = Array.from({ length: 3000 }, (_, i) => `column${i}`).join();
    const text = await unpackedText(write('wide.csv', `${names}\n${'1,'.repeat(2999)}1\n${'1,2\n'.repeat(5000)}`));
    expect(rowsIn(text)[1]).toEqual({ column0: 1, column1: 2 });
    expect(text.length).toBeLessThan(300_000);
  });

  it('become a row a document', async () => {
    const path = write(
      '7.yaml',
      'prompt: |\n  What is\n  1 + 1?\nsamples:\n- "2"\n- three\nis_corrects: [true, false]\n',
    );
    expect(rowsIn(await unpackedText(path))).toEqual([
      { prompt: 'What is\n1 + 1?\n', samples: ['2', 'three'], is_corrects: [true, false] },
    ]);
  });

  it('with aliases of aliases are refused', async () => {
    const levels = Array.from(
      { length: 12 },
      (_, i) => `a${i + 1}: &a${i + 1} [${Array(9).fill(`*a${i}`).join(', ')}]`,
    );
    const path = write('bomb.yaml', `a0: &a0 [x, x]\n${levels.join('\n')}\n`);
    await expect(unpack(path, options())).rejects.toThrow(/more than 5 million values/);
  });
});

describe('a hostile or damaged container', () => {
  it('that unpacks to a thousand times its size is refused', async () => {
    const spaces = Buffer.alloc(80 * 2 ** 20, 32);
    await expect(unpack(write('bomb.gz', gzipSync(spaces)), options())).rejects.toThrow(/1,000 times its size/);
    // Blocks that repeat one byte 128 KB long.
    const block = Buffer.from([((131071 << 3) | 2) & 255, ((131071 << 3) >> 8) & 255, (131071 << 3) >> 16, 32]);
    const frame = [Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, 0x38]), ...Array.from({ length: 4000 }, () => block)];
    await expect(unpack(write('bomb.zst', Buffer.concat(frame)), options())).rejects.toThrow(/1,000 times its size/);
    const zip = makeZip([{ name: 'a.jsonl', bytes: spaces }]);
    await expect(unpack(write('bomb.zip', zip), options())).rejects.toThrow(/1,000 times its size/);
    const sample = { name: 'samples/a_epoch_1.json', bytes: `{"id": "${'a'.repeat(spaces.length)}"}` };
    const log = makeZip([{ name: '_journal/start.json', bytes: '{}' }, sample]);
    await expect(unpack(write('bomb.eval', log), options())).rejects.toThrow(/1,000 times its size/);
    expect(readdirSync(join(storageDir, 'unpacked'))).toEqual([]);
  });

  it('in a container is held against the size of the file, however little each of them unpacks', async () => {
    const inner = gzipSync(Buffer.alloc(70 * 2 ** 20, 32), { level: 1 });
    const path = write('bomb.gz', gzipSync(inner));
    expect(inner.length).toBeGreaterThan((70 * 2 ** 20) / 1000);
    await expect(unpack(path, options())).rejects.toThrow(/^bomb\.gz unpacks to more than 1,000 times its size/);
  });

  it('that unpacks to more than the cap is refused', async () => {
    const zip = makeZip([{ name: 'a.jsonl', bytes: rows(90_000) }]);
    await expect(unpack(write('dump.zip', zip), options({ maxBytes: 2e6 }))).rejects.toThrow(
      'dump.zip unpacks to more than 2 MB. Unpack it yourself, or raise traceInspector.cacheSizeMB.',
    );
  });

  it.each(['../../out.json', '/etc/out.json', 'a/../../b.json'])('with a member named %s is refused', async (name) => {
    await expect(unpack(write('dump.zip', makeZip([{ name, bytes: '{}' }])), options())).rejects.toThrow(
      /dump\.zip has a member whose name leads out of the zip/,
    );
  });

  it('in Zstandard that asks for more than 128 MB of memory is refused, in whichever frame', async () => {
    const greedy = zstdStored(rows(9));
    greedy[5] = 20 << 3;
    const sentence =
      "can't be unpacked: it needs 1,024 MB of memory to unpack, and 128 MB are allowed. Unpack it yourself.";
    await expect(unpack(write('first.zst', greedy), options())).rejects.toThrow(`first.zst ${sentence}`);
    const second = Buffer.concat([zstdStored(rows(5000)), greedy]);
    await expect(unpack(write('second.zst', second), options())).rejects.toThrow(`second.zst ${sentence}`);
    // A member of a zip needs no more than it holds, whatever it asks for.
    const zip = makeZip([{ name: 'a.jsonl', bytes: rows(9), method: 93, packed: greedy }]);
    expect(await unpackedText(write('member.zip', zip))).toBe(rows(9));
  });

  it('with more members than can be listed is refused before they are read', async () => {
    const zip = makeZip([{ name: 'a.jsonl', bytes: rows(9) }]);
    const end = Buffer.alloc(76);
    end.writeUInt32LE(0x06064b50, 0);
    end.writeBigUInt64LE(1_000_000n, 32);
    end.writeUInt32LE(0x07064b50, 56);
    end.writeBigUInt64LE(BigInt(zip.length - 22), 64);
    const many = Buffer.concat([zip.subarray(0, -22), end, zip.subarray(-22)]);
    await expect(unpack(write('many.zip', many), options())).rejects.toThrow(
      'many.zip has 1,000,000 members; a zip is read up to 600,000 members and 32 MB of names. Unpack it and open what is in it.',
    );
  });

  it('with names too long to be listed is refused', async () => {
    const members = Array.from({ length: 600 }, (_, i) => ({ name: `${'a'.repeat(60_000)}${i}`, bytes: '' }));
    await expect(unpack(write('names.zip', makeZip(members)), options())).rejects.toThrow(
      'names.zip has members whose names are longer than 32 MB together; a zip is read up to',
    );
  });

  it('that lies about the size of a member is refused', async () => {
    const zip = makeZip([{ name: 'a.jsonl', bytes: rows(9) }]);
    zip.writeUInt32LE(10, zip.lastIndexOf('PK\u0001\u0002') + 24);
    await expect(unpack(write('dump.zip', zip), options())).rejects.toThrow(/its size is not the one/);
  });

  it.each([
    ['cut.gz', () => gzipSync(rows(99)).subarray(0, 200)],
    ['cut.zst', () => zstdStored(rows(99)).subarray(0, 200)],
    ['cut.zip', () => makeZip([{ name: 'a.jsonl', bytes: rows(99) }]).subarray(0, 200)],
    ['empty.zip', () => makeZip([])],
    ['locked.zip', () => locked(makeZip([{ name: 'a.jsonl', bytes: rows(9) }]))],
    ['no-dump.zip', () => makeZip([{ name: 'a.png', bytes: 'x' }])],
    ['lzma.zip', () => makeZip([{ name: 'a.json', bytes: '[]', method: 14, packed: Buffer.from('xx') }])],
  ])('%s gives one sentence', async (name, bytes) => {
    const error: unknown = await unpack(write(name, bytes()), options()).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(UnreadableError);
    expect((error as Error).message).toMatch(new RegExp(`^${name} .*\\.$`));
  });

  it('that is encrypted says what to do', async () => {
    const zip = locked(makeZip([{ name: 'a.jsonl', bytes: rows(9) }]));
    await expect(unpack(write('dump.zip', zip), options())).rejects.toThrow(
      'dump.zip is encrypted; unpack it with its password and open what is in it.',
    );
  });

  /** With the bit of each member that says it is encrypted. */
  function locked(zip: Buffer): Buffer {
    for (let at = zip.indexOf('PK\u0001\u0002'); at >= 0; at = zip.indexOf('PK\u0001\u0002', at + 4)) zip[at + 8] |= 1;
    return zip;
  }

  const seeds: [string, () => Uint8Array][] = [
    ['parquet', () => readFileSync(join(fixtures, 'mixed-snappy.parquet'))],
    ['parquet of version 2', () => readFileSync(join(fixtures, 'mixed-v2.parquet'))],
    ['uncompressed parquet', () => readFileSync(join(fixtures, 'mixed-uncompressed.parquet'))],
    ['parquet with large pages', () => readFileSync(join(fixtures, 'large-pages-zstd.parquet'))],
    ['gzip', () => gzipSync(rows(50))],
    ['zstd', () => zstdStored(rows(50))],
    ['zip', () => makeZip([{ name: 'a.jsonl', bytes: rows(50) }])],
    [
      'eval',
      () =>
        makeZip([
          { name: '_journal/start.json', bytes: '{"a": [1, 2]}' },
          ...[1, 2].map((i) => ({
            name: `samples/q_epoch_${i}.json`,
            bytes: `{"id": "q", "epoch": ${i}, "x": "${'y'.repeat(99)}"}`,
          })),
        ]),
    ],
    ['csv', () => Buffer.from('id,text\n1,"a ""b"" c"\n2,d\n')],
    ['yaml', () => Buffer.from('prompt: |\n  a\nsamples:\n- "b"\n- {c: [1, 2]}\n')],
  ];
  it.each(seeds)(
    '%s with changed bytes opens or gives one sentence, and never hangs or throws anything else',
    async (name, seed) => {
      const bytes = seed();
      let number = 0;
      const change = fc.record({ at: fc.nat(bytes.length - 1), byte: fc.nat(255) });
      await fc.assert(
        fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 6 }), async (changes) => {
          const mutated = Buffer.from(bytes);
          for (const { at, byte } of changes) mutated[at] = byte;
          const path = write(`mutated-${number++}`, mutated);
          try {
            const { bytesPath } = await unpack(path, options({ maxBytes: 64e6 }));
            if (bytesPath !== path) rmSync(bytesPath);
          } catch (error) {
            expect(error).toBeInstanceOf(UnreadableError);
          }
          rmSync(path);
        }),
        { numRuns: name === 'parquet with large pages' ? 20 : 100 },
      );
    },
    60_000,
  );
});

describe('unpacked copies', () => {
  it('are used again while the file is the same', async () => {
    const path = write('dump.gz', gzipSync(rows(5)));
    const first = await unpack(path, options());
    const { mtimeMs } = statSync(first.bytesPath);
    expect(await unpack(path, options())).toEqual(first);
    expect(statSync(first.bytesPath).mtimeMs).toBe(mtimeMs);
    writeFileSync(path, gzipSync(rows(6)));
    expect((await unpack(path, options())).bytesPath).not.toBe(first.bytesPath);
  });

  it('keep header and findings', async () => {
    const zip = makeZip([
      { name: '_journal/start.json', bytes: '{"eval": {"task": "t"}}' },
      { name: 'samples/q_epoch_1.json', bytes: '{"id": ' },
    ]);
    const path = write('log.eval', zip);
    const first = await unpack(path, options());
    expect(first.findings).toHaveLength(1);
    expect(await unpack(path, options())).toEqual(first);
  });

  it('used longest ago are removed when all together are larger than the cap', async () => {
    const paths = [1, 2, 3, 4].map((i) =>
      write(`${i}.gz`, gzipSync(`${JSON.stringify({ i, text: 'x'.repeat(1000) })}\n`)),
    );
    const kept: string[] = [];
    for (const [i, path] of paths.slice(0, 3).entries()) {
      const { bytesPath } = await unpack(path, options({ maxBytes: 3500 }));
      kept.push(bytesPath);
      const then = new Date(2026, 0, [3, 1, 2][i]);
      utimesSync(`${bytesPath}.json`, then, then);
    }
    const { bytesPath } = await unpack(paths[3], options({ maxBytes: 3500 }));
    expect(kept.map((copy) => existsSync(copy))).toEqual([true, false, true]);
    expect(existsSync(bytesPath)).toBe(true);
  });

  it('are not left behind by an unpacking that was stopped', async () => {
    const path = write('dump.gz', gzipSync(Buffer.from(rows(400_000))));
    const controller = new AbortController();
    const seen: number[] = [];
    const stopped = unpack(
      path,
      options({
        signal: controller.signal,
        onProgress: (bytes) => {
          seen.push(bytes);
          controller.abort();
        },
      }),
    );
    await expect(stopped).rejects.toThrow(/abort/i);
    expect(seen).toHaveLength(1);
    expect(readdirSync(join(storageDir, 'unpacked'))).toEqual([]);
  });
});
