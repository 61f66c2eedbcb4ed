/** Samples of different training steps never add up. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { discoverRuns, loadRun } from '../../src/io/loadRun';
import { countsOf, specOf } from './runs';

describe('dumps whose rows name their training step', () => {
  let folder: string;
  const row = (step: number, i: number): string =>
    `${JSON.stringify({ input: 'Q?', output: `try ${i}`, gts: '4', score: i % 2, step })}\n`;
  const write = (name: string, steps: number[]): string => {
    const path = join(folder, name);
    writeFileSync(path, steps.map(row).join(''));
    return path;
  };
  beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'steps-'))));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('are listed step by step, also within a file, and read so', async () => {
    const path = write('all.jsonl', [20, 10, 20, 10, 10]);
    const { specs } = await discoverRuns([path], { baseDir: '.' });
    expect(specs.map(({ step, role }) => [step, role])).toEqual([
      [10, 'base'],
      [20, 'rl'],
    ]);
    expect(specs.every(({ label, step }) => label.endsWith(`step ${step}`))).toBe(true);
    const counts = await Promise.all(
      specs.map(async (spec) => countsOf(await loadRun(spec, { baseDir: '.' })).samples),
    );
    expect(counts).toEqual([3, 2]);
  });

  it('give their first step when none is named, over all files, and say what is left out', async () => {
    const paths = [write('5.jsonl', [5, 5]), write('6.jsonl', [6, 5, 6])];
    const run = await loadRun(specOf(...paths), { baseDir: '.' });
    expect(countsOf(run).samples).toBe(3);
    const finding = run.findings.find(({ code }) => code === 'several-runs');
    expect(finding).toMatchObject({ severity: 'warning', count: 2, file: paths[1] });
    expect(finding?.message).toContain('step 5 is read');
  });

  it('hold no samples of a step that is not there, and say which are', async () => {
    const run = await loadRun({ ...specOf(write('7.jsonl', [7, 8])), step: 9 }, { baseDir: '.' });
    expect(run.index.samples.problem.length).toBe(0);
    expect(run.findings.map(({ message }) => message).join()).toMatch(/7, 8/);
  });

  it('are kept apart when they grow and are read again from a saved index', async () => {
    const options = { baseDir: '.', storageDir: join(folder, 'storage') };
    const spec = { ...specOf(write('grows.jsonl', [1, 2])), step: 1 };
    await loadRun(spec, options);
    write('grows.jsonl', [1, 2, 2, 1]);
    expect(countsOf(await loadRun(spec, options)).samples).toBe(2);
    expect(countsOf(await loadRun({ ...spec, step: 2 }, options)).samples).toBe(2);
  });
});
