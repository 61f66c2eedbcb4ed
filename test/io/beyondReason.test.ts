/**
 * Documents that are deep or wide beyond reason, in every container: each opens, or gives one sentence, in a process that
 * has 400 MB for its objects.
 */
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { makeZip, zstdStored } from '../../tools/packing.mjs';
import { writeParquet } from './unpack/writeParquet';

// On a busy machine a process may take long to start.
vi.setConfig({ testTimeout: 60_000 });
const cli = resolve('dist/cli.js');
let folder: string;
beforeAll(() => {
  if (!existsSync(cli)) throw new Error('dist/cli.js is missing: run npm run build first.');
});
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'beyond-reason-'))));
afterEach(() => rmSync(folder, { recursive: true }));

interface Opened {
  /** Samples of all runs; undefined: nothing was opened. */
  samples?: number;
  /** The one sentence otherwise. */
  sentence?: string;
}

function open(name: string, bytes: string | Uint8Array): Promise<Opened> {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  const args = ['--max-old-space-size=400', cli, 'inspect', path, '--json'];
  const env = { ...process.env, TMPDIR: folder };
  return new Promise((done, fail) => {
    execFile(process.execPath, args, { env, maxBuffer: 1e8, timeout: 50_000 }, (error, stdout, stderr) => {
      if (error && (error.code !== 2 || !/^[^\n]{10,400}\.\n$/.test(stderr))) fail(error);
      else if (error) done({ sentence: stderr.trim() });
      else {
        const { runs } = JSON.parse(stdout) as { runs: { samples: number }[] };
        done({ samples: runs.reduce((sum, run) => sum + run.samples, 0) });
      }
    });
  });
}

const levels = 100_000;
const deep = '[{"a":'.repeat(levels / 2) + '1' + '}]'.repeat(levels / 2);
const wide = Array.from({ length: 1_000_000 }, (_, i) => `"k${i}":1`).join(',');
const sample = (more: string): string => `{"id": 1, "question": "Q?", "output": "text", "correct": true, ${more}}`;
const documents: [string, string][] = [
  ['100,000 levels', sample(`"aside": ${deep}`)],
  ['10^6 keys', sample(wide)],
];

describe.each(documents)('a row with %s', (_, row) => {
  const rows = `${row}\n${sample('"aside": 0').replace('"id": 1', '"id": 2')}\n`;
  it.each<[string, () => Uint8Array | string]>([
    ['as it is', () => rows],
    ['in gzip', () => gzipSync(rows, { level: 1 })],
    ['in Zstandard', () => zstdStored(rows)],
    ['in a zip', () => makeZip([{ name: 'dump.jsonl', bytes: rows }])],
  ])('%s opens', async (_, bytes) => {
    expect(await open('dump', bytes())).toEqual({ samples: 2 });
  });

  it.each([
    ['texts', 0],
    ['JSON', 19],
  ])('in a column of %s of a Parquet file opens', async (_, converted) => {
    const parquet = writeParquet([
      { name: 'id', texts: ['a', 'b'] },
      { name: 'question', texts: ['Q?', 'R?'] },
      { name: 'output', texts: ['text', 'text'] },
      { name: 'extra_info', texts: [row, '[1]'], converted },
    ]);
    expect(await open('dump', parquet)).toEqual({ samples: 2 });
  });

  it('in an Inspect log opens', async () => {
    const member = `{"id": "a", "epoch": 1, "input": "Q?", "target": "1", "scores": {"match": {"value": "C"}}, "metadata": ${row},
        "output": {"choices": [{"message": {"role": "assistant", "content": "text"}}]}, "messages": []}`;
    const members = [{ name: 'samples/a_epoch_1.json', bytes: member }];
    const header = { name: 'header.json', bytes: `{"eval": {"task": "t", "model": "m"}, "plan": ${row}}` };
    const log = makeZip([{ name: '_journal/start.json', bytes: '{"eval": {}}' }, ...members, header]);
    expect(await open('dump', log)).toEqual({ samples: 1 });
  });

  it('in an attachment of an Inspect log leaves out its sample alone', async () => {
    const shell = (id: string): string =>
      `{"id": "${id}", "epoch": 1, "input": "Q?", "target": "1", "output": {"choices": [{"message": {"role": "assistant", "content": "text"}}]}}`;
    const log = makeZip([
      { name: '_journal/start.json', bytes: '{"eval": {}}' },
      ...['a', 'b'].map((id) => ({ name: `samples/${id}_epoch_1/sample.json`, bytes: shell(id) })),
      { name: 'samples/b_epoch_1/messages/0.json', bytes: `[{"role": "user", "content": "Q?", "x": ${row}}]` },
      { name: 'samples/b_epoch_1/attachments/0.json', bytes: `[${row}]` },
    ]);
    const { samples = 0 } = await open('dump', log);
    expect([1, 2]).toContain(samples);
  });
});

describe('a dump of 100 MB', () => {
  const text = 'Let x be one. '.repeat(1500);
  const ids = Array.from({ length: 5000 }, (_, i) => `p${i}`);

  it.each<[string, () => Buffer]>([
    [
      // In one page: all of it at once is in no memory, but in a side file.
      'Parquet, a page a column',
      () =>
        writeParquet([
          { name: 'id', texts: ids },
          { name: 'question', texts: ids.map((id) => `What is ${id}?`) },
          { name: 'output', texts: ids.map((id) => text + id) },
        ]),
    ],
    [
      'an Inspect log',
      () => {
        const message = { role: 'assistant', content: text };
        const samples = ids.map((id) => ({
          name: `samples/${id}_epoch_1.json`,
          bytes: JSON.stringify({ id, epoch: 1, input: id, target: '1', output: { choices: [{ message }] } }),
          method: 0,
        }));
        return makeZip([{ name: '_journal/start.json', bytes: '{"eval": {}}' }, ...samples]);
      },
    ],
  ])('(%s) opens in less than 300 MiB', async (_, dump) => {
    const path = join(folder, 'dump');
    const bytes = dump();
    expect(bytes.length).toBeGreaterThan(100e6);
    writeFileSync(path, bytes);
    const args = [resolve('tools/bench/peers/cli.mjs'), 'inspect', path, '--json'];
    const { stdout, stderr } = await promisify(execFile)(process.execPath, args, {
      env: { ...process.env, TMPDIR: folder },
      maxBuffer: 1e8,
    });
    expect(JSON.parse(stdout)).toMatchObject({ runs: [{ samples: 5000 }] });
    const { rss } = JSON.parse(stderr.trim().split('\n').at(-1)!) as { rss: number };
    expect(rss).toBeLessThan(300);
  });
});

describe('YAML', () => {
  it.each<[string, string]>([
    ['with 100,000 levels', `samples: ${'['.repeat(levels)}${']'.repeat(levels)}\nprompt: x\n`],
    ['with 100,000 levels that never end', `prompt: x\nsamples: ${'{a: '.repeat(levels)}`],
    ['of many empty lists', `prompt: x\nsamples: [${'[],'.repeat(20_000_000)}]\n`],
  ])('%s gives one sentence', async (_, text) => {
    const { sentence } = await open('a.yaml', text);
    expect(sentence).toMatch(/^a\.yaml /);
  });

  it('with 10^6 keys opens', async () => {
    const keys = Array.from({ length: 1_000_000 }, (_, i) => `k${i}: 1\n`).join('');
    expect(await open('a.yaml', `prompt: x\nsamples: [a, b]\n${keys}`)).toEqual({ samples: 2 });
  });
});

describe('a table', () => {
  it('with 10^6 columns is not taken for one', async () => {
    const header = Array.from({ length: 1_000_000 }, (_, i) => `column${i}`).join();
    expect(await open('a.csv', `${header}\n1,2\n`)).toMatchObject({ sentence: expect.stringMatching(/^a\.csv /) });
  });

  it('in Parquet with 10^6 columns, or with columns a thousand levels deep, is refused', async () => {
    const columns = Array.from({ length: 1_000_000 }, () => ({ name: 'a' }));
    expect(await open('a', writeParquet([{ name: 'text', texts: ['a'] }], columns))).toEqual({
      sentence:
        'a has 1,000,002 columns, more than can be read; write those with texts and verdicts to a file of their own.',
    });
    const nested = [...Array.from({ length: 1000 }, () => ({ name: 'a', children: 1 })), { name: 'leaf' }];
    const { sentence } = await open('a', writeParquet([{ name: 'text', texts: ['a'] }], nested));
    expect(sentence).toContain('columns nested in more than 64 levels');
  });
});
