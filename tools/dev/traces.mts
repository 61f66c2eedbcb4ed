/** Invented trace texts, among them one with every character that has to be made visible. */
import type { FixtureProblem } from './questions.mjs';

const exampleBase = `Let me first count all ordered triples of positive integers with a + b + c = 30, then remove those in which two entries agree.

By stars and bars there are C(29, 2) = 406 ordered triples.

The order counts, so (1, 2, 27) and (2, 1, 27) are two different triples.

Suppose a = b. Then 2a + c = 30 and c = 30 − 2a ≥ 1 forces a ≤ 14, which gives 14 triples.

By symmetry b = c and a = c give 14 each, so this counts 3 · 14 = 42 in total.

Wait, (10, 10, 10) satisfies all three conditions, so it has been counted three times in the 42.

Exactly one triple has all entries equal, so the number with a repeat is 42 − 2 = 40.

Let me check with sum 6: C(5, 2) = 10 triples, 3 · 2 − 2 = 4 with a repeat, which leaves six, the orders of (1, 2, 3). That is right.

Hence the count is 406 − 40 = 366.

The answer is \\boxed{366}.`;

const exampleRl = `We count the ordered triples with a + b + c = 30, then remove those in which two entries agree.

By stars and bars there are C(29, 2) = 406 ordered triples.

Suppose a = b. Then 2a + c = 30 and c = 30 − 2a ≥ 1 forces a ≤ 14, which gives 14 triples.

By symmetry b = c and a = c give 14 each, so we must remove 3 · 14 = 42 triples.

So the triples with three different entries are all triples minus the triples with a repeat.

The order counts, so (1, 2, 27) and (2, 1, 27) are two different triples.

Hence the count is 406 − 42 = 364.

The answer is \\boxed{364}.`;

/** Bidi override, zero-width space and joiner, NUL, an ANSI colour, CR, line separator, soft hyphen, half a pair. */
const hostile = `Here is what a tokenizer can do to text:
right-to-left override \u202eevil\u202c, then plain again
zero width: A\u200bB\u200dC\ufeffD, soft hy\u00adphen
control: \u0000 \u001b[31mred\u001b[0m bell\u0007, a tab:\there
a line separator\u2028inside, a carriage return\r
half a surrogate pair: \ud835 and a whole one: \ud835\udc00
<img src=x onerror="document.body.textContent='hacked'"> & <script>alert(1)</script>
\`\`\`python
def solve(n):
\tfor i in range(n):
\t\tif i % 7 == 0:
\t\t\tyield i
\`\`\``;

const steps = [
  'Let me restate what is asked and name the unknowns.',
  'The given relation lets one unknown be written in terms of the others, so two are left.',
  'Consider the small cases first: for n = 1, 2, 3 the values are 1, 3 and 7.',
  'Hmm, that does not fit the pattern I expected. Let me recount.',
  'Counting again with the order taken into account gives 1, 4 and 9, which does fit.',
  'Now the general case. Split by the residue modulo 3; each of the three cases is handled in the same way.',
  'In the first case the bound is reached, so there is exactly one solution for each choice of the first entry.',
  'Wait, the boundary has been counted twice. Subtracting it once corrects that.',
  'Adding the cases up and simplifying the sum leaves a single fraction in lowest terms.',
  'As a check, putting in a value that can be computed by hand gives the same number.',
];

/** A trace of about so many characters: prose, formulas, lists, code and tables in turns. */
export function longTrace(sample: number, characters: number): string {
  const parts: string[] = [];
  for (let length = 0, i = 0; length < characters; i++) {
    parts.push(`${steps[(i * 3 + sample) % steps.length]} ${longParts[i % longParts.length](i)}`);
    length += parts[i].length + 2;
  }
  return `${parts.join('\n\n')}\n\nThe answer is \\boxed{${sample}}.`;
}

const longParts: ((i: number) => string)[] = [
  (i) => `So $x_{${i}} = \\frac{${i}}{n+1}$ and $\\sqrt{x^2 + ${i}}$ is **not** whole.`,
  (i) => `Take \`f(${i})\` for the value at ${i}, then go on.`,
  (i) => `\\[ \\sum_{j=1}^{${i}} j = \\frac{${i}(${i}+1)}{2} \\]`,
  (i) => `\n- first case, ${i} of them\n- second case, which is like the first`,
  (i) => `\n\`\`\`python\nfor j in range(${i}):\n    print(j * 2)\n\`\`\``,
  (i) => `\n| n | f(n) |\n| --- | --- |\n| ${i} | ${i * 2} |\n| ${i + 1} | ${i * 2 + 2} |`,
];

export function traceText(problem: FixtureProblem, run: number, sample: number, answer: string): string {
  if (problem.id === 'aime24-11' && run === 0 && sample === 311) return exampleBase;
  if (problem.id === 'aime24-11' && run > 0 && sample === 0) return exampleRl;
  if (problem.id === 'aime24-08' && sample === 0) return hostile;
  const count = 6 + ((sample * 7 + run * 3) % 40);
  const body = Array.from({ length: count }, (_, i) => steps[(i * 3 + sample + run) % steps.length]);
  return `${body.join('\n\n')}\n\nThe answer is \\boxed{${answer}}.`;
}
