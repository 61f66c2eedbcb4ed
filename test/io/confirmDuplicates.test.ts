import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { duplicatesOf } from '../../src/core/integrity/duplicates';
import { marksOf } from '../../src/core/integrity/marks';
import { confirmDuplicates, loadRun } from '../../src/io/loadRun';
import { haveSharedDumps, sharedDumps, specOf } from './runs';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'confirm-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const edge = 'x'.repeat(40);
const texts = [`${edge}A${edge}`, `${edge}B${edge}`, `${edge}A${edge}`, 'other', `${edge}B${edge}`];

async function load() {
  const path = join(folder, 'dump.jsonl');
  writeFileSync(path, texts.map((text) => `${JSON.stringify({ id: 1, response: text, correct: 1 })}\n`).join(''));
  return (await loadRun(specOf(path), { baseDir: folder })).index;
}

describe('samples that look alike', () => {
  it.each(['', './dist/indexWorker.js'])(
    'are equal only where all of their text is (worker: %j)',
    async (workerPath) => {
      const index = await load();
      const alike = duplicatesOf(index);
      expect(alike).toHaveLength(3);
      const seen: number[] = [];
      const equal = await confirmDuplicates(index, alike, {
        workerPath: workerPath || undefined,
        onProgress: (done) => seen.push(done),
      });
      expect(equal).toEqual([
        { row: 2, first: 0 },
        { row: 4, first: 1 },
      ]);
    },
  );

  it('stay unconfirmed when it is stopped', async () => {
    const index = await load();
    const signal = AbortSignal.abort();
    await expect(confirmDuplicates(index, duplicatesOf(index), { signal })).rejects.toThrow('stopped');
  });
});

describe.skipIf(!haveSharedDumps)('real dumps', () => {
  it('of HumanEval have 679 of 1,640 samples that equal an earlier one of their task', async () => {
    const path = join(sharedDumps, 'humaneval-mistral-vs-zephyr/mistral_samples.jsonl_results.jsonl');
    const { index } = await loadRun(specOf(path), { baseDir: '.' });
    const equal = await confirmDuplicates(index, duplicatesOf(index));
    // 938 texts are distinct in all; 23 more are written for several tasks.
    expect(index.order.length - equal.length).toBe(961);
  });

  it('of Qwen2.5-Math have 708 answers equal to the reference as text, and 728 correct samples', async () => {
    const path = join(sharedDumps, 'qwen-math-eval/math_cot_100.jsonl');
    const { index } = await loadRun(specOf(path), { baseDir: '.' });
    const { textEqual, counts } = marksOf(index);
    expect(textEqual).toBe(708);
    expect(counts.contradicted).toBe(0);
  });

  it('of a cap of 1,024 tokens end there', async () => {
    const path = join(sharedDumps, 'custom-math500-pass3/experiment_results/raw_base_pass@3_seed42.jsonl');
    const { index, settings } = await loadRun(specOf(path), { baseDir: '.' });
    const { cap, counts } = marksOf(index, { maxTokens: settings.maxTokens?.value });
    expect(cap).toBe(1024);
    expect(counts.truncated).toBeGreaterThan(10);
  });
});
