import {
  appendFileSync,
  closeSync,
  mkdtempSync,
  openSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunSpec } from '../../src/core/compare/comparison';
import { pairRuns } from '../../src/core/compare/pair';
import { loadRun, readTrace, StaleDumpError, UnreadableError, type LoadedRun } from '../../src/io/loadRun';
import { makeZip } from '../../tools/packing.mjs';
import { nastyTraces } from '../core/trace/texts';
import { countsOf, specOf } from './runs';

let folder: string;
let storageDir: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'runs-'));
  storageDir = join(folder, 'storage');
});
afterEach(() => rmSync(folder, { recursive: true }));

const row = (i: number): string =>
  JSON.stringify({
    id: `p${i % 50}`,
    question: `What is ${i % 50}?`,
    response: `${'x'.repeat(300)} ${i}`,
    correct: i % 3 === 0 ? 1 : 0,
  }) + '\n';
const rows = (from: number, to: number): string => Array.from({ length: to - from }, (_, i) => row(from + i)).join('');

/** Vitest compares typed arrays entry by entry, which takes seconds here. */
const sameIndex = (a: LoadedRun, b: LoadedRun): boolean => bytesOf(a).equals(bytesOf(b));
const bytesOf = ({ index: { samples, ...rest } }: LoadedRun): Buffer =>
  Buffer.concat([
    Buffer.from(JSON.stringify({ ...rest, order: rest.order.length })),
    ...[...Object.values(samples), rest.order].map((column) =>
      Buffer.from(column.buffer, column.byteOffset, column.byteLength),
    ),
  ]);

describe('an index that was saved', () => {
  it('is used again while the file is the same', async () => {
    const path = join(folder, 'dump.jsonl');
    writeFileSync(path, rows(0, 1000));
    const then = new Date('2026-01-01T00:00:00Z');
    utimesSync(path, then, then);
    const first = await loadRun(specOf(path), { baseDir: folder, storageDir });
    expect(readdirSync(join(storageDir, 'indexes'))).toHaveLength(1);
    spoilMiddle(path);
    utimesSync(path, then, then);
    const again = await loadRun(specOf(path), { baseDir: folder, storageDir });
    // The middle was not read again: the index came from the disk.
    expect(countsOf(again)).toEqual(countsOf(first));
    expect(again.index).toEqual(first.index);
    expect(again.findings).toEqual(first.findings);
  });

  it('is continued when the file only grew', async () => {
    const path = join(folder, 'dump.jsonl');
    writeFileSync(path, rows(0, 1000));
    await loadRun(specOf(path), { baseDir: folder, storageDir });
    spoilMiddle(path);
    appendFileSync(path, rows(1000, 1200) + row(1200).slice(0, 50));
    const grown = await loadRun(specOf(path), { baseDir: folder, storageDir });
    expect(countsOf(grown)).toMatchObject({ problems: 50, samples: 1200, nMin: 24, nMax: 24, correct: 400 });
    expect(grown.findings).toContainEqual(expect.objectContaining({ code: 'torn-end', line: 1201 }));
    appendFileSync(path, row(1200).slice(50));
    const whole = await loadRun(specOf(path), { baseDir: folder, storageDir });
    expect(countsOf(whole).samples).toBe(1201);
    expect(whole.findings.filter(({ code }) => code === 'torn-end')).toEqual([]);
    expect(await readTrace(whole.index, 1200)).toBe(`${'x'.repeat(300)} 1200`);
  });

  it('is not used for another file of the same name', async () => {
    const path = join(folder, 'dump.jsonl');
    writeFileSync(path, rows(0, 100));
    await loadRun(specOf(path), { baseDir: folder, storageDir });
    writeFileSync(path, rows(500, 900));
    expect(countsOf(await loadRun(specOf(path), { baseDir: folder, storageDir })).samples).toBe(400);
  });

  /** Replaces bytes that neither the head's nor the tail's hash covers. */
  function spoilMiddle(path: string): void {
    const fd = openSync(path, 'r+');
    writeSync(fd, '\n'.repeat(200), Math.floor(statSync(path).size / 2));
    closeSync(fd);
  }
});

describe('reading a run', () => {
  it('never misreads a file that was replaced', async () => {
    const path = join(folder, 'dump.jsonl');
    writeFileSync(path, rows(0, 10));
    const { index } = await loadRun(specOf(path), { baseDir: folder });
    writeFileSync(path, rows(10, 30));
    await expect(readTrace(index, 3)).rejects.toThrow(StaleDumpError);
  });

  it('opens a gzip through an unpacked copy, and refuses one that unpacks to too much', async () => {
    const path = join(folder, 'dump.jsonl.gz');
    writeFileSync(path, gzipSync(rows(0, 200)));
    const run = await loadRun(specOf(path), { baseDir: folder, storageDir });
    expect(countsOf(run).samples).toBe(200);
    expect(await readTrace(run.index, 7)).toBe(`${'x'.repeat(300)} 7`);
    const bomb = join(folder, 'bomb.jsonl.gz');
    writeFileSync(bomb, gzipSync(Buffer.alloc(5e6, 32)));
    await expect(loadRun(specOf(bomb), { baseDir: folder, storageDir, maxUnpackedBytes: 1e6 })).rejects.toThrow(
      /unpacks to more than 1 MB/,
    );
  });

  it('opens a Parquet file through its rows, and asks to read the run again when these were cleared away', async () => {
    const path = join(import.meta.dirname, '../fixtures/containers/large-pages-zstd.parquet');
    const run = await loadRun(specOf(path), { baseDir: folder, storageDir });
    expect(countsOf(run)).toMatchObject({ problems: 200, samples: 200, correct: 100 });
    expect(run.index.files[0].path).toBe(path);
    expect(await readTrace(run.index, 7)).toBe(`${'so 1 '.repeat(12000)}7`);
    rmSync(join(storageDir, 'unpacked'), { recursive: true });
    await expect(readTrace(run.index, 7)).rejects.toThrow(StaleDumpError);
    const again = await loadRun(specOf(path), { baseDir: folder, storageDir });
    expect(await readTrace(again.index, 7)).toBe(`${'so 1 '.repeat(12000)}7`);
  });

  it('says in one sentence why a hostile zip or gzip is not opened, whatever its name', async () => {
    const open = async (bytes: Uint8Array): Promise<string> => {
      const path = join(folder, 'data');
      writeFileSync(path, bytes);
      const error: unknown = await loadRun(specOf(path), { baseDir: folder, storageDir }).catch((e: unknown) => e);
      expect(error).toBeInstanceOf(UnreadableError);
      return (error as Error).message;
    };
    const spaces = Buffer.alloc(80 * 2 ** 20, 32);
    const bomb = /^data unpacks to more than 1,000 times its size, which no dump does; it is not opened\.$/;
    expect(await open(makeZip([{ name: 'a.jsonl', bytes: spaces }]))).toMatch(bomb);
    expect(await open(gzipSync(spaces))).toMatch(bomb);
    const outside = await open(makeZip([{ name: '../../a.jsonl', bytes: rows(0, 9) }]));
    expect(outside).toBe('data has a member whose name leads out of the zip ("../../a.jsonl"); it is not opened.');
  });

  it('tells what a container has shown with the other findings of the run', async () => {
    const path = join(folder, 'two.zip');
    const zip = makeZip([
      { name: 'a.jsonl', bytes: rows(0, 100) },
      { name: 'b.jsonl', bytes: rows(0, 50) },
    ]);
    writeFileSync(path, zip);
    const { findings } = await loadRun(specOf(path), { baseDir: folder, storageDir });
    expect(findings).toContainEqual(expect.objectContaining({ code: 'left-out-member', file: path }));
  });

  it('adds up the files a glob names, and says which glob matches nothing', async () => {
    for (const seed of [1, 2]) writeFileSync(join(folder, `run_seed${seed}.jsonl`), rows(0, 100));
    expect(countsOf(await loadRun(specOf('run_seed*.jsonl'), { baseDir: folder })).nMin).toBe(4);
    await expect(loadRun(specOf('no_*.jsonl'), { baseDir: folder })).rejects.toThrow(
      "no_*.jsonl can't be opened: no file matches.",
    );
    await expect(loadRun(specOf('absent.jsonl'), { baseDir: folder })).rejects.toThrow(
      /there is no such file or folder/,
    );
  });

  it('says what a folder without dumps is', async () => {
    writeFileSync(join(folder, 'notes.md'), '# nothing');
    await expect(loadRun(specOf(folder), { baseDir: folder })).rejects.toThrow(UnreadableError);
  });

  it('reports the run so far while it reads', async () => {
    const path = join(folder, 'dump.jsonl');
    writeFileSync(path, rows(0, 60_000));
    const seen: number[] = [];
    const controller = new AbortController();
    const run = await loadRun(specOf(path), {
      baseDir: folder,
      signal: controller.signal,
      onProgress: (progress) => {
        seen.push(progress.run?.index.samples.problem.length ?? 0);
        controller.abort();
      },
    });
    expect(seen[0]).toBeGreaterThan(0);
    expect(run.complete).toBe(false);
    expect(run.index.samples.problem.length).toBeLessThan(60_000);
  });

  it('gives the same comparison for a shuffled copy', async () => {
    const lines = rows(0, 400).trimEnd().split('\n');
    // Another order, the same on every machine.
    const shuffled = lines.map((line, i) => ({ line, place: (i * 163) % 400 })).sort((a, b) => a.place - b.place);
    writeFileSync(join(folder, 'dump.jsonl'), rows(0, 400));
    writeFileSync(join(folder, 'shuffled.jsonl'), shuffled.map(({ line }) => line).join('\n'));
    const load = (name: string): ReturnType<typeof loadRun> => loadRun(specOf(name), { baseDir: folder });
    const [{ index }, other] = [await load('dump.jsonl'), await load('shuffled.jsonl')];
    const { table, findings } = pairRuns([
      { label: 'base', role: 'base', index },
      { label: 'shuffled', role: 'rl', index: other.index },
    ]);
    const [a, b] = table.runs;
    expect([b.n, b.c, b.unscored]).toEqual([a.n, a.c, a.unscored]);
    expect(table.ids).toHaveLength(50);
    expect(findings).toEqual([]);
  });
});

describe('the worker', () => {
  // `npm test` builds it first.
  const workerPath = join(import.meta.dirname, '../../dist/indexWorker.js');

  it('reads the same index as this thread', async () => {
    const path = join(folder, 'dump.jsonl');
    writeFileSync(path, rows(0, 2000));
    const here = await loadRun(specOf(path), { baseDir: folder });
    const there = await loadRun(specOf(path), { baseDir: folder, workerPath });
    expect(there).toEqual(here);
  });

  it('stops when asked to, and keeps what it has read', async () => {
    const path = join(folder, 'dump.jsonl');
    writeFileSync(path, rows(0, 200_000));
    const controller = new AbortController();
    const run = await loadRun(specOf(path), {
      baseDir: folder,
      workerPath,
      signal: controller.signal,
      onProgress: () => controller.abort(),
    });
    expect(run.complete).toBe(false);
    expect(run.index.samples.problem.length).toBeGreaterThan(0);
    expect(run.index.samples.problem.length).toBeLessThan(200_000);
  });

  it('reads on where it was stopped', async () => {
    const path = join(folder, 'dump.jsonl');
    const other = join(folder, 'other.jsonl');
    writeFileSync(path, rows(0, 100_000));
    writeFileSync(other, rows(100_000, 102_000));
    const spec = { ...specOf(path), paths: [path, other] };
    const stopped = await stoppedOnce(spec);
    expect(stopped.complete).toBe(false);
    let firstTold = Infinity;
    const onProgress = ({ readBytes }: { readBytes: number }): void =>
      void (firstTold = Math.min(firstTold, readBytes));
    const whole = await loadRun(spec, { baseDir: folder, storageDir, workerPath, onProgress });
    expect(firstTold).toBeGreaterThanOrEqual(stopped.readBytes - row(0).length * 2);
    expect(sameIndex(whole, await loadRun(spec, { baseDir: folder }))).toBe(true);
    // And once whole, it is kept as such.
    const again = await loadRun(spec, { baseDir: folder, storageDir });
    expect(sameIndex(again, whole)).toBe(true);
    expect(again.complete).toBe(true);
  });

  it('begins anew when the file was replaced since it was stopped', async () => {
    const path = join(folder, 'dump.jsonl');
    writeFileSync(path, rows(0, 100_000));
    const stopped = await stoppedOnce(specOf(path));
    expect(stopped.complete).toBe(false);
    writeFileSync(path, rows(7, 100_009));
    const whole = await loadRun(specOf(path), { baseDir: folder, storageDir, workerPath });
    expect(sameIndex(whole, await loadRun(specOf(path), { baseDir: folder }))).toBe(true);
  });

  function stoppedOnce(spec: RunSpec): Promise<LoadedRun> {
    const controller = new AbortController();
    const onProgress = (): void => controller.abort();
    return loadRun(spec, { baseDir: folder, storageDir, workerPath, signal: controller.signal, onProgress });
  }

  it('says in one sentence what it cannot read', async () => {
    await expect(loadRun(specOf('absent.jsonl'), { baseDir: folder, workerPath })).rejects.toThrow(UnreadableError);
  });
});

describe('a nasty trace', () => {
  const texts = Object.entries(nastyTraces);

  it.each(['raw', 'escaped'])('is read as the dump has it, character by character (%s)', async (spelling) => {
    const path = join(folder, 'dump.jsonl');
    const lines = texts.map(([, response], i) => JSON.stringify({ id: `p${i}`, response, correct: 1 }));
    const escaped = (line: string): string =>
      line.replace(/[\x7f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
    const stored = spelling === 'raw' ? lines : lines.map(escaped);
    writeFileSync(path, `${stored.join('\n')}\n`);
    const { index } = await loadRun(specOf(path), { baseDir: folder });
    for (const [i, [name, text]] of texts.entries()) {
      const read = await readTrace(index, i);
      // Compared first: a difference of megabytes is long to print.
      expect(read === text, name).toBe(true);
    }
  });
});
