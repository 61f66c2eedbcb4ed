import { describe, expect, it } from 'vitest';
import { hashQuestion, normaliseQuestion } from '../../../src/core/compare/question';

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
