import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { promptOf } from '../../../src/core/evals/promptOf';
import { readPrompt } from '../../../src/io/evals/readPrompt';
import { loadRun } from '../../../src/io/loadRun';
import { folder } from './evalsAt';

const promptsIn = (rows: object[]): Promise<unknown[]> =>
  promptsOf('dump.jsonl', rows.map((row) => JSON.stringify(row)).join('\n'));

async function promptsOf(name: string, text: string): Promise<unknown[]> {
  const path = join(await folder(), name);
  await writeFile(path, text);
  const { index } = await loadRun({ label: 'run', role: 'base', paths: [path] }, { baseDir: '.' });
  return index.problems.map((_, i) => readPrompt(index, i));
}

describe('the prompt of a problem', () => {
  it('is the text that the dump says was sent, to the letter', async () => {
    const rows = [0, 1].map((p) => ({
      id: `p${p}`,
      question: `What is ${p}?`,
      prompt: `<|im_start|>user\nWhat is ${p}?\n `,
      code: ['a\n'.repeat(50_000), 'b'],
      score: [true, false],
    }));
    expect(await promptsIn(rows)).toEqual(rows.map(({ prompt }) => ({ prompt, field: 'prompt' })));
  });

  it('is found wherever it stands in a record, in files of one JSON value too', async () => {
    const records = [0, 1].map((p) => ({
      ...{ id: `p${p}`, question: `What is ${p}?`, prompt: `Q: "${p}" {[\n`, answer: '1' },
      rollouts: [true, false].map((correct) => ({ response: `say ${p} \\boxed{${p}}`, correct })),
    }));
    const prompts = records.map(({ prompt }) => ({ prompt, field: 'prompt' }));
    for (const text of [JSON.stringify(records), JSON.stringify(records, null, 2)])
      expect(await promptsOf('dump.json', text)).toEqual(prompts);
    const behind = records.map(({ prompt, ...rest }) => JSON.stringify({ ...rest, prompt })).join('\n');
    expect(await promptsOf('dump.jsonl', behind)).toEqual(prompts);
  });

  it('is not that of a torn row before it', async () => {
    const rows = [0, 1].map((p) => ({ id: `p${p}`, question: `What is ${p}?`, response: 'text', correct: true }));
    const torn = '{"id": "x", "question": "What?", "prompt": "of another", "more": [';
    const text = [JSON.stringify(rows[0]), torn, JSON.stringify(rows[1])].join('\n');
    expect(await promptsOf('dump.jsonl', text)).toEqual([undefined, undefined]);
  });

  it('is found in dumps that are unpacked: Parquet, Inspect logs', async () => {
    for (const [name, field] of [
      ['packed/inspect_json-deflate.eval', 'prompt'],
      ['packed/verl-generation.parquet', 'prompt'],
      ['dumps/lm_eval-array/pretrained__org__model,dtype__auto_truthfulqa_gen.jsonl', 'arguments[0][0]'],
    ]) {
      const paths = [join(import.meta.dirname, '../../fixtures', name)];
      const { index } = await loadRun(
        { label: 'run', role: 'base', paths },
        { baseDir: '.', storageDir: await folder() },
      );
      for (const i of index.problems.keys()) expect(readPrompt(index, i), name).toMatchObject({ field });
    }
  });

  it('is the messages up to the model’s turn', () => {
    const turns = ['system', 'user', 'assistant'].map((role) => ({ role, content: role }));
    expect(promptOf({ messages: turns })).toEqual({ messages: turns.slice(0, 2), field: 'messages' });
  });

  it('is found where lm-eval keeps it', () => {
    expect(promptOf({ doc: {}, arguments: { gen_args_0: { arg_0: 'Q: 1', arg_1: {} } } })).toEqual({
      prompt: 'Q: 1',
      field: 'arguments.gen_args_0.arg_0',
    });
    expect(promptOf({ arguments: [['Q: 1', {}]] })).toMatchObject({ prompt: 'Q: 1' });
  });

  it('is not made up of a question', async () => {
    const rows = [{ id: 'a', question: 'What?', solution: 'text', correct: true }];
    expect(await promptsIn(rows)).toEqual([undefined]);
    for (const odd of [null, 1, [], {}, { prompt: '' }, { messages: [{ role: 'user' }] }, { messages: [] }])
      expect(promptOf(odd)).toBeUndefined();
  });
});
