import { describe, expect, it } from 'vitest';
import { benchmarkOf, benchmarksOf } from '../../../src/core/provenance/benchmarkOf';

const mathEval = (bench: string): string =>
  `EVAL/checkpoints/Qwen_${bench}_temp0.6_n32_seed1/eval_results/global_step_100/${bench}/test_qwen_-1_seed1_t0.6_s0_e-1.jsonl`;

describe('the benchmark in a path', () => {
  it('is the folder, or part of the name, where a harness writes it', () => {
    expect(benchmarkOf(mathEval('aime24'))).toBe('aime24');
    expect(benchmarkOf('out\\math500\\test_tora_-1_seed0_t0.0_s0_e-1.jsonl.gz')).toBe('math500');
    expect(benchmarkOf('m/samples_gsm8k_cot_2024-05-01T10-00-00.123456.jsonl')).toBe('gsm8k_cot');
    expect(benchmarkOf('eval-results/aime24/output-rs3.jsonl')).toBe('aime24');
    expect(benchmarkOf('base.jsonl')).toBeUndefined();
    expect(benchmarkOf('test_qwen_-1_seed1_t0.6_s0_e-1.jsonl')).toBeUndefined();
  });

  it('counts only where the files of a run are of several', () => {
    const files = (...paths: string[]) => paths.map((path) => ({ path }));
    expect([...benchmarksOf(files(mathEval('aime24'), mathEval('amc23'))).values()]).toEqual(['aime24', 'amc23']);
    expect(benchmarksOf(files(mathEval('aime24'), mathEval('aime24'))).size).toBe(0);
    expect(benchmarksOf(files(mathEval('aime24'), 'other.jsonl')).size).toBe(0);
  });
});
