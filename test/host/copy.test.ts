/** What is copied, and links, as text. */
import { describe, expect, it, vi } from 'vitest';
import { markdownOf } from '../../src/host/copySample';
import { linkQuery, parseLink } from '../../src/host/links';
import { ReadMarks } from '../../src/host/readMarks';

vi.mock('vscode', () => ({}));

const trace = {
  text: 'so ```python\nx\n``` done',
  hasText: true,
  verdict: 1,
  finish: 1,
  answer: 'a`b',
  tokens: -1,
  file: 'rl.jsonl',
  offset: 12,
};

describe('Markdown of a trace', () => {
  it('holds the text exactly, in a fence that nothing in it closes, and says where it is from', () => {
    const from = { problem: 'p 1', run: 'RL (m)', sample: '3 of 8', comparison: 'C', link: 'x://y', reference: '7' };
    const markdown = markdownOf(trace, { ...from, span: { start: 2, end: 9 } });
    expect(markdown).toContain(`\`\`\`\`text\n${trace.text}\n\`\`\`\`\n`);
    expect(markdown).toContain(
      'problem `p 1` · run `RL (m)` · sample 3 of 8 · correct · answer `` a`b `` · reference `7`',
    );
    expect(markdown).toContain('characters 2–9');
    expect(markdown).toContain('`rl.jsonl`, byte 12, in `C` · [open](x://y)');
  });
});

describe('a link', () => {
  const link = { comparison: 'a b/x.traces.json', problem: 'a&at=1+é%', run: 'RL', sample: 3, hash: 'h' };

  it('keeps any id, however often it is decoded on its way', () => {
    for (const whole of [link, { ...link, span: { start: 1, end: 4 } }]) {
      const query = linkQuery(whole);
      expect(parseLink(query)).toEqual(whole);
      const [word] = query.split('&problem=');
      expect(parseLink(decodeURIComponent(`${word}&problem=x`))).toEqual(whole);
    }
  });

  it('that is cut off or made up says so', () => {
    const at = Buffer.from('{"sample": -1}').toString('base64url');
    for (const query of ['', linkQuery(link).slice(0, 30), `at=${at}`, 'at=%00'])
      expect(() => parseLink(query)).toThrow('The link is not whole');
  });
});

describe('read marks', () => {
  it('are kept by comparison, run and problem; a text that changed is marked anew', () => {
    const kept = new Map<string, unknown>();
    const memory = {
      get: (key: string) => kept.get(key),
      update: async (key: string, value: unknown) => void kept.set(key, value),
    };
    const where = { path: '/a', run: 'RL', problem: 'p' };
    expect(new ReadMarks(memory).mark(where, 3, 'text')).toBe(true);
    expect(new ReadMarks(memory).mark(where, 3, 'text')).toBe(false);
    expect(new ReadMarks(memory).mark(where, 3, 'other')).toBe(true);
    expect(Object.keys(new ReadMarks(memory).of(where))).toEqual(['3']);
    expect(new ReadMarks(memory).of({ ...where, problem: 'q' })).toEqual({});
  });
});
