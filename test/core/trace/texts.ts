/** Texts that models write on bad days, for the tests of all that reads traces. */
import fc from 'fast-check';

const pieces = [
  'Let me count all ordered triples with a + b + c = 30. ',
  'Wait, that is wrong. ',
  'So the answer is \\boxed{366}. ',
  '$a_1 + b$ ',
  '$$x^2$$',
  '\\[ y \\]',
  '\\( z \\)',
  '\\begin{align} a &= b \\\\ c \\end{align}',
  '\\begin{cases}',
  '$',
  '$$',
  '\\[',
  '\\',
  '\\\\',
  '`',
  '``',
  '```',
  '```python\nx = 1\n```\n',
  '~~~\n',
  '\n',
  '\n\n',
  '\r\n',
  '  ',
  '\t',
  '    - item\n',
  '- item\n',
  '1. first\n',
  '# Head\n',
  '> quote\n',
  '**bold** ',
  '*it* ',
  '_',
  '**',
  '[link](https://example.org) ',
  '![alt](https://example.org/a.png) ',
  '[a]: https://example.org\n',
  '<https://example.org>',
  '<script>alert(1)</script>',
  '<think>',
  '</think>',
  '<answer>',
  '</answer>',
  '<img src=x onerror=alert(1)>',
  '&amp; &#65; ',
  '| a | b |\n|---|---|\n| 1 | 2 |\n',
  '|',
  '---\n',
  '===\n',
  '* * *\n',
  '\u202eevil\u202c',
  '\u0000',
  '\u200b',
  '\ud835',
  '\ud835\udc00',
  '所以，答案是三百六十六。然后我们继续。',
  '\u00a0',
  '\\_ \\* \\{ ',
];

/** Any text, and mixtures of what Markdown and LaTeX are made of. */
export const traceText: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: fc.array(fc.constantFrom(...pieces), { maxLength: 24 }).map((parts) => parts.join('')) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
);

/** Line ends that `shown` has besides the text of a trace; -1: it does not have that text, or has more than line ends. */
export function addedLineEnds(trace: string, shown: string): number {
  let at = 0;
  for (const unit of shown.split(''))
    if (unit === trace[at]) at++;
    else if (unit !== '\n') return -1;
  return at < trace.length ? -1 : shown.length - trace.length;
}

/** By what is wrong with them. */
export const nastyTraces: Record<string, string> = {
  'a line of 20,000 letters': 'x'.repeat(20_000),
  'a line of 20,000 dots': '.'.repeat(20_000),
  'a line of 20,000 dollars': '$'.repeat(20_000),
  'dollars apart': '$ a '.repeat(5000),
  'a line of 20,000 backslashes': '\\'.repeat(20_000),
  'a line of sentences': 'This is one sentence of some length. '.repeat(600),
  '10,000 lines': 'line\n'.repeat(10_000),
  '10,000 blank lines': '\n'.repeat(10_000),
  'opened maths': '\\[ \\( $$ '.repeat(3000),
  'opened environments': '\\begin{align}'.repeat(2000),
  'opened boxes': '\\boxed{'.repeat(3000),
  'opened fences': Array.from({ length: 150 }, (_, i) => `${'`'.repeat(200 - i)}\ntext\n`).join(''),
  'backticks of all lengths': Array.from({ length: 200 }, (_, i) => `${'`'.repeat(i + 1)} `).join(''),
  'nested fences': '````\n```\nx\n```\n````\n'.repeat(800),
  'opened tags': '<think>'.repeat(3000),
  'nested quotes': '> '.repeat(500),
  'nested lists': Array.from({ length: 100 }, (_, i) => `${'  '.repeat(i)}- a\n`).join(''),
  'emphasis without end': '*a **b _c '.repeat(2000),
  'brackets without end': '['.repeat(3000),
  'table rows': `| a | b |\n|---|---|\n${'| 1 | 2 |\n'.repeat(3000)}`,
  'white space': ' \t\u00a0'.repeat(7000),
  'lone surrogates': '\ud835 \udc00'.repeat(3000),
  NUL: 'before\u0000 wait\u0000after. '.repeat(40),
  'text set from right to left': '\u202ewait\u202c and \u05d0\u05d1 \u2066wait\u2069\u200f. '.repeat(40),
  'HTML, scripts and links':
    '<script>alert("wait")</script><svg onload=wait><use href="http://evil.example/svg"/></svg><img src="http://evil.example/image.png" onerror=wait>\n\n![wait](http://evil.example/markdown.png) [wait](javascript:alert(1)) \\(\\includegraphics{http://evil.example/tex.png}\\)\n'.repeat(
      20,
    ),
  'a megabyte': 'Another step of the trace, and the next one.\n'.repeat(22_000).concat('needle at the end'),
};
