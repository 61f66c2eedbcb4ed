/** The worker that looks for novelty, bundled as it ships, on a dump on disk. */
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { findNovelty } from '../../src/core/novelty/findNovelty';
import type { RunIndex } from '../../src/core/runIndex';
import { loadRun } from '../../src/io/loadRun';
import { searchedBase } from '../../src/io/noveltyTask';
import { NoveltyTasks } from '../../src/io/noveltyTasks';
import { specOf } from './runs';
import { tableOf } from '../core/novelty/texts';

const traces = [
  'First we sum all terms of the series "and" get \\frac{1}{2} → ten.\nThen we check it by putting it back in.',
  'Let us count the rows of the grid one by one, then the columns.\nThen we check it by putting it back in.',
  'We guess that the answer is forty two because it always is so.',
];
let folder: string;
let workerPath: string;
let dump: string;
let index: RunIndex;
const open: NoveltyTasks[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'novelty-'));
  workerPath = join(folder, 'noveltyWorker.js');
  const entryPoints = [join(import.meta.dirname, '../../src/io/noveltyWorker.ts')];
  await build({ entryPoints, outfile: workerPath, bundle: true, platform: 'node', format: 'cjs', logLevel: 'error' });
  dump = join(folder, 'base.jsonl');
  writeFileSync(
    dump,
    traces
      .map((response, i) => `${JSON.stringify({ problem_id: 'p', sample_id: i, response, correct: i < 2 })}\n`)
      .join(''),
  );
  index = (await loadRun(specOf(dump), { baseDir: folder })).index;
});
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => open.splice(0).forEach((tasks) => tasks.dispose()));

function tasksWith(options: ConstructorParameters<typeof NoveltyTasks>[0]): NoveltyTasks {
  const tasks = new NoveltyTasks(options);
  open.push(tasks);
  return tasks;
}

describe('novelty against the samples of a dump', () => {
  it.each(['in a worker', 'in this thread'])('is what it is against their texts, %s', async (where) => {
    const tasks = tasksWith(where === 'in a worker' ? { workerPath } : {});
    const base = searchedBase(index, index.order);
    const text = `We mirror it instead. ${traces[0]}`;
    expect(await tasks.ready(base)).toMatchObject({ samples: 3, unsearched: 0, failures: [] });
    const found = await tasks.novelty(base, text);
    expect(found).toEqual(findNovelty(tableOf(traces), text));
    const baseline = await tasks.baseline(base, found, 7);
    expect(baseline).toMatchObject({ samples: 3, eligible: 3, seed: 7 });
    const near = await tasks.nearest(base, text, 2);
    expect(near[0]).toMatchObject({ sample: 0 });
    const { found: challenge, quotes } = await tasks.challenge(base, 'we check it by putting it back in', 5);
    expect(challenge).toMatchObject({ whole: 2, samples: 3 });
    expect(quotes.slice(0, 2)).toEqual(Array(2).fill('we check it by putting it back in'));
  });

  it('reads another base when it is asked about one', async () => {
    const tasks = tasksWith({ workerPath });
    const one = searchedBase(index, [index.order[2]]);
    expect((await tasks.novelty(searchedBase(index, index.order), traces[0])).share).toBe(0);
    expect((await tasks.novelty(one, traces[0])).share).toBe(1);
    expect((await tasks.novelty(searchedBase(index, index.order), traces[0])).share).toBe(0);
  });

  it('can be stopped', async () => {
    const stop = new AbortController();
    const asked = tasksWith({ workerPath }).ready(searchedBase(index, index.order), stop.signal);
    stop.abort();
    await expect(asked).rejects.toThrow('The search for novelty was stopped.');
  });

  it('says which file changed on disk, and searches none of it', async () => {
    appendFileSync(dump, '\n');
    const ready = await tasksWith({}).ready(searchedBase(index, index.order));
    expect(ready).toEqual({
      samples: 0,
      tokens: 0,
      unsearched: 3,
      failures: ['base.jsonl changed on disk and was not searched. Reload Dumps reads it again.'],
    });
  });
});
