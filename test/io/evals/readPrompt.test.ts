import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { promptOf } from '../../../src/core/evals/promptOf';
import { readPrompt } from '../../../src/io/evals/readPrompt';
import { loadRun } from '../../../src/io/loadRun';
import { folder } from './evalsAt';

async function promptsIn(rows: object[]): Promise<unknown[]> {
  const path = join(await folder(), 'dump.jsonl');
  await writeFile(path, rows.map((row) => JSON.stringify(row)).join('\n'));
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
