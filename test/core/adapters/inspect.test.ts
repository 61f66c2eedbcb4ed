import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inspectRow } from '../../../src/core/adapters/inspectSample';
import { inspect } from '../../../src/core/adapters/inspect';

const answer = (content: unknown, more: object = {}) => ({
  model: 'm',
  choices: [{ message: { role: 'assistant', content }, stop_reason: 'stop', ...more }],
  usage: { input_tokens: 3, output_tokens: 5 },
});

const sample = (more: object = {}) => ({
  id: 'q/1 x',
  epoch: 2,
  input: 'What is 2 + 2?',
  target: '4',
  messages: [],
  output: answer('ANSWER: 4'),
  scores: { match: { value: 'C', answer: '4' } },
  attachments: {},
  ...more,
});

const scoresOf = (scores: object) => inspectRow(sample({ scores }))?.scores;

describe('a sample of an Inspect log', () => {
  it('becomes one row', () => {
    expect(inspectRow(sample())).toEqual({
      id: 'q/1 x',
      epoch: 2,
      question: 'What is 2 + 2?',
      target: '4',
      scores: { match: 1 },
      answers: { match: '4' },
      finish: 'stop',
      tokens: 5,
      logProb: null,
      note: null,
      text: 'ANSWER: 4',
    });
  });

  it('joins reasoning and text, and resolves attachments wherever they stand', () => {
    const row = inspectRow(
      sample({
        input: [
          { role: 'system', content: 'Be brief.' },
          { role: 'user', content: [{ type: 'text', text: 'attachment://a1' }] },
        ],
        target: ['4', 'four'],
        output: answer([
          { type: 'reasoning', reasoning: 'attachment://b2' },
          { type: 'reasoning', reasoning: 'gAAAA', redacted: true, summary: 'In short.' },
          { type: 'reasoning', reasoning: 'gAAAA', redacted: true },
          { type: 'image', image: 'data:…' },
          { type: 'text', text: 'Four.' },
        ]),
        attachments: { a1: 'What is 2 + 2?', b2: 'I add.' },
      }),
    );
    expect(row).toMatchObject({
      question: 'What is 2 + 2?',
      target: '4, four',
      text: '<think>\nI add.\n\nIn short.\n</think>\n\nFour.',
    });
    expect(inspectRow(sample({ input: 'attachment://gone' }))?.question).toBe('attachment://gone');
  });

  it('tells several turns from the first answer on, and counts what its only model used', () => {
    const messages = [
      { role: 'user', content: 'Find the flag.' },
      { role: 'assistant', content: 'I look.', tool_calls: [{ function: 'bash', arguments: { cmd: 'ls' } }] },
      { role: 'tool', function: 'bash', content: 'flag.txt' },
      { role: 'assistant', content: 'Found.' },
    ];
    const row = inspectRow(sample({ messages, model_usage: { m: { output_tokens: 70 } } }));
    expect(row?.text).toBe(
      '[assistant]\nI look.\n\nbash({"cmd":"ls"})\n\n[tool bash]\nflag.txt\n\n[assistant]\nFound.',
    );
    expect(row?.tokens).toBe(70);
  });

  it('reads what scorers write, and leaves parts of the credit unscored with a note', () => {
    const values = ['C', 'I', 'N', true, false, 1, 0, 'yes', '0.5', 0.7, null, NaN, [1], 'maybe', ''];
    const scores = Object.fromEntries(values.map((value, i) => [`s${i}`, { value }]));
    expect(Object.values(scoresOf(scores)!)).toEqual([1, 0, 0, 1, 0, 1, 0, 1, 0.5, 0.7, ...Array(5).fill(null)]);
    expect(scoresOf({ both: { value: { a: 'C', b: 0 } } })).toEqual({ 'both.a': 1, 'both.b': 0 });
    expect(inspectRow(sample({ scores: { match: { value: 'P' } } }))).toMatchObject({
      scores: { match: null },
      note: 'match: partly correct (P)',
    });
    expect(inspectRow(sample({ scores: undefined, score: { value: 'I' } }))?.scores).toEqual({ score: 0 });
  });

  it('says what stopped it', () => {
    const failed = { error: { message: 'out of memory' }, scores: null, output: { choices: [] } };
    expect(inspectRow(sample(failed))).toMatchObject({ text: null, scores: {}, note: 'error: out of memory' });
    expect(inspectRow(sample({ limit: { type: 'token', limit: 10 } }))).toMatchObject({
      finish: 'length',
      note: 'stopped at its token limit',
    });
    expect(inspectRow(sample({ limit: { type: 'message', limit: 10 } }))?.finish).toBe('stop');
  });

  it('takes the mean log-probability of its tokens', () => {
    const logprobs = { content: [{ logprob: -1 }, { logprob: -3 }, { logprob: null }] };
    expect(inspectRow(sample({ output: answer('x', { logprobs }) }))?.logProb).toBe(-2);
  });

  it('is never the reason to fail, whatever is in it', () => {
    const odd = fc.jsonValue({ maxDepth: 4 });
    const keys = ['id', 'epoch', 'input', 'target', 'messages', 'output', 'scores', 'attachments', 'error', 'limit'];
    const mutated = fc.record(Object.fromEntries(keys.map((key) => [key, odd])), { requiredKeys: [] });
    fc.assert(
      fc.property(mutated, odd, (more, value) => {
        const row = inspectRow(sample(more));
        if (row) expect(JSON.parse(JSON.stringify(row))).toEqual(row);
        expect(() => inspectRow(value)).not.toThrow();
        expect(() =>
          inspectRow(sample({ output: answer(value), messages: [{ role: 'assistant', content: value }] })),
        ).not.toThrow();
      }),
    );
  });

  it('offers a choice a scorer, first one that judges', () => {
    const rows = [0.3, 0.8].map((value) =>
      inspectRow(sample({ scores: { quality: { value }, match: { value: 'C' }, empty: { value: null } } })),
    );
    const { choices } = inspect.detect({ path: 'x', container: 'lines', documents: rows })!;
    expect(choices.map(({ id }) => id)).toEqual(['match', 'quality', 'empty']);
    const { fields } = choices[0].plan.sections[0];
    expect(fields.slice(-2).map(({ path }) => path)).toEqual(['scores.match', 'answers.match']);
  });
});
