import { describe, expect, it } from 'vitest';
import { checkClaims } from '../../../src/core/provenance/checkClaims';
import { claimsOf, logClaims } from '../../../src/core/provenance/claims';
import { Verdict } from '../../../src/core/runIndex';
import { runIndex, verdictsOf } from '../../factories';

const index = runIndex([
  { id: 'a', verdicts: verdictsOf(4, 1) },
  { id: 'b', verdicts: verdictsOf(4, 2) },
]);
const check = (document: Record<string, unknown>, name: string, path = 'base.jsonl') =>
  checkClaims(
    'base',
    index,
    claimsOf(document, name, path).map((claim) => ({ ...claim, source: `runs/${name}`, files: [0] })),
  );

describe('numbers beside a dump', () => {
  it('agree within their rounding', () => {
    const metrics = { num_samples: 2, num_scores: 8, acc: 37.5, 'pass@k': { '1': 37.5, '2': 66.7, '4': 100 } };
    expect(check(metrics, 'x_metrics.json')).toEqual([]);
    // The first sample of each problem, as Qwen2.5-Math has it.
    expect(check({ acc: 100 }, 'x_metrics.json')).toEqual([]);
  });

  it('that disagree are named with what the rows say', () => {
    const metrics = { num_samples: 3, acc: 40, 'pass@k': { '2': 66.8, '8': 1, x: 3 }, num_scores: 'many' };
    expect(check(metrics, 'x_metrics.json')).toMatchObject([
      {
        code: 'neighbour-disagrees',
        file: 'runs/x_metrics.json',
        message:
          'base: x_metrics.json says 3 problems, accuracy 40.0 %, pass@2 66.8 %; the rows say 2 problems, accuracy 37.5 %, pass@2 66.7 %. The rows count.',
      },
    ]);
  });

  it('of a summary are those with the name of the dump before them', () => {
    const summary = { metrics: { k: 4, base_sample_accuracy: 0.5, base_pass_at_k: 1, rl_sample_accuracy: 0.1 } };
    const [finding] = check(summary, 'summary.json', 'runs/base_raw.jsonl');
    expect(finding.message).toBe(
      'base: summary.json says accuracy 50.0 %; the rows say accuracy 37.5 %. The rows count.',
    );
    expect(check(summary, 'summary.json', 'runs/other.jsonl')).toEqual([]);
    expect(check({ num_examples: 2, rollouts_per_example: 4 }, 'metadata.json', 'x/results.jsonl')).toEqual([]);
    expect(check({ num_examples: 2, rollouts_per_example: 5 }, 'metadata.json', 'x/results.jsonl')).toHaveLength(1);
  });
});

describe("lm-eval's results", () => {
  const path = 'out/org__m/samples_gsm8k_cot_2025-06-01T12-00-00.000001.jsonl';
  const results = (values: object, more: object = {}) => ({
    results: { gsm8k: {}, gsm8k_cot: values },
    configs: {},
    ...more,
  });
  const disagreements = (document: Record<string, unknown>, verdict: string): string[] =>
    checkClaims(
      'base',
      index,
      claimsOf(document, 'results_2025-06-01T12-00-00.000001.json', path, { id: verdict }).map((claim) => ({
        ...claim,
        source: 'results.json',
        files: [0],
      })),
    ).map(({ message }) => message);

  it('are held against the rows of their task, by the metric and filter that are read', () => {
    const values = { 'exact_match,strict-match': 0.375, 'exact_match,flexible-extract': 0.5 };
    expect(disagreements(results(values), 'exact_match,strict-match')).toEqual([]);
    expect(
      disagreements(results(values, { 'n-samples': { gsm8k_cot: { effective: 3 } } }), 'exact_match,flexible-extract'),
    ).toEqual([
      'base: results.json says 3 problems, accuracy 50.0 %; the rows say 2 problems, accuracy 37.5 %. The rows count.',
    ]);
    expect(disagreements(results({ 'acc,none': 0.5, 'acc_norm,none': 0.375 }), 'acc')).toHaveLength(1);
    expect(disagreements(results(values), 'exact_match')).toEqual([]);
    expect(disagreements(results(values), 'none')).toEqual([]);
  });
});

describe('the header of an Inspect log', () => {
  const checkLog = (results: object, of = index) =>
    checkClaims(
      'base',
      of,
      logClaims({ results }, 'match').map((claim) => ({ ...claim, source: of.files[0].path, files: [0] })),
    );
  const scores = (value: number, more: object = {}) => [{ name: 'match', metrics: { accuracy: { value } }, ...more }];

  it('agrees with its samples', () => {
    expect(checkLog({ total_samples: 8, scores: scores(0.375) })).toEqual([]);
    expect(checkLog({})).toEqual([]);
  });

  it('that disagrees with them is told, and the samples count', () => {
    expect(checkLog({ total_samples: 10, completed_samples: 9, scores: scores(0.5) })).toMatchObject([
      {
        code: 'neighbour-disagrees',
        message: expect.stringMatching(
          /^base: the header of .+ says 10 samples, accuracy 50.0 %; the rows say 8 samples, accuracy 37.5 %. The rows count.$/,
        ),
      },
    ]);
  });

  it('says nothing of other scorers, of reduced epochs, and where samples are unscored', () => {
    expect(
      checkLog({ scores: [...scores(0.5, { name: 'judge' }), ...scores(0.9, { reducer: 'at_least_1' })] }),
    ).toEqual([]);
    const unscored = runIndex([{ id: 'a', verdicts: [...verdictsOf(4, 1), Verdict.unscored] }]);
    expect(checkLog({ scores: scores(0.2) }, unscored)).toEqual([]);
  });
});
