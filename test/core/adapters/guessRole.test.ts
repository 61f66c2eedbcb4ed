import { describe, expect, it } from 'vitest';
import { guessRoles } from '../../../src/core/adapters/guessRole';
import { runLabel, runLabels, stepOf } from '../../../src/core/adapters/runLabel';

const tiny = (model: string, rest: string, step: number): string =>
  `../shared/dumps/tiny-rlvr/${model}_countdown_${rest}_seed1/eval_results/global_step_${step}/countdown/test_plain_-1_seed1_t0.6_s0_e-1.jsonl`;

describe('guessRoles', () => {
  it.each([
    [
      ['rl', 'sft'],
      ['rl', 'base'],
    ],
    [
      ['zephyr_samples', 'mistral_samples'],
      ['rl', 'base'],
    ],
    [
      ['Llama-3.1-8B-Instruct', 'Llama-3.1-8B'],
      ['rl', 'base'],
    ],
    [
      ['val/1000.jsonl', 'val/0.jsonl'],
      ['rl', 'base'],
    ],
    [
      ['early', 'later'],
      ['base', 'rl'],
    ],
    [['alone'], ['base']],
    [[], []],
    [
      ['base', 'sft', 'rl'],
      ['base', 'reference', 'rl'],
    ],
    [
      ['sft', 'rl step 100', 'rl step 1000', 'rl'],
      ['base', 'checkpoint', 'checkpoint', 'rl'],
    ],
    [
      ['Qwen2.5-7B', 'Qwen2.5-7B-SimpleRL', 'R1-Distill-Qwen-7B'],
      ['base', 'rl', 'distilled'],
    ],
    [
      ['a', 'b', 'c'],
      ['base', 'rl', 'reference'],
    ],
  ])('takes %j for %j', (labels, roles) => {
    expect(guessRoles(labels)).toEqual(roles);
  });

  it('takes the base that was sampled like the RL run, and the last step for the RL run', () => {
    const paths = [
      tiny('tiny-base', 'temp1.0_n256', 0),
      tiny('tiny-base', 'temp0.6_n512', 0),
      tiny('tiny-rl', 'temp0.6_n256', 50),
      tiny('tiny-rl', 'temp0.6_n256', 150),
      tiny('tiny-rl', 'temp0.6_n512', 189),
    ];
    const roles = ['reference', 'base', 'checkpoint', 'checkpoint', 'rl'];
    expect(guessRoles(paths)).toEqual(roles);
    expect(guessRoles(runLabels(paths.map((path) => ({ paths: [path] }))))).toEqual(roles);
  });
});

describe('runLabel', () => {
  it.each([
    [tiny('tiny-base', 'temp0.6_n512', 0), 'tiny-base_countdown_temp0.6'],
    [tiny('tiny-rl', 'temp0.6_n512', 189), 'tiny-rl_countdown_temp0.6 step 189'],
    ['humaneval/mistral_samples.jsonl_results.jsonl', 'mistral'],
    ['rlvr-probe-gsm8k/results_2048/sft_raw.jsonl', 'sft'],
    ['rlvr-probe-gsm8k/trajectory/step-100/rl_raw.jsonl', 'rl step 100'],
    ['evalplus-llama3/8b-instruct-base/samples_eval_results.json', '8b-instruct-base'],
    ['output/Qwen-3-8B/Scenario.codegeneration_1_0.2_eval_all.json', 'Qwen-3-8B'],
    ['cruxeval/sample_codellama-7b_temp0.2_output/generations.json', 'codellama-7b_temp0.2'],
    ['outputs/Qwen/Qwen2.5-7B/math_eval/aime24/test_qwen_-1_seed0_t0.0_s0_e-1.jsonl', 'Qwen2.5-7B'],
    ['dump.jsonl.gz', 'dump'],
    ['out/org__model/samples_gsm8k_2025-06-01T12-00-00.000001.jsonl', 'org__model'],
    ['details/org/model/2025-03-01T11-00-00.1/details_x|gsm8k|0_2025-03-01T11-00-00.1.parquet', 'model'],
    ['samples.jsonl', 'samples'],
  ])('calls %s %s', (path, label) => {
    expect(runLabel([path])).toBe(label);
  });

  it('tells runs of equal names apart by their folders, else by a number', () => {
    const labelsOf = (...paths: string[]): string[] => runLabels(paths.map((path) => ({ paths: [path] })));
    expect(labelsOf('x/a/rl.jsonl', 'x/b/rl.jsonl')).toEqual(['a/rl', 'b/rl']);
    expect(labelsOf('dump.jsonl', 'dump.json')).toEqual(['dump (1)', 'dump (2)']);
  });
});

describe('stepOf', () => {
  it.each([
    ['x/global_step_50/y.jsonl', 50],
    ['x/checkpoint-1200/y.jsonl', 1200],
    ['trajectory/step-100/rl_raw.jsonl', 100],
    ['rollouts/0.jsonl', 0],
    ['x/footstep7/y.jsonl', undefined],
    ['x/problem_12.json', undefined],
  ])('of %s is %s', (path, step) => {
    expect(stepOf(path)).toBe(step);
  });
});

describe('training steps', () => {
  it('are said in the label, those of the rows as those of the path', () => {
    const runs = [0, 1000].map((step) => ({ paths: [`val/${step}.jsonl`], step }));
    expect(runLabels(runs)).toEqual(['val step 0', 'val step 1000']);
    expect(runLabels([50, 60].map((step) => ({ paths: ['x/dump.jsonl'], step })))).toEqual(['x step 50', 'x step 60']);
    expect(runLabel(['out/completions/completions_00100.parquet'])).toBe('out step 100');
  });

  it('of hundreds of files are checkpoints but the first and the last', () => {
    const roles = guessRoles(Array.from({ length: 2000 }, (_, step) => `rollouts/${step}.jsonl`));
    expect([roles[0], roles[1], roles[1998], roles[1999]]).toEqual(['base', 'checkpoint', 'checkpoint', 'rl']);
  });
});
