import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
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

async function bundled(folder: string): Promise<string> {
  const outfile = join(folder, 'tagger.cjs');
  await build({
    entryPoints: ['test/io/annotations/tagger.ts'],
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
  const script = await bundled(folder);
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
