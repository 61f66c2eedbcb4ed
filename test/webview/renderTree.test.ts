import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { regionsOf } from '../../src/core/trace/regions';
import { segmentsOfTrace } from '../../src/core/trace/segments';
import { stepsOf } from '../../src/core/trace/steps';
import { renderStep, type RenderNode } from '../../webview/traces/reading/renderTree';
import { nastyTraces, traceText } from '../core/trace/texts';

function render(text: string): RenderNode[] {
  const regions = regionsOf(text);
  const segments = segmentsOfTrace(text);
  return stepsOf(text, regions).flatMap((step) => renderStep(text, step, { regions, segments }));
}

type Leaf = Exclude<RenderNode, { kind: 'element' }>;
const leaves = (nodes: RenderNode[]): Leaf[] =>
  nodes.flatMap((node) => (node.kind === 'element' ? leaves(node.children) : [node]));

/** The tree as a line: `strong(a)` for elements, `{…}` for maths, markup left out. */
function drawn(text: string, nodes = render(text)): string {
  return nodes
    .map((node) => {
      if (node.kind === 'element') return `${node.name}(${drawn(text, node.children)})`;
      if (node.kind === 'markup') return '';
      if (node.kind === 'maths') return `{${text.slice(node.tex.start, node.tex.end)}}`;
      return text.slice(node.start, node.end);
    })
    .join('');
}

/** Characters that may be hidden because the element around them shows what they mean. */
const known = /^[\s#>*_`~|:+-]*$|^\\f?box(?:ed)?\s*\{$|^\}$|^\s*(?:`{3,}|~{3,})[^\n]*\n$/;

describe('a rendered step', () => {
  it.each([
    ['**a** and *b*', 'paragraph(strong(a) and emphasis(b))'],
    ['## Head', 'heading(Head)'],
    ['- one', 'bullet(paragraph(one))'],
    ['12. twelve', 'numbered(12. paragraph(twelve))'],
    ['> said', 'quote(paragraph(said))'],
    ['So $a_1*b*c$ and \\(d\\).', 'paragraph(So {a_1*b*c} and {d}.)'],
    ['The answer is \\boxed{366}.', 'paragraph(The answer is boxed(366).)'],
    ['The answer is \\boxed{\\frac12}.', 'paragraph(The answer is {\\boxed{\\frac12}}.)'],
    ['Use `x*y*z` here', 'paragraph(Use inlineCode(x*y*z) here)'],
    ['```python\nx = 1\n```', 'codeBlock(x = 1\n)'],
    ['| a | b |\n|---|---|\n| 1 | 2 |', 'table(tableRow(tableCell(a)tableCell(b))tableRow(tableCell(1)tableCell(2)))'],
    ['| $|x|$ |\n|---|\n| `b` |', 'table(tableRow(tableCell({|x|}))tableRow(tableCell(inlineCode(b))))'],
    ['<think>so', 'paragraph(tag(<think>)so)'],
    ['---', 'rule()'],
  ])('of %j', (text, expected) => expect(drawn(text)).toBe(expected));

  it.each([
    ['unclosed maths', 'So $a + b'],
    ['unclosed display maths', '\\[ a + b'],
    ['HTML', '<script>alert(1)</script> & <img src=x onerror=alert(1)>'],
    ['escapes and entities', '\\{1, 2\\} \\* &amp;'],
    ['reference definitions', '[a]: https://example.org'],
    ['an empty fence', '```python'],
    ['indented text', '        deep'],
  ])('shows %s as it was written', (_, text) => {
    expect(
      drawn(text)
        .replace(/^paragraph\(|\)$/g, '')
        .trim(),
    ).toBe(text.trim());
  });

  it('shows the address of a link, and the source of an image', () => {
    expect(drawn('[a](javascript:alert(1))')).toBe('paragraph(link([a](javascript:alert(1))))');
    expect(drawn('![a](https://example.org/a.png)')).toBe('paragraph(image(![a](https://example.org/a.png)))');
  });

  it('has every character in one leaf, in order', () => {
    fc.assert(
      fc.property(traceText, (text) => {
        const all = leaves(render(text));
        expect(all.map(({ start, end }) => text.slice(start, end)).join('')).toBe(text);
        for (let i = 1; i < all.length; i++) expect(all[i].start).toBe(all[i - 1].end);
      }),
      { numRuns: 300 },
    );
  });

  it('hides nothing but known markup', () => {
    fc.assert(
      fc.property(traceText, (text) => {
        for (const { kind, start, end } of leaves(render(text)))
          if (kind === 'markup') expect(text.slice(start, end)).toMatch(known);
      }),
      { numRuns: 300 },
    );
  });

  it.each(Object.entries(nastyTraces))('keeps %s', (_, text) => {
    expect(
      leaves(render(text))
        .map(({ start, end }) => text.slice(start, end))
        .join(''),
    ).toBe(text);
  });
});
