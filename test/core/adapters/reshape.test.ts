/** What rewritten rows say; that they are counted right is the fixtures' business. */
import { describe, expect, it } from 'vitest';
import { openAiBatchSamples } from '../../../src/core/adapters/openAiBatch';
import { simpleEvals } from '../../../src/core/adapters/simpleEvals';
import { verifiersTraces } from '../../../src/core/adapters/verifiersTraces';
import { wideColumnsMany } from '../../../src/core/adapters/wideColumns';
import { decodeValue } from '../../../src/core/scan/jsonText';
import { TextKind } from '../../../src/core/runIndex';

const rowsOf = (adapter: { reshape?: { rows(document: unknown): unknown[] } }, document: unknown): unknown[] =>
  adapter.reshape!.rows(document);

describe('verifiers v1 traces', () => {
  const say = (parent: number | null, role: string, content: string, more = {}) => ({
    parent,
    message: { role, content },
    sampled: role === 'assistant',
    ...more,
  });

  it('are the way from the root to the last leaf', () => {
    const nodes = [
      say(null, 'user', 'Q?'),
      say(0, 'assistant', 'left behind'),
      say(0, 'assistant', 'first', { logprobs: [-1, -2] }),
      say(2, 'tool', '4'),
      say(3, 'assistant', 'second', { logprobs: [-3] }),
    ];
    const rewards = { right: { score: 1, weight: 1 }, format: { score: 0.5, weight: 0.2 } };
    const trace = { nodes, rewards, calls: [{ finish_reason: 'length' }], task: { data: { id: 7, answer: '4' } } };
    expect(rowsOf(verifiersTraces, { group: { id: 'g' }, traces: [trace] })).toEqual([
      {
        problem_id: 7,
        question: 'Q?',
        answer: '4',
        trace_text: 'first\nsecond',
        reward: 1.1,
        reward_right: 1,
        reward_format: 0.5,
        finish: 'length',
        num_tokens: 3,
        logprobs: [-1, -2, -3],
      },
    ]);
  });
});

describe('batch requests', () => {
  it('are cut into problem and sample, thinking joined to the answer', () => {
    const message = { role: 'assistant', content: 'Four.', reasoning_content: '2 + 2' };
    const body = { choices: [{ message, finish_reason: 'stop' }], usage: { completion_tokens: 5 } };
    expect(rowsOf(openAiBatchSamples, { custom_id: 'q17-3', response: { body } })).toMatchObject([
      { batch_problem: 'q17', sample: 3, text: '<think>\n2 + 2\n</think>\n\nFour.', num_tokens: 5 },
    ]);
  });

  it.each([
    [['q1-0', 'q1-1', 'q2-0'], true],
    [['task-1', 'task-2', 'task-3'], false],
    [['aime-1_sample_0', 'aime-1_sample_1'], true],
    [['gsm8k-1', 'gsm8k-2', 'math-1'], false],
    [['a', 'b'], false],
  ])('%j count samples: %s', (ids, isNumbered) => {
    const documents = ids.map((id) => ({ custom_id: id, response: { body: { choices: [{ text: 'x' }] } } }));
    const confidence = openAiBatchSamples.reshape!.recognise({ path: '', container: 'lines', documents });
    expect(confidence > 0).toBe(isNumbered);
  });
});

it('simple-evals: parallel lists become rows', () => {
  const convo = [
    { role: 'system', content: 'S' },
    { role: 'user', content: 'Q?' },
    { role: 'assistant', content: 'A' },
  ];
  expect(rowsOf(simpleEvals, { scores: [1], convos: [convo, 'damaged'] })).toEqual([
    { convo: 0, question: 'Q?', text: 'A', score: 1 },
    { convo: 1, question: undefined, text: null, score: null },
  ]);
});

it('wide tables: columns become a list of samples', () => {
  const row = { id: 1, question: 'Q?', answer_1: 'a', correct_1: true, answer_2: 'b', correct_2: false };
  expect(rowsOf(wideColumnsMany, row)).toEqual([
    { id: 1, question: 'Q?', wide_samples: [{ text: 'a', correct: true }, { text: 'b', correct: false }] },
  ]); // prettier-ignore
});

it('messages that a plan finds in place are shown with their thinking, parts and tool calls', () => {
  const messages = [
    {
      role: 'assistant',
      content: [
        { type: 'text', text: 'Let me ' },
        { type: 'text', text: 'see.' },
      ],
      reasoning: 'Hm',
    },
    { role: 'assistant', content: null, tool_calls: [{ name: 'calc' }] },
    { role: 'tool', content: '4' },
  ];
  const text = decodeValue(Buffer.from(JSON.stringify(messages)), TextKind.structure);
  expect(text).toBe('<think>\nHm\n</think>\n\nLet me see.\n[{"name":"calc"}]\n4');
});
