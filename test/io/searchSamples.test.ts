/** Searching dumps on disk, in this thread and in the worker that ships. */
import { appendFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunIndex } from '../../src/core/runIndex';
import { textMatcher, type SearchQuery } from '../../src/core/search/query';
import { SearchResults } from '../../src/core/search/results';
import { loadRun, readTrace } from '../../src/io/loadRun';
import { searchSamples } from '../../src/io/searchSamples';
import { fixtures, loadAll, specOf } from './runs';

let folder: string;
let workerPath: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'search-'));
  workerPath = join(folder, 'searchWorker.js');
  await build({
    entryPoints: ['src/io/searchWorker.ts'],
    outfile: workerPath,
    bundle: true,
    platform: 'node',
    format: 'cjs',
  });
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A dump of one problem with these traces; the even ones are correct. */
async function dumpOf(name: string, traces: string[]): Promise<RunIndex> {
  const path = join(folder, name);
  const rows = traces.map((response, i) => JSON.stringify({ id: 'p', response, correct: i % 2 === 0 }));
  writeFileSync(path, `${rows.join('\n')}\n`);
  return (await loadRun(specOf(path), { baseDir: folder })).index;
}

async function search(indexes: RunIndex[], query: SearchQuery, options: { workerPath?: string } = {}) {
  const results = new SearchResults(indexes);
  const unsearched: string[] = [];
  const whole = await searchSamples(indexes, query, {
    ...options,
    onFound: (run, batch) => results.add(run, batch),
    onUnsearched: (message) => unsearched.push(message),
  });
  return { results, whole, unsearched };
}

describe('a search over dumps', () => {
  it('finds in every fixture what reading each trace finds', async () => {
    let searched = 0;
    for (const name of readdirSync(fixtures)) {
      const runs = await loadAll([join(fixtures, name)]).catch(() => []);
      for (const { index } of runs)
        for (const query of [
          { text: 'return' },
          { text: 'the' },
          { text: '\n' },
          { text: String.raw`\d+`, regex: true },
        ]) {
          const { results } = await search([index], query);
          expect(results.all.matches, `${name} ${query.text}`).toBe(await matchesByReading(index, query));
          expect(results.all.searched).toBe(results.total);
          searched += results.total;
        }
    }
    expect(searched).toBeGreaterThan(500);
  });

  it('counts samples by run and verdict, and knows the samples of each problem', async () => {
    const base = await dumpOf('base.jsonl', ['wait, wait', 'no', 'so', 'Wait']);
    const rl = await dumpOf('rl.jsonl', ['so', 'é wait']);
    const { results } = await search([base, rl], { text: 'wait' });
    expect(results.runs).toEqual([
      [
        { searched: 2, hit: 1, matches: 1 },
        { searched: 2, hit: 1, matches: 2 },
        { searched: 0, hit: 0, matches: 0 },
      ],
      [
        { searched: 1, hit: 1, matches: 1 },
        { searched: 1, hit: 0, matches: 0 },
        { searched: 0, hit: 0, matches: 0 },
      ],
    ]);
    expect([...results.problemsOf(1)]).toEqual([[0, 1]]);
    expect(results.hitsOf(1, 0)).toEqual([{ run: 1, sample: 1, row: 1, count: 1, first: -1, length: 4 }]);
  });

  it('finds the same in a worker, across blocks and samples larger than one', async () => {
    const big = 'x'.repeat(5_000_000);
    const index = await dumpOf('big.jsonl', [`wait ${big}`, 'no', `${big} wait wait`, 'wait', `${big}`]);
    const [here, there] = await Promise.all([
      search([index, index], { text: 'wait' }),
      search([index, index], { text: 'wait' }, { workerPath }),
    ]);
    expect(there.results.runs).toEqual(here.results.runs);
    expect(here.results.all).toEqual({ searched: 10, hit: 6, matches: 8 });
    expect(there.results.hitsOf(1, 0)).toEqual(here.results.hitsOf(1, 0));
  });

  it('does not read a dump that changed since it was indexed, and says so', async () => {
    const index = await dumpOf('changed.jsonl', ['wait']);
    appendFileSync(join(folder, 'changed.jsonl'), '{}\n');
    const { results, unsearched } = await search([index], { text: 'wait' }, { workerPath });
    expect(results.all.searched).toBe(0);
    expect(unsearched).toEqual(['changed.jsonl changed on disk and was not searched. Reload Dumps reads it again.']);
  });

  it('leaves out a sample in which an expression never ends, and goes on behind it', async () => {
    const index = await dumpOf('slow.jsonl', ['aab', `${'a'.repeat(60)}!`, 'ab', 'none', 'aaab']);
    const results = new SearchResults([index]);
    const late: [number, number][] = [];
    const whole = await searchSamples(
      [index],
      { text: '(a+)+b', regex: true },
      {
        workerPath,
        sampleTimeoutMs: 300,
        onFound: (run, batch) => results.add(run, batch),
        onTimeout: (...place) => late.push(place),
      },
    );
    expect(whole).toBe(true);
    expect(late).toEqual([[0, 1]]);
    expect(results.all).toEqual({ searched: 4, hit: 3, matches: 3 });
  });

  it('gives an expression up that hangs again and again, with the reason', async () => {
    const index = await dumpOf(
      'hopeless.jsonl',
      Array.from({ length: 9 }, () => `${'a'.repeat(60)}!`),
    );
    const options = { workerPath, sampleTimeoutMs: 100, onFound: () => undefined };
    await expect(searchSamples([index], { text: '(a+)+b', regex: true }, options)).rejects.toThrow(
      '/(a+)+b/ takes too long: 5 samples took more than 0.1 s each.',
    );
  });

  it('ends at once when it is cancelled, even inside an expression', async () => {
    const index = await dumpOf('cancel.jsonl', [`${'a'.repeat(60)}!`]);
    const stop = new AbortController();
    const searching = searchSamples(
      [index],
      { text: '(a+)+b', regex: true },
      {
        workerPath,
        signal: stop.signal,
        sampleTimeoutMs: 60_000,
        onFound: () => undefined,
      },
    );
    setTimeout(() => stop.abort(), 200);
    expect(await searching).toBe(false);
  });
});

async function matchesByReading(index: RunIndex, query: SearchQuery): Promise<number> {
  let matches = 0;
  for (let row = 0; row < index.samples.kind.length; row++)
    matches += textMatcher(query).count(await readTrace(index, row)).count;
  return matches;
}
