/** The oracle is what other tests trust, so its own rules are pinned here. */
import { describe, expect, it } from 'vitest';
import type { Field, Section } from '../../../src/core/scan/plan';
import { countsOf, evaluatePlan, evaluatePlans } from './evaluatePlan';

const field = (text: string): Field => {
  const [role, path] = text.split('=');
  return { role: role as Field['role'], path };
};

function section(record: string, fields: string, more: Partial<Section> = {}): Section {
  return { record, fields: fields.split(' ').map(field), rule: 'truth', ...more };
}

const evaluate = (documents: unknown[], ...sections: Section[]) =>
  evaluatePlan({ container: 'lines', sections }, documents);

describe('evaluatePlan', () => {
  it('groups by id as text, else by question, else by place', () => {
    const rows = [
      { id: 7, q: 'A', t: 'x' },
      { id: '7', q: 'B', t: 'y' },
      { q: 'C', t: 'z' },
      { q: 'C' },
      { t: 'v' },
      { t: 'w' },
    ];
    const [{ problems }] = evaluate(rows, section('', 'id=id question=q text=t'));
    expect(problems.map(({ id, hasId, samples }) => [id, hasId, samples.length])).toEqual([
      ['7', true, 2],
      ['C', false, 1],
      ['#4', false, 1],
      ['#5', false, 1],
    ]);
  });

  it('makes a sample of each text, and spreads what is not a list', () => {
    const row = { id: 1, t: ['a', null, ''], v: [true], f: 'stop', a: ['', '[INVALID]', 'x', 'too many'] };
    const [run] = evaluate([row], section('', 'id=id text=t[] verdict=v[] finish=f answer=a[]'));
    expect(run.problems[0].samples.map(({ text, verdict, finish, answer }) => [text, verdict, finish, answer])).toEqual(
      [
        ['a', 'correct', 'stop', undefined],
        [undefined, 'unscored', 'stop', undefined],
        ['', 'unscored', 'stop', 'x'],
      ],
    );
    const [longest] = evaluate([row], section('', 'id=id verdict=v[] answer=a[]'));
    expect(longest.problems[0].samples).toHaveLength(4);
  });

  it('wants all verdict fields right', () => {
    const rows = [
      [true, true],
      [true, null],
      [false, null],
      [null, 0],
    ].map(([a, b], id) => ({ id, a, b, t: '' }));
    const [{ problems }] = evaluate(rows, section('', 'id=id text=t verdict=a verdict=b'));
    expect(problems.map(({ samples }) => samples[0].verdict)).toEqual(['correct', 'unscored', 'wrong', 'wrong']);
  });

  it.each([
    ['truth', [true, 1, false, 0, 2, -1, null, 'true', 'yes', '1', '0.0', ''], 'CCWWUUUCUCWU'],
    ['sign', [0.3, 1, 0, -1, NaN, null, true, '1'], 'CCWWUUCU'],
    ['words', ['pass', 'C', 'Passed', 'fail', 'timed out', 'maybe', null, 1], 'CCCWWUUU'],
    ['first-word', [['success', [true]], ['failed'], [], 'success', null], 'CWUUU'],
    ['judgement', ['Judgement: Yes', 'x\n**Judgement**: no\n', 'Yes', null, 'Judgement: maybe'], 'CWUUU'],
  ] as const)('reads %s', (rule, values, verdicts) => {
    const letters = { correct: 'C', wrong: 'W', unscored: 'U' };
    const [run] = evaluate([{ v: values }], section('', 'verdict=v[]', { rule }));
    expect(run.problems[0].samples.map(({ verdict }) => letters[verdict]).join('')).toBe(verdicts);
  });

  it('keeps training steps apart', () => {
    const rows = [1, 2, '1', null].map((step) => ({ q: 'A', t: 'x', step }));
    const runs = evaluate(rows, section('', 'question=q text=t step=step'));
    expect(runs.map(({ step, problems }) => [step, problems[0].samples.length])).toEqual([
      [1, 2],
      [2, 1],
      [undefined, 1],
    ]);
  });

  it('follows keys, stars, elements and quoted keys', () => {
    const document = { eval: { 'T/1': [{ 'a.b': { out: ['x', 'y'] } }], 'T/0': [{}] } };
    const [{ problems }] = evaluate([document], section('eval.*[]', 'id=@key text="a.b".out[1]'));
    expect(problems).toMatchObject([{ id: 'T/1', samples: [{ text: 'y' }] }]);
  });

  it('keeps the runs of a file apart, and joins verdicts by problem and position', () => {
    const [a, b] = evaluate(
      [{ q: 'A', m: 'x', n: 'y' }],
      section('', 'question=q text=m', { run: 'm' }),
      section('', 'question=q text=n', { run: 'n' }),
    );
    expect([a.run, b.run]).toEqual(['m', 'n']);
    const samples = {
      plan: { container: 'lines' as const, sections: [section('', 'id=id text=t')] },
      documents: [
        { id: 'p', t: 'x' },
        { id: 'q', t: 'y' },
        { id: 'p', t: 'z' },
      ],
    };
    const verdicts = {
      plan: { container: 'document' as const, sections: [section('*', 'id=@key verdict=[]', { verdictsOnly: true })] },
      documents: [{ q: [true], p: [false, true], r: [true] }],
    };
    const [run] = evaluatePlans([samples, verdicts]);
    expect(countsOf(run)).toEqual({ problems: 2, samples: 3, scored: 3, correct: 2, nMin: 1, nMax: 2 });
  });
});
