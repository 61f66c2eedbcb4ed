import { describe, expect, it } from 'vitest';
import { pairRuns, type RunToPair } from '../../src/core/compare/pair';
import { graderFindings } from '../../src/core/evals/grading/graderFindings';
import { gradesRule } from '../../src/core/evals/grading/graders';
import { effectWords } from '../../src/core/integrity/effectWords';
import { integrityFindings } from '../../src/core/integrity/integrityFindings';
import { marksOf } from '../../src/core/integrity/marks';
import { mergeSettings } from '../../src/core/provenance/settings';
import { runFindings } from '../../src/core/runFindings';
import type { RunIndex } from '../../src/core/runIndex';
import { isProblemCode, problemsOfFinding, shownOf } from '../../src/host/markedSamples';
import { runFromCounts, runIndex, verdictsOf } from '../factories';

describe('findings of samples and problems', () => {
  const sample = (label: string, role: RunToPair['role'], index: RunIndex, temperature: number): RunToPair => ({
    label,
    role,
    index,
    settings: mergeSettings([{ source: 'rows', settings: { temperature } }]),
  });
  const answers = ['7', '', '9', '8', '7', '', '9', '8'];
  const odd = runIndex([
    {
      id: 'a',
      question: 'A?',
      verdicts: [0, 1, 1, 0, 0, 1, 1, 0],
      files: [0, 0, 0, 0, 1, 1, 1, 1],
      truncated: 1,
      answers,
    },
    { id: 'b', question: 'B?', verdicts: verdictsOf(3, 1, 1), answers: ['1', '2', '3', '4'] },
    { id: 'c', question: 'C?', verdicts: verdictsOf(4, 1), answers: ['1', '2', '3', '4'] },
  ]);
  odd.files = ['seed1.jsonl', 'seed2.jsonl'].map((path) => ({ ...odd.files[0], path }));
  odd.samples.print.set([1, 2, 3, 4, 1, 2, 3, 4]);
  for (const problem of odd.problems) problem.reference = '7';
  const plain = runIndex([
    { id: 'a', question: 'A?', verdicts: verdictsOf(8, 4) },
    { id: 'b', question: 'Another?', verdicts: verdictsOf(4, 2) },
  ]);
  const runs = [sample('base', 'base', odd, 0.6), sample('RL', 'rl', plain, 1)];
  const paired = pairRuns(runs);
  const marked = runs.map(({ label, index }, run) => ({
    label,
    index,
    marks: marksOf(index),
    members: paired.members[run],
  }));
  const findings = [
    ...paired.findings,
    ...integrityFindings(marked),
    ...runFindings('base', 'seed1.jsonl', odd),
    ...graderFindings([
      { label: 'base', index: { ...odd, verdictRule: gradesRule('x.grades/preview@1.jsonl') } },
      { label: 'RL', index: plain },
    ]),
  ];
  const ofSamples = ['truncated', 'duplicate-sample', 'no-answer', 'verdict-contradicts', 'duplicate-seed'];
  const ofProblems = ['unscored', 'unequal-n', 'unmatched-problem', 'question-disagrees'];
  const ofAll = ['settings-differ', 'graders-differ', 'preview-verdicts'];

  it('each say what leaving them out does to pass@k, or why nothing can be said', () => {
    expect(new Set(findings.map(({ code }) => code))).toEqual(new Set([...ofSamples, ...ofProblems, ...ofAll]));
    for (const { code, message, effect } of findings) {
      if (ofSamples.includes(code)) expect(effect, code).not.toHaveLength(0);
      const words = ofAll.includes(code)
        ? /All samples are concerned, so no effect of leaving some out can be computed\.$/
        : /; (if left out|without .+), pass@1 |in no (mean )?pass@k|changes no pass@k/;
      expect(message, code).toMatch(words);
    }
    expect(effectWords([])).toBe('; if left out, no problem has scored samples in every run');
  });

  it('open what they speak of', () => {
    for (const finding of findings) {
      const shown = shownOf(finding);
      if (ofAll.includes(finding.code)) expect(shown, finding.code).toBeUndefined();
      else if (isProblemCode(shown)) expect(problemsOfFinding(shown, paired.table), finding.code).not.toEqual([]);
      else
        expect(
          marked.some(({ marks }) => marks.counts[shown!] > 0),
          finding.code,
        ).toBe(true);
    }
    // Samples that a grader has not judged, or whose share is no whole number, have no verdict.
    for (const code of ['lost-grades', 'odd-accuracy'] as const)
      expect(shownOf({ code, severity: 'warning', message: '' })).toBe('unscored');
  });
});

describe('problems of a finding', () => {
  const { table } = pairRuns([
    runFromCounts('base', 'base', [
      ['a', 4, 1],
      ['b', 3, 1],
      ['c', 4, 0],
    ]),
    runFromCounts('RL', 'rl', [
      ['a', 4, 1],
      ['b', 3, 1],
      ['d', 4, 2],
    ]),
  ]);

  it('are those with fewer samples than others, or another n than in the other run', () => {
    expect(problemsOfFinding('unequal-n', table)).toEqual(['b']);
  });

  it('are those that a run lacks', () => {
    expect(problemsOfFinding('unmatched-problem', table)).toEqual(['c', 'd']);
  });

  it('are those with samples without a verdict', () => {
    expect(problemsOfFinding('unscored', table)).toEqual([]);
    table.runs[1].unscored[0] = 2;
    expect(problemsOfFinding('unscored', table)).toEqual(['a']);
  });

  it('are those whose id stands for several questions, in another run or another file of a run', () => {
    const asked = (label: string, role: 'base' | 'rl', questions: Record<string, string>): RunToPair => ({
      label,
      role,
      index: runIndex(Object.entries(questions).map(([id, question]) => ({ id, question, verdicts: [1] }))),
    });
    const base = asked('base', 'base', { 1: 'One?', 2: 'Two?', 3: 'Three?', '3~2': 'Four?' });
    expect(problemsOfFinding('question-disagrees', pairRuns([base]).table)).toEqual(['3', '3~2']);
    const other = asked('RL', 'rl', { 1: 'Something else?', 2: 'Two?' });
    const both = pairRuns([base, other]);
    expect(problemsOfFinding('question-disagrees', both.table)).toEqual(['1', '3', '3~2', '1 (RL)']);
    const settled = pairRuns([asked('base', 'base', { 1: 'One?' }), asked('RL', 'rl', { 2: 'Two?' })]).table;
    expect(problemsOfFinding('question-disagrees', settled)).toEqual(['1', '2']);
  });
});
