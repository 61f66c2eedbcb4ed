/** Settings and statements of neighbours as they are found on disk. */
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadRun } from '../../src/io/loadRun';
import { readNeighbours } from '../../src/io/neighbours';
import { countsOf, fixtures, haveSharedDumps, sharedDumps, specOf } from './runs';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'provenance-'))));
afterEach(() => rmSync(folder, { recursive: true }));

describe('a run of math_eval', () => {
  const row = (idx: number): string =>
    `${JSON.stringify({ idx, question: `q${idx}`, gt: '1', code: ['a', 'b'], pred: ['1', '2'], report: [null, null], score: [true, false] })}\n`;

  it('knows its settings from its path, and is held against the metrics beside it', async () => {
    const at = join(folder, 'tiny_aime_temp0.6_n2_seed7/eval_results/global_step_5/aime');
    mkdirSync(at, { recursive: true });
    const path = join(at, 'test_plain_-1_seed7_t0.6_s0_e-1.jsonl');
    writeFileSync(path, row(1) + row(2));
    const metrics = path.replace('.jsonl', '_metrics.json');
    writeFileSync(metrics, JSON.stringify({ num_samples: 2, num_scores: 4, acc: 50.0, 'pass@k': { '1': 50 } }));
    const run = await loadRun(specOf(path), { baseDir: folder });
    expect(run.findings).toEqual([]);
    expect(run.settings).toMatchObject({
      model: { value: 'tiny', source: 'file name' },
      step: { value: 5 },
      seeds: { value: [7] },
      temperature: { value: 0.6 },
      harness: { value: 'math_eval', source: 'format' },
      grader: { value: 'score is true', source: 'verdict rule' },
    });
    writeFileSync(metrics, JSON.stringify({ num_samples: 2, acc: 60.0, 'pass@k': { '1': 60 } }));
    const again = await loadRun(specOf(path), { baseDir: folder });
    expect(again.findings).toMatchObject([{ code: 'neighbour-disagrees', file: metrics, severity: 'warning' }]);
  });

  it('is not harmed by neighbours that are damaged, large or of another kind', () => {
    const path = join(folder, 'results.jsonl');
    writeFileSync(path, row(1));
    writeFileSync(join(folder, 'metadata.json'), '[1, 2');
    writeFileSync(join(folder, 'summary.json'), '[1]');
    writeFileSync(join(folder, 'results_metrics.json'), `{"acc": 1, "junk": "${'x'.repeat(2 ** 20)}"}`);
    expect(readNeighbours([path, join(folder, 'absent/x.jsonl')])).toEqual({ settings: [], claims: [] });
  });
});

it('a run of lm-eval is held against the results beside it, by the verdicts that are read', async () => {
  const samples = readdirSync(join(fixtures, 'lm_eval')).find((name) => name.endsWith('.jsonl'))!;
  const path = join(folder, samples);
  copyFileSync(join(fixtures, 'lm_eval', samples), path);
  const first = await loadRun(specOf(path), { baseDir: folder });
  const { scored, correct, problems } = countsOf(first);
  const write = (accuracy: number): void => {
    const [, task, date] = /^samples_(.+)_(\d{4}-.+)\.jsonl$/.exec(samples)!;
    const values = Object.fromEntries(
      first.choices.map(({ id }) => [id, id === first.choices[0].id ? accuracy : 0.99]),
    );
    const results = { results: { [task]: values }, configs: {}, 'n-samples': { [task]: { effective: problems } } };
    writeFileSync(join(folder, `results_${date}.json`), JSON.stringify(results));
  };
  const disagreeing = async (): Promise<string[]> => {
    const { findings } = await loadRun(specOf(path), { baseDir: folder });
    return findings.filter(({ code }) => code === 'neighbour-disagrees').map(({ message }) => message);
  };
  write(correct / scored);
  expect(await disagreeing()).toEqual([]);
  write(correct / scored + 0.01);
  expect(await disagreeing()).toEqual([
    expect.stringMatching(/results_.+ says accuracy .+; the rows say accuracy .+\. The rows count\./),
  ]);
});

describe('numbers of a harness', () => {
  const disagreeing = async (...paths: string[]): Promise<string[]> => {
    const { findings } = await loadRun(specOf(...paths), { baseDir: folder });
    return findings.filter(({ code }) => code === 'neighbour-disagrees').map(({ message }) => message);
  };

  it('NeMo-Skills, over all seeds of a benchmark, are held against them together', async () => {
    const at = join(folder, 'eval-results/toy');
    cpSync(join(fixtures, 'nemo-skills/eval-results/toy'), at, { recursive: true });
    const write = (accuracy: number, passed: number): void => {
      const metrics = {
        'pass@1[avg-of-2]': { num_entries: 3, symbolic_correct: 99 },
        'pass@1[avg-of-3]': { num_entries: 3, symbolic_correct: accuracy, no_answer: 11.1 },
        'pass@2': { num_entries: 3, symbolic_correct: 99 },
        'pass@3': { num_entries: 3, symbolic_correct: passed },
        'majority@3': { num_entries: 3, symbolic_correct: 1 },
      };
      writeFileSync(join(at, 'metrics.json'), JSON.stringify({ toy: metrics }));
    };
    write(55.56, 100);
    expect(await disagreeing(at)).toEqual([]);
    write(65.56, 66.67);
    expect(await disagreeing(at)).toEqual([
      'run: metrics.json says accuracy 65.6 %, pass@3 66.7 %; the rows say accuracy 55.6 %, pass@3 100.0 %. The rows count.',
    ]);
    // Two of three seeds are another sample.
    expect(await disagreeing(join(at, 'output-rs0.jsonl'), join(at, 'output-rs1.jsonl'))).toEqual([]);
  });

  it('lighteval, which stand in a folder of their own, are found from the details', async () => {
    const date = '2025-09-01T10-00-00.000001';
    const details = join(folder, 'details/org/model', date);
    mkdirSync(details, { recursive: true });
    const [name] = readdirSync(join(fixtures, 'lighteval')).filter((file) => file.startsWith('details_'));
    cpSync(join(fixtures, 'lighteval', name), join(details, name));
    const results = join(folder, 'results/org/model');
    mkdirSync(results, { recursive: true });
    const write = (pass: number): void =>
      writeFileSync(
        join(results, `results_${date}.json`),
        JSON.stringify({ results: { all: { 'pass@k:k=1&n=3': 0.1 }, 'lighteval|sums|0': { 'pass@k:k=1&n=3': pass } } }),
      );
    write(5 / 9);
    expect(await disagreeing(join(details, name))).toEqual([]);
    write(4 / 9);
    expect(await disagreeing(join(details, name))).toEqual([
      `run: results_${date}.json says accuracy 44.4 %; the rows say accuracy 55.6 %. The rows count.`,
    ]);
  });

  it('verifiers are held against rewards of 0 and 1, and not against shaped ones', async () => {
    const path = join(folder, 'results.jsonl');
    const write = (rewards: number[], average: number): void => {
      const row = { prompt: 'Q?', completion: [{ role: 'assistant', content: 'x' }], answer: '1', task: 'toy' };
      writeFileSync(
        path,
        rewards.map((reward, i) => `${JSON.stringify({ example_id: i >> 1, ...row, reward })}\n`).join(''),
      );
      const about = { env: 'toy', model: 'm', num_examples: 2, rollouts_per_example: 2, avg_reward: average };
      writeFileSync(join(folder, 'metadata.json'), JSON.stringify(about));
    };
    write([1, 0, 0, 0], 0.25);
    expect(await disagreeing(path)).toEqual([]);
    write([1, 0, 0, 0], 0.75);
    expect(await disagreeing(path)).toEqual([
      'run: metadata.json says accuracy 75.0 %; the rows say accuracy 25.0 %. The rows count.',
    ]);
    write([1.2, 0.2, 0, 0], 0.35);
    expect(await disagreeing(path)).toEqual([]);
  });
});

describe.skipIf(!haveSharedDumps)('real dumps', () => {
  it.each([
    ['sft', 'accuracy 53.3 %, pass@8 86.7 %; the rows say accuracy 55.4 %, pass@8 93.3 %'],
    ['rl', 'accuracy 70.0 %, pass@8 90.0 %; the rows say accuracy 72.9 %, pass@8 96.7 %'],
  ])('of the RLVR probe are newer than their summary: %s', async (name, words) => {
    const path = join(sharedDumps, `rlvr-probe-gsm8k/results_2048/${name}_raw.jsonl`);
    const { findings, settings } = await loadRun(specOf(path), { baseDir: '.' });
    expect(findings.find(({ code }) => code === 'neighbour-disagrees')?.message).toContain(words);
    expect(settings.model?.source).toBe('rows');
  });

  it('of tiny-rlvr agree with their metrics', async () => {
    const seed = 'tiny-rlvr/tiny-base_countdown_temp0.6_n512_seed';
    const spec = { ...specOf(''), paths: [1, 2].map((n) => join(sharedDumps, seed + String(n))) };
    const { findings, settings } = await loadRun(spec, { baseDir: '.' });
    expect(findings.filter(({ code }) => code === 'neighbour-disagrees')).toEqual([]);
    expect(settings).toMatchObject({ seeds: { value: [1, 2] }, n: { value: 512 }, temperature: { value: 0.6 } });
  });

  it('of verifiers are described by their metadata', async () => {
    const path = join(sharedDumps, 'verifiers-prime-example/results.jsonl');
    const { settings } = await loadRun(specOf(path), { baseDir: '.' });
    expect(settings.model).toEqual({ value: 'gpt-4o-mini', source: 'metadata.json' });
  });
});
