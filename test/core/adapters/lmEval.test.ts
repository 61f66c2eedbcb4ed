import { describe, expect, it } from 'vitest';
import type { Detection } from '../../../src/core/adapters/adapter';
import { detectFormat } from '../../../src/core/adapters/registry';

const row = (more: object) => ({
  doc_id: 0,
  doc: { question: 'Q?' },
  target: '7',
  arguments: { gen_args_0: { arg_0: 'Q: Q?', arg_1: {} } },
  resps: [['It is 7']],
  filtered_resps: ['7'],
  filter: 'strict-match',
  metrics: ['exact_match'],
  exact_match: 1,
  ...more,
});

function detect(rows: object[], later: object[] = []): Detection {
  const found = detectFormat({ path: 'data', container: 'lines', documents: rows, later });
  expect(found?.adapter.id).toBe('lm_eval');
  return found!.detection;
}

const fieldsOf = (detection: Detection, choice = 0): string =>
  detection.choices[choice].plan.sections[0].fields.map(({ role, path }) => `${role}=${path}`).join(' ');

describe('lm-evaluation-harness samples', () => {
  it('offer each metric of each filter, also of filters that begin far down the file', () => {
    const metrics = { metrics: ['exact_match', 'bleu', 'math_verify'], bleu: 0.3, math_verify: 0 };
    const { choices } = detect([row(metrics)], [row({ ...metrics, filter: 'flexible-extract' })]);
    expect(choices.map(({ id, plan }) => [id, plan.sections[0].where?.equals])).toEqual([
      ['exact_match,strict-match', 'strict-match'],
      ['math_verify,strict-match', 'strict-match'],
      ['exact_match,flexible-extract', 'flexible-extract'],
      ['math_verify,flexible-extract', 'flexible-extract'],
    ]);
    expect(choices[2].label).toBe('exact_match is 1, filter flexible-extract');
  });

  it('take the first metric that is 0 or 1 in all rows', () => {
    const metrics = { metrics: ['bleu_max', 'rouge', 'bleu_acc'], bleu_max: 1 };
    const rows = [row({ ...metrics, rouge: 1, bleu_acc: 1 }), row({ ...metrics, rouge: 0.5, bleu_acc: 0 })];
    expect(detect(rows).choices.map(({ id }) => id)).toEqual(['bleu_max', 'bleu_acc']);
    expect(detect([row({ exact_match: 0.4 })]).choices).toMatchObject([{ id: 'none' }]);
  });

  it('give no sample a verdict that is of all of them together', () => {
    const detection = detect([row({ resps: [['a', 'b', 'c']] })]);
    expect(detection.choices).toMatchObject([
      { id: 'none', label: 'no verdict for each sample (exact_match speaks of all 3 samples together)' },
    ]);
    expect(fieldsOf(detection)).toBe('id=doc_id question=doc.question reference=target text=resps[0][]');
  });

  it('give the first sample its verdict where the filter kept that one, or all of them together', () => {
    const detection = detect([row({ resps: [['a', 'b']], filtered_resps: ['a'] })]);
    expect(detection.choices.map(({ label }) => label)).toEqual([
      'exact_match is 1 (first of 2 samples, the one the filter kept)',
      'no verdict for each sample (exact_match speaks of all 2 samples together)',
    ]);
    expect(fieldsOf(detection)).toContain('text=resps[0][0] verdict=exact_match');
    expect(fieldsOf(detection, 1)).toMatch(/text=resps\[0\]\[\]$/);
  });

  it('read lists of verdicts, and pass@1 as a count', () => {
    const lists = row({ resps: [['a', 'b']], filtered_resps: ['7', '8'], exact_match: [1, 0] });
    expect(fieldsOf(detect([lists]))).toMatch(/text=resps\[0\]\[\] answer=filtered_resps\[\] verdict=exact_match\[\]$/);
    const code = row({ resps: [['a', 'b']], filtered_resps: [['a', 'b']], metrics: ['pass@1'], 'pass@1': 0.5 });
    expect(fieldsOf(detect([code]))).toMatch(/text=resps\[0\]\[\] accuracy="?pass@1"?$/);
    const single = row({ resps: [['a']], filtered_resps: [['a']], metrics: ['pass@1'], 'pass@1': 1 });
    expect(fieldsOf(detect([single]))).toMatch(/verdict="?pass@1"?$/);
  });

  it('read multiple choice as verdicts without text, and leave perplexity alone', () => {
    const pairs = [
      ['-2.55', 'False'],
      ['-0.5', 'True'],
    ];
    const choice = row({ resps: pairs.map((pair) => [pair]), filtered_resps: pairs, metrics: ['acc'], acc: 1 });
    expect(detect([choice]).choices).toMatchObject([{ id: 'acc', label: 'acc is 1 (log-likelihood task: no text)' }]);
    const rolling = row({ resps: [['-12.5']], filtered_resps: ['-12.5'], metrics: ['word_perplexity'] });
    expect(detect([{ ...rolling, word_perplexity: [-12.5, 4] }]).without).toMatch(/generates none/);
  });

  it('use the prompt where the data set row has no question', () => {
    const none = { doc: { premise: 'x' } };
    expect(fieldsOf(detect([row(none)]))).toContain('question=arguments.gen_args_0.arg_0');
    expect(fieldsOf(detect([row({ ...none, arguments: [['Q: x', {}]] })]))).toContain('question=arguments[0][0]');
  });
});
