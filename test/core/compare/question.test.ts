import { describe, expect, it } from 'vitest';
import { hashQuestion, normaliseQuestion, userTurn } from '../../../src/core/compare/question';

describe('the hash of a question', () => {
  it('folds white space and Unicode forms, and keeps case', () => {
    expect(normaliseQuestion('\u00a0 Find\r\n\t x² \u2028 ½ ﬁt ')).toBe('Find x2 1⁄2 fit');
    expect(hashQuestion(' a\n b')).toBe(hashQuestion('a b'));
    expect(hashQuestion('cafe\u0301')).toBe(hashQuestion('café'));
    expect(hashQuestion('A')).not.toBe(hashQuestion('a'));
  });

  it('is empty for nothing, and 14 hexadecimal digits else', () => {
    expect(hashQuestion(' \n\u3000')).toBe('');
    for (const text of ['x', '\ud835 lone', '所以', 'x'.repeat(100_000)])
      expect(hashQuestion(text)).toMatch(/^[0-9a-f]{14}$/);
  });

  it('tells 100,000 similar questions apart', () => {
    const hashes = new Set(Array.from({ length: 100_000 }, (_, i) => hashQuestion(`What is ${i} + ${i % 7}?`)));
    expect(hashes.size).toBe(100_000);
  });

  it('is the same in every version: it is stored in saved indexes', () => {
    expect(hashQuestion('What is 1 + 1?')).toMatchInlineSnapshot(`"175163546c831b"`);
  });
});

describe('userTurn', () => {
  it.each([
    ['system\nBe brief.\nuser\nWhat is 2 + 2?\nassistant\n', 'What is 2 + 2?'],
    ['user\nName a user\nof it.\nassistant\n<think>\n', 'Name a user\nof it.'],
    ['system\nS\nuser\nFirst?\nassistant\nOne.\nuser\nSecond?\nassistant\n', 'Second?'],
    ['<|im_start|>system\nS<|im_end|>\n<|im_start|>user\nQ?<|im_end|>\n<|im_start|>assistant\n', 'Q?'],
    [
      '<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\nQ?<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n',
      '\nQ?',
    ],
    ['<｜begin▁of▁sentence｜>S<｜User｜>Q?<｜Assistant｜><think>\n', 'Q?'],
  ])('of %j is %j', (prompt, question) => {
    expect(userTurn(prompt)).toBe(question);
    expect(hashQuestion(prompt)).toBe(hashQuestion(question));
  });

  it.each(['', 'What does\nuser\nmean?', 'user\nA question without an end', 'The\nuser\nsaid\nassistant\n'])(
    'leaves %j alone',
    (text) => expect(userTurn(text)).toBe(text),
  );
});
