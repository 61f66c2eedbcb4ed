import { describe, expect, it } from 'vitest';
import { lighteval, lightevalRewritten } from '../../../src/core/adapters/lighteval';

const row = (metric: object, texts = 4, more: object = {}) => ({
  doc: { query: 'Q?', choices: ['7'], gold_index: [0], id: '0' },
  metric,
  model_response: { text: Array.from({ length: texts }, (_, i) => `text ${i}`), ...more },
});

const choicesOf = (...documents: object[]) => lighteval.detect({ path: 'x', container: 'lines', documents })?.choices;

const lastField = (...documents: object[]) => choicesOf(...documents)?.[0].plan.sections[0].fields.at(-1);

describe('lighteval details', () => {
  it.each([
    ['pass@k:k=1&n=4', true],
    ['pass@k:k=1', true],
    ['math_pass@1:4_samples', true],
    ['gpqa_pass@1:4_samples', true],
    ['avg@n:n=4', true],
    ['avg@4', true],
    ['pass@k:k=1&n=8', false],
    ['math_pass@1:1_samples', false],
    ['pass@k:k=4&n=4', false],
    ['pass@10:4_samples', false],
    ['maj@4', false],
    ['extractive_match', false],
  ])('%s is a mean over 4 samples: %s', (metric, isMean) => {
    const ids = choicesOf(row({ [metric]: 0.5 }))!.map(({ id }) => id);
    expect(ids).toEqual(isMean ? [metric, 'none'] : ['none']);
  });

  it('take no mean beyond 0 and 1 for a count', () => {
    expect(choicesOf(row({ 'avg@4': 50 }))!.map(({ id }) => id)).toEqual(['none']);
  });

  it('give a single sample its verdict, and a multiple choice one without text', () => {
    expect(lastField(row({ bleu: 0.3, extractive_match: 1 }, 1))).toEqual({
      role: 'verdict',
      path: 'metric.extractive_match',
    });
    expect(choicesOf(row({ acc: 0 }, 0))).toMatchObject([{ label: 'acc is 1 (log-likelihood task: no text)' }]);
  });

  it('name no reference that is not the first choice', () => {
    const fields = choicesOf({ ...row({ acc: 1 }, 0), doc: { query: 'Q?', choices: ['a', 'b'], gold_index: [1] } })![0]
      .plan.sections[0].fields;
    expect(fields.map(({ role }) => role)).toEqual(['question', 'verdict']);
  });

  it('of old are rewritten from Python literals', () => {
    const { reshape } = lightevalRewritten;
    const old = {
      example: 'Q?',
      gold: "['7']",
      metrics: "{'extractive_match': 1.0, 'x': nan}",
      predictions: `['It is 7', "It's 8"]`,
    };
    expect(reshape!.recognise({ path: 'x', container: 'lines', documents: [old] })).toBeGreaterThan(0.9);
    expect(reshape!.rows(old)).toEqual([
      {
        doc: { query: 'Q?', choices: ['7'], gold_index: 0 },
        metric: { extractive_match: 1, x: null },
        model_response: { text: ['It is 7', "It's 8"] },
      },
    ]);
    for (const odd of [
      null,
      3,
      [],
      {},
      { predictions: '[', metrics: '{', gold: 1 },
      { ...old, predictions: '[(-1, True)]' },
    ])
      expect(() => reshape!.rows(odd)).not.toThrow();
  });

  it('put reasoning that stands apart before its text', () => {
    const apart = row({ acc: 1 }, 2, { reasonings: ['I think.', null] });
    expect(lightevalRewritten.reshape!.rows(apart)[0].model_response).toEqual({
      text: ['<think>\nI think.\n</think>\n\ntext 0', 'text 1'],
    });
  });
});
