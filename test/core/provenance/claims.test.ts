import { describe, expect, it } from 'vitest';
import { checkClaims, claimsOf } from '../../../src/core/provenance/claims';
import { runIndex, verdictsOf } from '../../factories';

const index = runIndex([
  { id: 'a', verdicts: verdictsOf(4, 1) },
  { id: 'b', verdicts: verdictsOf(4, 2) },
]);
const check = (document: Record<string, unknown>, name: string, path = 'base.jsonl') =>
  checkClaims(
    'base',
    index,
    claimsOf(document, name, path).map((claim) => ({ ...claim, source: `runs/${name}`, file: 0 })),
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
