import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import fc from 'fast-check';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { passAtK } from '../../src/core/stats/passAtK';
import { loadRun, readTrace, UnreadableError } from '../../src/io/loadRun';
import { countsOf, haveSharedDumps, loadAll, sharedDumps, specOf } from './runs';

interface Listed {
  problems?: number;
  samples?: number;
  correct?: number;
  pass_at_k?: Record<string, number>;
}

const manifest = (
  haveSharedDumps ? JSON.parse(readFileSync(join(sharedDumps, 'manifest.json'), 'utf8')) : {}
) as Record<string, Listed>;
/** Formats of their own issue: they must give a sentence, or their counts. */
const later = /\.(parquet|eval|csv|md|zip)$|lm-eval|inspect-json|opencompass.*predictions|one-file-per-sample/;
const files = Object.keys(manifest).filter((file) => !later.test(file));

describe.skipIf(!haveSharedDumps)('real dumps', () => {
  it.each(files)('%s opens with the counts of the manifest, or says why it holds no samples', async (file) => {
    const expected = manifest[file];
    if (expected.samples === undefined && !/\.jsonl(\.gz)?$/.test(file)) {
      await expect(loadAll([join(sharedDumps, file)])).rejects.toThrow(UnreadableError);
      return;
    }
    const runs = await loadAll([join(sharedDumps, file)]).catch((error: unknown) => {
      if (error instanceof UnreadableError && expected.samples === undefined) return [];
      throw error;
    });
    if (expected.samples === undefined) return;
    const counts = countsOf(runs[0]);
    expect(counts).toMatchObject({ problems: expected.problems, samples: expected.samples });
    if (expected.correct !== undefined) expect(counts.correct).toBe(expected.correct);
    for (const [k, value] of Object.entries(expected.pass_at_k ?? {})) {
      const { problems } = runs[0].index;
      const mean = problems.reduce((sum, { n, c }) => sum + passAtK(n, c, Number(k)), 0) / problems.length;
      expect(mean).toBeCloseTo(value, 5);
    }
  });

  it('opens the seeds of one run as one run', async () => {
    const runs = await loadAll([
      join(sharedDumps, 'tiny-rlvr/tiny-base_countdown_temp0.6_n512_seed1'),
      join(sharedDumps, 'tiny-rlvr/tiny-base_countdown_temp0.6_n512_seed2'),
    ]);
    expect(runs.map(countsOf)).toMatchObject([{ problems: 48, samples: 49152, nMin: 1024, nMax: 1024 }]);
  });

  it('keeps every trace exactly as JSON.parse reads it', async () => {
    const path = join(sharedDumps, 'qwen-math-eval/math_cot_100.jsonl');
    const rows = readFileSync(path, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { code: string[] });
    const { index } = await loadRun(specOf(path), { baseDir: '.' });
    const texts = await Promise.all(Array.from(index.samples.problem, (_, row) => readTrace(index, row)));
    expect(texts).toEqual(rows.flatMap((row) => row.code));
  });

  describe('cut at random bytes', () => {
    let folder: string;
    beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'cut-'))));
    afterAll(() => rmSync(folder, { recursive: true }));

    it.each([
      'rlvr-probe-gsm8k/results_2048/rl_raw.jsonl',
      'cruxeval/sample_scored_codellama-7b_temp0.2_output.json',
      'evalplus-llama3/8b-instruct-base/samples_eval_results.json',
      'custom-gsm8k-n16/qwen_hardest_20_percent.json',
    ])(
      '%s opens with findings, or says why not, and never throws anything else',
      async (file) => {
        const bytes = readFileSync(join(sharedDumps, file));
        const path = join(folder, basename(file));
        await fc.assert(
          fc.asyncProperty(fc.nat(bytes.length - 1), async (cut) => {
            writeFileSync(path, bytes.subarray(0, cut));
            try {
              const run = await loadRun(specOf(path), { baseDir: '.' });
              // A cut just behind a row leaves nothing odd.
              const betweenRows = /\}\s*$/.test(bytes.subarray(Math.max(0, cut - 2), cut).toString('latin1'));
              if (!betweenRows) expect(run.findings.length).toBeGreaterThan(0);
            } catch (error) {
              expect(error).toBeInstanceOf(UnreadableError);
            }
          }),
          { numRuns: 50 },
        );
      },
      60_000,
    );
  });
});
