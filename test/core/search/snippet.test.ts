import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { snippetOf } from '../../../src/core/search/snippet';

describe('a snippet', () => {
  it('is the line of the match, with what is cut off marked', () => {
    const text = `first\n${'so '.repeat(20)}wait, ${'no '.repeat(60)}\nlast`;
    const start = text.indexOf('wait');
    const { text: line, span } = snippetOf(text, { start, end: start + 4 });
    expect(line).toMatch(/^…(so )+wait, (no )+.*…$/);
    expect(line.slice(span.start, span.end)).toBe('wait');
    expect(line.length).toBeLessThan(130);
  });

  it('has the match in it, wherever it stands', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', ' ', '\n', '😀', '\t') }),
        fc.nat(),
        fc.nat(200),
        (text, at, length) => {
          fc.pre(text.length > 0);
          const start = at % text.length;
          const end = Math.min(text.length, start + 1 + length);
          const { text: line, span } = snippetOf(text, { start, end });
          expect(line.slice(span.start, span.end)).toBe(
            text.slice(start, Math.min(end, start + 80)).replace(/\s/g, ' '),
          );
        },
      ),
    );
  });
});
