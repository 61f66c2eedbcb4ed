/** What can't be opened is told in one sentence: what it is, and the way on. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { UnreadableError } from '../../src/io/errors';
import { makeZip } from '../../tools/packing.mjs';
import { loadAll } from './runs';

let folder: string;
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'unknown-'))));
afterAll(() => rmSync(folder, { recursive: true }));

const rows = '{"id": 1, "question": "q", "output": "text", "correct": true}\n';
const tar = Buffer.concat([Buffer.from('rows.jsonl'.padEnd(257, '\0')), Buffer.from('ustar\x0000'), Buffer.alloc(248)]);
const start = { name: '_journal/start.json', bytes: '{"version": 2, "eval": {"task": "t", "model": "m"}}' };
const torn = { name: 'samples/a_epoch_1.json', bytes: '{"id": ' };

it.each<[string, string | Uint8Array, string]>([
  ['empty.jsonl', '', 'is empty: nothing has been written to it yet.'],
  ['blank.jsonl', '\ufeff\n \n', 'holds nothing but white space.'],
  ['list.json', '[ ]\n', 'holds no rows.'],
  ['empty.gz', gzipSync(''), 'holds no rows.'],
  ['a.tar', tar, 'is a tar archive; unpack it and open the folder.'],
  ['a.tar.gz', gzipSync(tar), 'What is packed in a.tar.gz is a tar archive; unpack it and open the folder.'],
  ['a.jsonl.bz2', 'BZh91AY', "is packed with bzip2, which can't be opened here; unpack it and open what is in it."],
  ['a.pkl', Buffer.from([0x80, 4, 0x95]), 'is a Python pickle, which is never opened because reading one can run code'],
  [
    'a.arrow',
    'ARROW1\0\0',
    'is an Arrow file, which holds no dump that can be opened; write its rows as JSONL or Parquet.',
  ],
  ['a.parquet', 'PARE1234', 'is an encrypted Parquet file; decrypt it first.'],
  ['utf16.jsonl', Buffer.from(`\ufeff${rows}`, 'utf16le'), 'is text in UTF-16; store it as UTF-8.'],
  ['bare16.jsonl', Buffer.from(rows, 'utf16le'), 'is text in UTF-16; store it as UTF-8.'],
  ['page.jsonl', '<!DOCTYPE html><html>', 'is a web page, as servers send it in place of a file; fetch the file again'],
  ['python.jsonl', "{'id': 1, 'output': 'x'}\n", "holds Python's own writing of its rows, which is no JSON"],
  ['broken.jsonl', '{"id": 1,}\n{"id": 2 "x"}\n', 'No row at the beginning of broken.jsonl can be read'],
  ['numbers.json', '[1, 2, 3]\n', 'what it holds has no fields.'],
  ['summary.json', '{"pass@1": 0.5}\n', 'This is a file of pass@k results without samples'],
  ['fields.jsonl', '{"a": 1, "b": 2}\n{"a": 3, "b": 4}\n', 'name the fields by hand with Edit Field Mapping.'],
  [
    'notes.txt',
    'Hello, this is text.\n',
    'begins with "Hello, this is text.", which is neither JSON nor a table with rows.',
  ],
  [
    'annex.jsonl',
    '/annex/objects/SHA256E-s1--a.jsonl\n',
    'it is a git-annex pointer, not the dump. Run "git annex get"',
  ],
  [
    'lfs.eval',
    'version https://git-lfs.github.com/spec/v1\nsize 7000\n',
    'pointer, not the dump of 7,000 bytes it stands for.',
  ],
  ['running.eval', makeZip([start]), 'is an Inspect log without samples: none has been finished yet'],
  ['torn.eval', makeZip([start, torn]), 'No sample of torn.eval can be read: samples/a_epoch_1 is left out'],
  ['cut.eval', makeZip([start, torn]).subarray(0, 150), "can't be unpacked: its end is missing. Fetch the file again."],
  [
    'zeros.parquet',
    `PAR1${'\0'.repeat(99)}PAR1`,
    "can't be unpacked: what is in it makes no sense. Fetch the file again.",
  ],
  ['docs.zip', makeZip([{ name: 'a.docx', bytes: 'x' }]), 'is a zip without a dump in it'],
])('%s', async (name, bytes, words) => {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  const error: unknown = await loadAll([path]).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(UnreadableError);
  const { message, canBeMapped } = error as UnreadableError;
  expect(canBeMapped).toBe(message.includes('name the fields by hand'));
  expect(message).toMatch(/^[^\n]{10,300}\.$/);
  expect(message).toContain(name);
  expect(message).toContain(words);
});

it('a folder can be mapped when one of its files can', async () => {
  const logs = join(folder, 'logs');
  mkdirSync(logs);
  writeFileSync(join(logs, 'summary.json'), '{"pass@1": 0.5}\n');
  writeFileSync(join(logs, 'lfs.jsonl'), 'version https://git-lfs.github.com/spec/v1\nsize 7000\n');
  await expect(loadAll([logs])).rejects.toMatchObject({ canBeMapped: false });
  writeFileSync(join(logs, 'fields.jsonl'), '{"a": 1, "b": 2}\n{"a": 3, "b": 4}\n');
  await expect(loadAll([logs])).rejects.toMatchObject({ canBeMapped: true });
});

it('a zip of Inspect logs opens, and a batch of which every request failed says that it holds no samples', async () => {
  const sample =
    '{"id": "a", "epoch": 1, "input": "q", "target": "1", "output": {"choices": [{"message": {"content": "x"}}]}}';
  const log = makeZip([start, { name: 'samples/a_epoch_1.json', bytes: sample }]);
  writeFileSync(join(folder, 'logs.zip'), makeZip([{ name: 'logs/a.eval', bytes: log, method: 0 }]));
  const [run] = await loadAll([join(folder, 'logs.zip')]);
  expect(run.index.problems).toHaveLength(1);
  const failed = { custom_id: 'q1', response: null, error: { code: 'rate_limit' } };
  writeFileSync(join(folder, 'batch.jsonl'), `${JSON.stringify(failed)}\n`);
  const [batch] = await loadAll([join(folder, 'batch.jsonl')]);
  expect(batch.findings).toContainEqual(
    expect.objectContaining({
      code: 'no-samples',
      message: 'batch holds no samples: none of its rows has a text or a verdict.',
    }),
  );
});
