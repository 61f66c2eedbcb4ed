import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { settingsOfDocument, settingsOfRows } from '../../../src/core/provenance/objectSettings';
import { settingsOfPath } from '../../../src/core/provenance/pathSettings';
import { mergeSettings, withSpec } from '../../../src/core/provenance/settings';
import { settingsFindings } from '../../../src/core/provenance/settingsFindings';

describe('settings in a path', () => {
  it('are those that harnesses write there', () => {
    const root = 'EVAL/checkpoints';
    expect(
      settingsOfPath(
        `${root}/Qwen2.5-7B_aime24_temp0.6_n512_seed1/eval_results/global_step_150/aime24/test_qwen-boxed_-1_seed1_t0.6_s0_e-1.jsonl`,
      ),
    ).toEqual({ model: 'Qwen2.5-7B', n: 512, seeds: [1], step: 150, temperature: 0.6, template: 'qwen-boxed' });
    expect(settingsOfPath('outputs/Qwen/Qwen2.5-7B/math_eval/aime24/test_tora_-1_seed0_t0.0_s0_e-1.jsonl')).toEqual({
      model: 'Qwen/Qwen2.5-7B',
      seeds: [0],
      temperature: 0,
      template: 'tora',
    });
    expect(settingsOfPath('out/Qwen__Qwen2.5-0.5B/samples_gsm8k_2025-03-02T12-38-34.338891.jsonl')).toEqual({
      model: 'Qwen/Qwen2.5-0.5B',
    });
    expect(
      settingsOfPath('pretrained__meta-llama__Llama-2-13b-chat-hf,tensor_parallel_size__2,dtype__auto_mmlu.jsonl'),
    ).toEqual({ model: 'meta-llama/Llama-2-13b-chat-hf' });
    expect(
      settingsOfPath('vicuna-33b-v1.3_mmlu/pretrained__lmsys__vicuna-33b-v1.3_mmlu_abstract_algebra.jsonl'),
    ).toEqual({ model: 'lmsys/vicuna-33b-v1.3' });
    expect(settingsOfPath('humaneval/mistralai--Mistral-7B_vllm_temp_0.8.jsonl')).toEqual({
      model: 'mistralai/Mistral-7B',
      temperature: 0.8,
    });
    expect(settingsOfPath('Qwen-3-8B/Scenario.codegeneration_1_0.2_eval_all.json')).toEqual({
      model: 'Qwen-3-8B',
      n: 1,
      temperature: 0.2,
    });
    expect(settingsOfPath('eval-results/aime24/output-rs3.jsonl')).toEqual({ seeds: [3] });
    expect(settingsOfPath('evals/gsm8k--openai--gpt-oss-20b/0a1b2c3d/results.jsonl')).toEqual({
      model: 'openai/gpt-oss-20b',
    });
    expect(settingsOfPath('HumanEval_codegen16B_temp0.8_topp0.95_num100_max300_code_solution.jsonl')).toEqual({
      temperature: 0.8,
      topP: 0.95,
      n: 100,
      maxTokens: 300,
    });
    expect(settingsOfPath('sample_codellama-7b_temp0.2_output/generations.json')).toEqual({
      model: 'codellama-7b',
      temperature: 0.2,
    });
    expect(settingsOfPath('base.jsonl')).toEqual({});
  });

  it('are found whatever they are, and no path is too odd', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (path) => void settingsOfPath(path)));
    const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9.-]{0,12}$/);
    const digits = fc.integer({ min: 0, max: 9999 });
    fc.assert(
      fc.property(name, name, digits, fc.constantFrom('0.0', '0.6', '1.0'), digits, (model, bench, seed, t, n) => {
        fc.pre(!/seed|temp/i.test(model + bench));
        const folder = `${model}_${bench}_temp${t}_n${n + 1}_seed${seed}/eval_results/global_step_7/${bench}`;
        expect(settingsOfPath(`${folder}/test_plain_-1_seed${seed}_t${t}_s0_e-1.jsonl`)).toMatchObject({
          model,
          step: 7,
          seeds: [seed],
          temperature: Number(t),
          template: 'plain',
          n: n + 1,
        });
      }),
    );
  });
});

describe('settings in rows and documents', () => {
  it('are what all first rows agree on', () => {
    const row = (temperature: number, text: string) => ({ id: 1, text, config: { temperature, max_new_tokens: 3072 } });
    expect(settingsOfRows([row(0.5, 'a'), row(0.5, 'b')])).toEqual({ temperature: 0.5, maxTokens: 3072 });
    expect(settingsOfRows([row(0.5, 'a'), row(0.7, 'b')])).toEqual({ maxTokens: 3072 });
    expect(settingsOfRows([{ hyperparameters: { temperature: 0.75, top_p: 0.95 }, results: [{}] }])).toEqual({
      temperature: 0.75,
      topP: 0.95,
    });
    expect(settingsOfRows([[{ response: { body: { model: 'gpt-4o-mini' } } }]])).toEqual({ model: 'gpt-4o-mini' });
    const args = { gen_args_0: { arg_0: 'Q', arg_1: { temperature: 1, top_p: 0.95 } } };
    expect(settingsOfRows([{ doc_id: 0, arguments: args }])).toEqual({ temperature: 1, topP: 0.95 });
    expect(settingsOfRows([null, 3, 'x', []])).toEqual({});
    fc.assert(fc.property(fc.array(fc.jsonValue({ maxDepth: 6 })), (rows) => void settingsOfRows(rows)));
  });

  it('are read from what lm-eval, verifiers and Inspect write beside or before the samples', () => {
    expect(
      settingsOfDocument({
        results: {},
        configs: {},
        config: { model: 'hf', model_args: 'pretrained=Qwen/Qwen2.5-0.5B,dtype=auto', gen_kwargs: 'temperature=0.6' },
      }),
    ).toEqual({ harness: 'lm-evaluation-harness', model: 'Qwen/Qwen2.5-0.5B', temperature: 0.6 });
    expect(
      settingsOfDocument({
        env: 'gsm8k',
        model: 'gpt-4o-mini',
        rollouts_per_example: 4,
        sampling_args: { max_tokens: 2048, temperature: 0.7 },
      }),
    ).toEqual({ model: 'gpt-4o-mini', n: 4, maxTokens: 2048, temperature: 0.7 });
    expect(
      settingsOfDocument({
        version: 2,
        eval: {
          task: 'gpqa',
          model: 'openai/gpt-5',
          model_generate_config: { temperature: 0.3, seed: 5 },
          config: { epochs: 4 },
          scorers: [{ name: 'choice' }],
        },
      }),
    ).toEqual({
      harness: 'Inspect AI',
      model: 'openai/gpt-5',
      n: 4,
      seeds: [5],
      temperature: 0.3,
      grader: 'choice',
    });
    fc.assert(fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => void settingsOfDocument(value)));
  });
});

describe('settings of a run', () => {
  it('come from the surest source, and seeds of several files add up', () => {
    const settings = mergeSettings([
      { source: 'rows', settings: { temperature: 0.5 } },
      { source: 'metadata.json', settings: { temperature: 0.7, topP: 0.9 } },
      { source: 'file name', settings: { seeds: [2], topP: 1 } },
      { source: 'file name', settings: { seeds: [1, 2] } },
    ]);
    expect(settings).toEqual({
      temperature: { value: 0.5, source: 'rows' },
      topP: { value: 0.9, source: 'metadata.json' },
      seeds: { value: [1, 2], source: 'file name' },
    });
    const spec = { label: 'a', role: 'rl' as const, paths: [], step: 3, sampling: { temperature: 1 } };
    expect(withSpec(settings, spec)).toMatchObject({
      temperature: { value: 1, source: 'comparison file' },
      step: { value: 3, source: 'comparison file' },
      topP: { value: 0.9 },
    });
  });

  it('that differ between runs are a finding; what only one run tells is none', () => {
    const run = (label: string, temperature: number, model: string) => ({
      label,
      settings: mergeSettings([{ source: 'rows', settings: { temperature, model } }]),
    });
    expect(settingsFindings([run('base', 0.6, 'a'), run('RL', 0.6, 'b'), { label: 'x', settings: {} }])).toEqual([]);
    expect(settingsFindings([run('base', 0.6, 'a'), run('RL', 1, 'a')])).toMatchObject([
      {
        code: 'settings-differ',
        message:
          'Temperature differs between runs: base 0.6 (rows), RL 1 (rows). A difference between the runs may come from that. All samples are concerned, so no effect of leaving some out can be computed.',
      },
    ]);
  });
});
