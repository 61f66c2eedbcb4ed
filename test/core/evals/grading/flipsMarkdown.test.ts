import { describe, expect, it } from 'vitest';
import type { Flip } from '../../../../src/core/evals/grading/flips';
import { flippedWords, flipsMarkdown, type RegradedRun } from '../../../../src/core/evals/grading/flipsMarkdown';

const flip = (problem: string, index: number, from: Flip['from'], to: Flip['to']): Flip => ({
  ...{ problem, index, from, to },
});

function regraded(flips: Flip[], more: Partial<RegradedRun> = {}): RegradedRun {
  const kinds = [...new Set(flips.map(({ from, to }) => `${from} ${to}`))];
  const counts = kinds.map((kind) => {
    const of = flips.filter(({ from, to }) => `${from} ${to}` === kind);
    return { from: of[0].from, to: of[0].to, count: of.length };
  });
  const effect = [
    { run: 'RL', k: 1, before: 0.5, after: 0.625 },
    { run: 'RL', k: 4, before: 1, after: 1 },
  ];
  return {
    ...{ run: 'RL', grader: { id: 'math-verify', version: '0.8.0' }, before: 'correct' },
    ...{ judged: 6, kept: 2, withoutReference: 0, unsure: 0 },
    flips: { counts, same: 8 - flips.length, effect, problems: 2, flips },
    ...more,
  };
}

const two = [flip('p1', 3, 'correct', 'wrong'), flip('p0', 0, 'wrong', 'correct'), flip('p0', 2, 'wrong', 'correct')];

describe('what another grader changes', () => {
  it('is counted with its denominators, before and after', () => {
    const { text } = flipsMarkdown('Sums', [regraded(two, { withoutReference: 2, unsure: 1 })]);
    for (const line of [
      '# Sums: verdicts by Math-Verify 0.8.0',
      'Until now: correct. 8 samples, 6 judged now, 2 before; 2 have no reference and so no verdict; 1 the grader could not tell.',
      '| correct → wrong | 1 | 8 |',
      '| wrong → correct | 2 | 8 |',
      '| pass@1 | 50.0 % | 62.5 % | 2 problems |',
      '| pass@4 | 100.0 % | 100.0 % | 2 problems |',
    ])
      expect(text.split('\n')).toContain(line);
    expect(text).not.toContain('preview');
    expect(flippedWords([regraded(two)])).toBe('3 of 8 samples flip');
  });

  it('knows the line of each sample', () => {
    const { text, samples } = flipsMarkdown('Sums', [regraded(two), regraded(two.slice(1), { run: 'base' })]);
    const lines = text.split('\n');
    expect(
      [...samples].map(
        ([
          line,
          {
            run,
            flip: { problem, index },
          },
        ]) => [lines[line], run, problem, index],
      ),
    ).toEqual([
      ['- p1, sample 4', 'RL', 'p1', 3],
      ['- p0, sample 1', 'RL', 'p0', 0],
      ['- p0, sample 3', 'RL', 'p0', 2],
      ['- p0, sample 1', 'base', 'p0', 0],
      ['- p0, sample 3', 'base', 'p0', 2],
    ]);
  });

  it('says that a preview is one, and that nothing flips', () => {
    const run = regraded([], { grader: { id: 'preview', version: '1' } });
    const { text, samples } = flipsMarkdown('Sums', [run]);
    expect(text).toContain('verdicts by Preview 1 (preview)');
    expect(text).toContain('not for results');
    expect(text).toContain('No verdict flips.');
    expect(samples.size).toBe(0);
    expect(flippedWords([run])).toBe('no verdict of 8 samples flips');
  });

  it('lets no id make a line or markup of its own', () => {
    const hostile = flip('a\n# b](command:x) <i>', 0, 'wrong', 'correct');
    const { text, samples } = flipsMarkdown('T', [regraded([hostile])]);
    const [line] = samples.keys();
    expect(text.split('\n')[line]).toBe('- a \\# b\\](command:x) \\<i\\>, sample 1');
  });
});
