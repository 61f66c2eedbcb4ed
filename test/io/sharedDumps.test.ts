import { copyFileSync, readFileSync, readdirSync } from 'node:fs';
import { basename, join, relative, sep } from 'node:path';
import fc from 'fast-check';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { passAtK } from '../../src/core/stats/passAtK';
import { loadRun, readTrace, UnreadableError } from '../../src/io/loadRun';
import { countsOf, haveSharedDumps, loadAll, sharedDumps, specOf, type Counts } from './runs';

interface Listed {
  kind?: string;
  problems?: number;
  samples?: number;
  correct?: number;
  n_min?: number;
  n_max?: number;
  pass_at_k?: Record<string, number>;
  /** Of tables. */
  rows?: number;
  n?: number;
  mean_pass1?: number;
  reward_1?: number;
  correct_per_model?: Record<string, number>;
  same_content_as?: string;
}

/** What of `Counts` a file must have. */
type ExpectedRun = Partial<Counts> & { label?: string };

const manifest = (
  haveSharedDumps ? JSON.parse(readFileSync(join(sharedDumps, 'manifest.json'), 'utf8')) : {}
) as Record<string, Listed>;
const onDisk = haveSharedDumps
  ? readdirSync(sharedDumps, { recursive: true, encoding: 'utf8', withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(sharedDumps, join(entry.parentPath, entry.name)).split(sep).join('/'))
  : [];

/** Files that hold no samples, by the end of their path, and what the sentence must say. */
const withoutSamples: [end: RegExp, sentence: RegExp][] = [
  [
    /^derived\/lm-eval-new.*results_.*\.json$|^lm-eval.*results.*\.json$/,
    /lm-evaluation-harness results file.*samples_\*\.jsonl/,
  ],
  [/(verifiers|git-lfs).*metadata\.json$/, /metadata\.json of a verifiers run.*results\.jsonl/],
  [/^git-lfs-pointer\/.*results\.jsonl$/, /Git LFS pointer.*1,915,325 bytes.*git lfs pull/],
  [/codegeneration_1_0\.2_eval\.json$/, /LiveCodeBench's _eval file.*_eval_all\.json/],
  [/summary\.json$/, /summary numbers without samples/],
  [/per_question\.csv$/, /No text of a sample was found/],
  [/_metrics\.json$/, /math_eval metrics file/],
  [/^tiny-rlvr\/logprobs\//, /side file of log-probabilities/],
  [/README\.md$/, /no dump known here/],
  [/^manifest\.json$/, /No text of a sample was found/],
];

/** The runs a file must hold; undefined: none. */
function expectedRuns(file: string): ExpectedRun[] | undefined {
  if (withoutSamples.some(([end]) => end.test(file))) return undefined;
  const entry: Listed = manifest[file] ?? {};
  const { rows, n, samples, problems, correct, mean_pass1: mean } = entry;
  if (entry.same_content_as !== undefined) return expectedRuns(twinOf(file));
  if (entry.correct_per_model)
    return Object.entries(entry.correct_per_model).map(([label, right]) => ({ label, samples: rows, correct: right }));
  if (file.startsWith('tiny-rlvr/')) return [tinyRun(file)];
  if (file.startsWith('trl-')) return [{ problems: 1, samples: rows, scored: rows, correct: entry.reward_1 }];
  if (file.startsWith('one-file-per-sample')) return [{ problems: 1, samples: 1, scored: 0 }];
  if (file.startsWith('derived/lighteval-old')) return [{ problems: rows, samples: 240, scored: 240, correct: 175 }];
  if (n !== undefined && rows !== undefined)
    return [
      {
        problems: rows,
        samples: rows * n,
        nMin: n,
        nMax: n,
        ...(mean === undefined ? { scored: 0 } : { scored: rows * n, correct: Math.round(mean * rows * n) }),
      },
    ];
  const known = { problems, samples, correct, nMin: entry.n_min, nMax: entry.n_max };
  return [Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined))];
}

const twinOf = (file: string): string =>
  Object.keys(manifest).find((other) => other !== file && basename(other) === basename(file)) ?? '';

/** 48 problems; what the file of numbers beside the dump says, which its author computed. */
function tinyRun(file: string): ExpectedRun {
  const metrics = file.replace(/\.jsonl(\.gz)?$/, '_metrics.json');
  const { num_scores: samples } = JSON.parse(readFileSync(join(sharedDumps, metrics), 'utf8')) as Record<
    string,
    number
  >;
  return { problems: 48, samples, scored: samples, nMin: samples / 48, nMax: samples / 48 };
}

describe.skipIf(!haveSharedDumps)('real dumps', () => {
  let neutral: string;
  beforeAll(() => void (neutral = mkdtempSync(join(tmpdir(), 'neutral-'))));
  afterAll(() => rmSync(neutral, { recursive: true }));

  it('are all listed', () => {
    expect(onDisk).toEqual(expect.arrayContaining(Object.keys(manifest)));
    expect(onDisk.length).toBeGreaterThan(490);
  });

  it.each(onDisk)('%s opens with the counts of the manifest, or says why it holds no samples', async (file) => {
    const path = join(sharedDumps, file);
    const expected = expectedRuns(file);
    if (!expected) {
      const [, sentence] = withoutSamples.find(([end]) => end.test(file))!;
      const error: unknown = await loadAll([path]).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(UnreadableError);
      expect((error as Error).message).toMatch(sentence);
      expect((error as Error).message).toMatch(/^[^\n]{20,300}\.$/);
      return;
    }
    expect(expected[0].samples).toBeGreaterThan(0);
    const runs = await loadAll([path]);
    expect(runs.map((run) => ({ ...countsOf(run), label: run.label }))).toMatchObject(expected);
    for (const [k, value] of Object.entries(manifest[file]?.pass_at_k ?? {})) {
      const { problems } = runs[0].index;
      const mean = problems.reduce((sum, { n, c }) => sum + passAtK(n, c, Number(k)), 0) / problems.length;
      expect(mean).toBeCloseTo(value, 5);
    }
  });

  it.each(onDisk.filter((file) => expectedRuns(file) !== undefined))(
    '%s gives the same runs under a name that says nothing',
    async (file) => {
      // A folder of its own: neither name nor neighbours are left.
      const copy = join(mkdtempSync(join(neutral, 'x')), 'data');
      copyFileSync(join(sharedDumps, file), copy);
      const runs = await loadAll([copy]);
      expect(runs.map(countsOf)).toMatchObject(expectedRuns(file)!.map(({ label: _label, ...counts }) => counts));
      const adapters = await loadAll([join(sharedDumps, file)]);
      expect(runs.map(({ format }) => format.id)).toEqual(adapters.map(({ format }) => format.id));
    },
  );

  it('opens a folder of a Git LFS pointer with the sentence on it', async () => {
    await expect(loadAll([join(sharedDumps, 'git-lfs-pointer')])).rejects.toThrow(/Git LFS pointer/);
  });

  it('opens folders: steps apart, files of one sample together, verdicts laid over texts', async () => {
    const steps = await loadAll([join(sharedDumps, 'trl-completions-arith')]);
    expect(steps).toHaveLength(150);
    expect(steps.reduce((sum, run) => sum + countsOf(run).correct, 0)).toBe(460);
    const single = await loadAll([join(sharedDumps, 'one-file-per-sample-math500')]);
    expect(single.map(countsOf)).toMatchObject(Array(2).fill({ problems: 8, samples: 128, nMin: 16, nMax: 16 }));
    const [rlvr, sft] = await loadAll([join(sharedDumps, 'derived/opencompass')]);
    expect([countsOf(rlvr), countsOf(sft)]).toMatchObject([{ correct: 175 }, { correct: 133 }]);
    const [seeds] = await loadAll([join(sharedDumps, 'nemo-skills-math')]);
    expect(countsOf(seeds)).toMatchObject({ problems: 50, samples: 150, correct: 107, nMin: 3, nMax: 3 });
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
