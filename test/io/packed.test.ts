/** The same dump packed in another way, or under a name that says nothing, is the same run. */
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { dump as toYaml } from 'js-yaml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadRun, readTrace, UnreadableError, type LoadedRun } from '../../src/io/loadRun';
import { makeZip, zstdStored } from '../../tools/packing.mjs';
import { countsOf, fixtures, loadAll, specOf } from './runs';

const packed = join(fixtures, '../packed');
let folder: string;
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'packed-'))));
afterAll(() => rmSync(folder, { recursive: true }));

/** Files in a folder of their own, so that nothing beside them is read. */
function write(files: Record<string, Uint8Array | string>): string[] {
  const own = mkdtempSync(join(folder, 'x'));
  return Object.entries(files).map(([name, bytes]) => {
    mkdirSync(join(own, name, '..'), { recursive: true });
    writeFileSync(join(own, name), bytes);
    return join(own, name);
  });
}

interface Seen {
  format: string;
  counts: unknown;
  problems: unknown[];
  texts: string[];
}

/** All that a person can see of the runs in `paths`, names aside; undefined: no samples. */
async function seen(paths: string[]): Promise<Seen[] | undefined> {
  try {
    return await Promise.all((await loadAll(paths)).map(seenOf));
  } catch (error) {
    if (error instanceof UnreadableError) return undefined;
    throw error;
  }
}

async function seenOf(run: LoadedRun): Promise<Seen> {
  const { problems, order, samples, answers } = run.index;
  const texts = await Promise.all(Array.from(order, (row) => readTrace(run.index, row)));
  const samplesOf = (start: number, end: number): unknown[] =>
    Array.from(order.subarray(start, end), (row) => [
      samples.verdict[row],
      samples.finish[row],
      samples.tokens[row],
      answers[samples.answer[row]],
    ]);
  return {
    format: run.format.id,
    counts: countsOf(run),
    problems: problems.map(({ id, preview, reference, questionHash, n, c, start, end }) => {
      return { id, preview, reference, questionHash, n, c, samples: samplesOf(start, end) };
    }),
    texts,
  };
}

const filesOf = (name: string): string[] =>
  (JSON.parse(readFileSync(join(fixtures, name, 'expected.json'), 'utf8')) as { files: string[] }).files.map((file) =>
    join(fixtures, name, file),
  );
const single = readdirSync(fixtures).filter(
  (name) => statSync(join(fixtures, name)).isDirectory() && filesOf(name).length === 1,
);

describe('a dump of one file is the same run', () => {
  it.each(single)('%s', async (name) => {
    const [path] = filesOf(name);
    const bytes = readFileSync(path);
    const plain = await seen(write({ [basename(path)]: bytes }));
    const all = {
      'under a name that says nothing': { data: bytes },
      'as gzip': { data: gzipSync(bytes) },
      'as Zstandard': { data: zstdStored(bytes) },
      'as zip': { data: makeZip([{ name: 'data.jsonl', bytes }]) },
    };
    for (const [how, files] of Object.entries(all)) expect(await seen(write(files)), how).toEqual(plain);
  });
});

describe('a dump as its writer packs it', () => {
  const files = readdirSync(packed).filter((name) => /\.(parquet|eval|zst)$/.test(name));
  it.each(files)('%s is the same run, under any name', async (file) => {
    const name = /^[\w-]+?(?=\.|-deflate|-zstd)/.exec(file)![0];
    const source = name === 'humaneval' ? [join(fixtures, name, 'samples.jsonl_results.jsonl')] : filesOf(name);
    const expected = (await seen(source))!.map((run) => ({
      ...run,
      format: run.format.replace('inspect_json', 'inspect'),
    }));
    expect(expected[0].texts.length).toBeGreaterThan(0);
    expect(await seen([join(packed, file)])).toEqual(expected);
    expect(await seen(write({ data: readFileSync(join(packed, file)) }))).toEqual(expected);
  });

  it('keeps the steps of a folder of TRL files apart', async () => {
    const expected = await seen(filesOf('trl'));
    expect(expected).toHaveLength(2);
    expect(await seen([join(packed, 'trl')])).toEqual(expected);
    const [first] = readdirSync(join(packed, 'trl'));
    expect(await seen(write({ data: readFileSync(join(packed, 'trl', first)) }))).toEqual([expected![0]]);
  });

  it('reads a folder of YAML, a file a problem', async () => {
    const yaml = filesOf('monkeys').map((path, i) => [
      `GSM8K/${i}.yaml`,
      toYaml(JSON.parse(readFileSync(path, 'utf8'))),
    ]);
    const paths = write(Object.fromEntries(yaml) as Record<string, string>);
    const expected = await seen(filesOf('monkeys'));
    expect(await seen([join(paths[0], '..')])).toEqual(expected);
    const [first] = await loadAll(write({ data: yaml[0][1] }));
    expect(countsOf(first)).toMatchObject({ problems: 1, samples: 3 });
  });

  it('joins a CSV of grades that stands beside its dump', async () => {
    const [dump, grades] = filesOf('generic-grades');
    const rows = readFileSync(grades, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    const keys = Object.keys(rows[0]);
    const csv = [keys, ...rows.map((row) => keys.map((key) => row[key] ?? ''))]
      .map((cells) => cells.join(','))
      .join('\n');
    const paths = write({ 'dump.jsonl': readFileSync(dump), 'dump_grades.csv': csv });
    const expected = await seen([dump, grades]);
    expect(await seen(paths)).toEqual(expected);
    expect(await seen(paths.slice(0, 1)), 'the CSV is found by its name').toEqual(expected);
    const neutral = write({ a: readFileSync(dump), b: csv });
    expect(await seenOf(await loadRun(specOf(...neutral), { baseDir: '.' })), 'named together as one run').toEqual(
      expected![0],
    );
  });
});
