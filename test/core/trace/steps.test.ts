import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cuesOf } from '../../../src/core/trace/cues';
import { regionsOf } from '../../../src/core/trace/regions';
import { segmentsOfTrace } from '../../../src/core/trace/segments';
import { stepAt, stepLines, stepsOf } from '../../../src/core/trace/steps';
import { addedLineEnds, nastyTraces, traceText } from './texts';

const cut = (text: string): string[] => stepsOf(text).map(({ start, end }) => text.slice(start, end));
const regions = (text: string): string[] =>
  regionsOf(text).map(({ kind, inner }) => `${kind}:${text.slice(inner.start, inner.end)}`);

describe('steps of a trace', () => {
  it('end with their line, blank lines included', () => {
    expect(cut('\n\nFirst.\n\nSecond.\n')).toEqual(['\n\nFirst.\n\n', 'Second.\n']);
  });

  it('end with a sentence inside a line, when it is long enough', () => {
    expect(cut('Yes. We count all ordered triples first. Then we remove some!  Is it 366?')).toEqual([
      'Yes. We count all ordered triples first. ',
      'Then we remove some!  Is it 366?',
    ]);
    expect(
      cut(
        '我们先数所有的有序三元组，然后减去有两个相等的那些情况。接着再算其余的那些情况，这样就得到了我们所要的总数目了。',
      ),
    ).toHaveLength(2);
  });

  it('do not end inside a number, a quote or an abbreviation', () => {
    expect(cut('The value of pi is close to 3.14159 and e.g. 2.71 is close to e.')).toHaveLength(1);
    expect(cut('She said that it was “done for good.” Then nothing else happened.')).toEqual([
      'She said that it was “done for good.” ',
      'Then nothing else happened.',
    ]);
  });

  it('are not cut inside code, tables and maths', () => {
    const code = '```python\nx = 1\n\n# Now we go on. And on it goes here.\ny = 2\n```\n';
    expect(cut(`Code:\n${code}Done.`)).toEqual(['Code:\n', code, 'Done.']);
    const maths = '\\[\na = b\n\\\\ c. And. This is long enough. Or so.\n\\]\n';
    expect(cut(`So\n${maths}and`)).toEqual(['So\n', maths, 'and']);
    const table = '| a | b |\n|---|---|\n| 1. Long enough text. Yes | 2 |\n';
    expect(cut(`Table:\n${table}after`)).toEqual(['Table:\n', table, 'after']);
    expect(cut('Let $x = \\text{a long sentence. And one more. Here}$ be so.')).toHaveLength(1);
  });

  it('go on behind a fence that is never closed, unless little follows', () => {
    const prose = 'A sentence that goes on for some time.\n'.repeat(200);
    expect(cut(`\`\`\`\n${prose}`).length).toBe(201);
    expect(cut('Code:\n```python\nx = 1\ny = 2\n')).toEqual(['Code:\n', '```python\nx = 1\ny = 2\n']);
  });

  it('are merged when there would be more than 1500', () => {
    const steps = stepsOf('one two three\n'.repeat(10_000));
    expect(steps.length).toBeGreaterThan(500);
    expect(steps.length).toBeLessThanOrEqual(2000);
  });

  it('cover any text exactly, in order', () => {
    fc.assert(
      fc.property(traceText, (text) => {
        expect(cut(text).join('')).toBe(text);
        for (const { start, end } of stepsOf(text)) expect(end).toBeGreaterThan(start);
      }),
    );
  });

  it('are one step each when cut again', () => {
    fc.assert(
      fc.property(traceText, (text) => {
        expect(cut(text).filter((step) => cut(step).length !== 1)).toEqual([]);
      }),
    );
  });

  it('begin inside no region', () => {
    fc.assert(
      fc.property(traceText, (text) => {
        const starts = stepsOf(text).map(({ start }) => start);
        for (const { start, end } of regionsOf(text))
          expect(starts.filter((place) => place > start && place < end)).toEqual([]);
      }),
    );
  });

  it('are found by place', () => {
    fc.assert(
      fc.property(traceText, (text) => {
        const steps = stepsOf(text);
        for (let place = 0; place < text.length; place++) {
          const { start, end } = steps[stepAt(steps, place)];
          expect(start <= place && place < end).toBe(true);
        }
      }),
    );
    expect(stepAt([], 0)).toBe(-1);
  });

  it.each(Object.entries(nastyTraces))('cover %s', (_, text) => {
    expect(cut(text).join('')).toBe(text);
    expect(stepsOf(text).length).toBeLessThanOrEqual(2000);
  });
});

describe('a trace in lines of one step', () => {
  it('has a line end behind each step, and is otherwise as it was, spaces included', () => {
    const trace = ' First, all of the triples are counted. \t Then those with equal ones.\r\n\nx = 1 ';
    expect(stepLines(trace)).toBe(
      ' First, all of the triples are counted. \t \nThen those with equal ones.\r\n\nx = 1 ',
    );
    expect(stepLines('')).toBe('');
  });

  it('loses nothing and gets line ends only, at most one a step', () => {
    fc.assert(
      fc.property(traceText, (text) => {
        const added = addedLineEnds(text, stepLines(text));
        expect(added >= 0 && added < Math.max(1, stepsOf(text).length)).toBe(true);
      }),
    );
  });

  it.each(Object.entries(nastyTraces))('as much for %s', (_, text) => {
    expect(addedLineEnds(text, stepLines(text))).toBeGreaterThanOrEqual(0);
  });
});

describe('regions', () => {
  it('are maths between its marks, and not money', () => {
    expect(regions('If $a+b$ and \\(c\\), $$d$$ or \\[e\\] then $5 and $6.')).toEqual([
      'inline:a+b',
      'inline:c',
      'display:d',
      'display:e',
    ]);
    expect(regions('\\begin{align*}x&=1\\end{align*}')).toEqual(['display:\\begin{align*}x&=1\\end{align*}']);
  });

  it('are nothing when not closed, or closed behind a blank line', () => {
    for (const text of ['$$ a', '\\[ a\n\nb \\]', '\\( a', '$a\nb$', '\\$5$', '`a', '\\begin{align}x'])
      expect(regions(text), text).toEqual([]);
  });

  it('keep maths out of code, and code out of maths', () => {
    expect(regions('`$a$` and $`b`$')).toEqual(['code:$a$', 'inline:`b`']);
    expect(regions('```\n$a$\n```')).toEqual(['fence:$a$\n']);
    expect(regions('~~~~\n```\n~~~~\n')).toEqual(['fence:```\n']);
  });

  it('are in order and apart in any text', () => {
    fc.assert(
      fc.property(traceText, (text) => {
        let last = 0;
        for (const { start, end, inner } of regionsOf(text)) {
          expect(start).toBeGreaterThanOrEqual(last);
          expect(inner.start >= start && inner.end <= end && inner.start <= inner.end).toBe(true);
          last = end;
        }
        expect(last).toBeLessThanOrEqual(text.length);
      }),
    );
  });
});

describe('cues', () => {
  it('are whole words, in any case', () => {
    const text =
      'Wait, waiting awaits. Hmm. HMMM… Let me double-check. But actually, alternatively: let’s try another.';
    expect(cuesOf(text).map(({ name, start, end }) => [name, text.slice(start, end)])).toEqual([
      ['wait', 'Wait'],
      ['hmm', 'Hmm'],
      ['hmm', 'HMMM'],
      ['check', 'Let me double-check'],
      ['actually', 'actually'],
      ['alternatively', 'alternatively'],
      ['again', 'let’s try another'],
    ]);
  });
});

describe('segments', () => {
  const marked = (text: string): string[] =>
    segmentsOfTrace(text).map(({ kind, inner, closed }) =>
      [kind, text.slice(inner.start, inner.end), ...(closed ? [] : ['open'])].join(':'),
    );

  it('are what is thought, answered and boxed', () => {
    expect(marked('<think>a</think><answer>so \\boxed{\\frac{1}{2}}</answer>')).toEqual([
      'think:a',
      'answer:so \\boxed{\\frac{1}{2}}',
      'boxed:\\frac{1}{2}',
    ]);
  });

  it('may have been opened by the prompt, or never be closed', () => {
    expect(marked('a</think>b</think>')).toEqual(['think:a:open']);
    expect(marked('<think>a\n\\boxed{1 and\nmore')).toEqual(['think:a\n\\boxed{1 and\nmore:open', 'boxed:1 and:open']);
  });
});

describe('cutting takes time in proportion to the length', () => {
  it.each(Object.entries(nastyTraces))('for %s', (_, text) => {
    // No timing here: a quadratic scan would not end within the limit of the test.
    const many = text.repeat(Math.ceil(1_000_000 / text.length));
    expect(stepsOf(many).length).toBeGreaterThan(0);
    cuesOf(many);
    segmentsOfTrace(many);
  });
});
