import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { once } from 'node:events';
import { build } from 'esbuild';
import { expect, it, vi } from 'vitest';
import { parseLog } from '../../../src/core/annotations/parseLog';
import { openStore, emptyFolder, tagged } from './folders';

vi.setConfig({ testTimeout: 120_000 });
/** Moments at which a process is killed, how many work at a time, and on how many files. */
const kills = 100;
const atOnce = 4;
const files = 20;

async function bundled(folder: string, name: 'tagger' | 'compactor'): Promise<string> {
  const outfile = join(folder, `${name}.cjs`);
  await build({
    entryPoints: [`test/io/annotations/${name}.ts`],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    outfile,
  });
  return outfile;
}

/** @returns ids that were acknowledged before the process was killed. */
async function tagUntilKilled(script: string, path: string): Promise<string[]> {
  const child = spawn(process.execPath, [script, path, '1000000'], { stdio: ['ignore', 'pipe', 'inherit'] });
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    if (printed === '') setTimeout(() => child.kill('SIGKILL'), Math.random() * 25);
    printed += text;
  });
  await once(child, 'close');
  return printed.split('\n').slice(0, -1);
}

it(`loses no acknowledged event when the process is killed, at ${kills} random moments`, async () => {
  const folder = emptyFolder();
  const script = await bundled(folder, 'tagger');
  const paths = Array.from({ length: files }, (_, i) => join(folder, `${i}.annotations.jsonl`));
  const acknowledged = paths.map(() => [] as string[]);
  let started = 0;
  const work = async (): Promise<void> => {
    while (started < kills) {
      const file = started++ % files;
      acknowledged[file].push(...(await tagUntilKilled(script, paths[file])));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  for (const [i, path] of paths.entries()) {
    expect(acknowledged[i].length).toBeGreaterThanOrEqual(kills / files);
    const ids = new Set(parseLog(readFileSync(path, 'utf8')).records.map(({ id }) => id));
    expect(acknowledged[i].filter((id) => !ids.has(id))).toEqual([]);
    const store = await openStore(path);
    await store.record([tagged('after')]);
    expect((await openStore(path)).log.state.annotations.has('after')).toBe(true);
  }
});

/** Compacts until told to stop, by processes that are killed at random moments. @returns how often it was done. */
async function compactUntil(stopped: () => boolean, script: string, path: string): Promise<number> {
  let done = 0;
  while (!stopped()) {
    const child = spawn(process.execPath, [script, path], { stdio: ['ignore', 'pipe', 'inherit'] });
    let timer: NodeJS.Timeout | undefined;
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      timer ??= setTimeout(() => child.kill('SIGKILL'), Math.random() * 200);
      done += text.split('compacted').length - 1;
    });
    await once(child, 'close');
  }
  return done;
}

it('loses no acknowledged event while others compact the file and are killed at it', async () => {
  const folder = emptyFolder();
  const [tagger, compactor] = [await bundled(folder, 'tagger'), await bundled(folder, 'compactor')];
  const path = join(folder, 'a.annotations.jsonl');
  writeFileSync(path, '');
  const tag = async (): Promise<string[]> => {
    const child = spawn(process.execPath, [tagger, path, '150'], { stdio: ['ignore', 'pipe', 'inherit'] });
    let printed = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text));
    const [code] = (await once(child, 'close')) as [number];
    expect(code).toBe(0);
    return printed.split('\n').slice(0, -1);
  };
  let isOver = false;
  const compacting = [1, 2].map(() => compactUntil(() => isOver, compactor, path));
  const acknowledged = (await Promise.all([tag(), tag()])).flat();
  isOver = true;
  const compactions = await Promise.all(compacting);
  expect(compactions.reduce((a, b) => a + b)).toBeGreaterThan(1);
  const { records, findings } = parseLog(readFileSync(path, 'utf8'));
  const ids = new Set(records.map(({ id }) => id));
  expect(acknowledged.length).toBeGreaterThan(600);
  expect(acknowledged.filter((id) => !ids.has(id))).toEqual([]);
  expect(findings).toEqual([]);
});
