import { describe, expect, it } from 'vitest';
import { correctSamples, reviewColumns, validChains, validChainsSentence } from '../../../src/core/review/results';
import { SettledVerdicts, type ChainVerdict, type Judgement } from '../../../src/core/review/verdicts';
import { runIndex } from '../../factories';

function judged(run: string, problem: string, index: number, verdict: ChainVerdict, more: Partial<Judgement> = {}) {
  return { run, problem, index, verdict, reviewer: 'ann', ...more };
}

describe('what holds of a sample', () => {
  const sample = { run: 'base', problem: 'p', index: 0 };
  const settled = (...verdicts: [reviewer: string, verdict: ChainVerdict, adjudicated?: boolean][]) =>
    new SettledVerdicts(
      verdicts.map(([reviewer, verdict, adjudicated]) => ({ ...sample, reviewer, verdict, adjudicated })),
    ).of(sample);

  it('is what all reviewers say who judge it', () => {
    expect(settled(['a', 'valid'], ['b', 'valid'], ['c', 'skip'])).toBe('valid');
    expect(settled(['a', 'skip'])).toBe('skip');
    expect(settled()).toBeUndefined();
  });
  it('is disputed where they differ', () => {
    expect(settled(['a', 'valid'], ['b', 'ambiguous'])).toBe('disputed');
  });
  it('is the later of one reviewer’s own', () => {
    expect(settled(['a', 'valid'], ['a', 'invalid'])).toBe('invalid');
  });
  it('is the adjudicated one, whatever came before or after', () => {
    expect(settled(['a', 'valid'], ['c', 'invalid', true], ['b', 'valid'])).toBe('invalid');
  });
});

/** `verdicts`: one a chain; undefined is unread. */
function audit(run: string, problems: (ChainVerdict | undefined)[][]) {
  return {
    problems: problems.map((chains, i) => ({
      run,
      problem: `${i}`,
      n: 100,
      c: chains.length,
      samples: [...chains.keys()],
    })),
    judgements: problems.flatMap((chains, i) =>
      chains.flatMap((verdict, index) => (verdict ? [judged(run, `${i}`, index, verdict)] : [])),
    ),
  };
}

describe('problems with at least one valid chain', () => {
  it('come out as the study says them', () => {
    const rows = (valid: number, none: number) => [
      ...Array.from({ length: valid }, (): ChainVerdict[] => ['invalid', 'valid']),
      ...Array.from({ length: none }, (): ChainVerdict[] => ['invalid']),
    ];
    const [base, rl] = [audit('base', rows(24, 1)), audit('RL', rows(23, 2))];
    const settled = new SettledVerdicts([...base.judgements, ...rl.judgements]);
    const found = validChains([...base.problems, ...rl.problems], settled);
    expect(validChainsSentence(found)).toBe('Problems with at least one valid chain: base 24 of 25, RL 23 of 25.');
  });

  it('leaves out ambiguous problems and those not read to the end, and says so', () => {
    const { problems, judgements } = audit('base', [
      ['valid', undefined],
      ['ambiguous'],
      ['invalid', 'ambiguous'],
      ['invalid', undefined],
      ['invalid', 'skip'],
      ['invalid', 'invalid'],
    ]);
    const found = validChains(problems, new SettledVerdicts(judgements));
    expect(found[0]).toMatchObject({ valid: 1, of: 2, ambiguous: 2, open: 2 });
    expect(found[0].problems).toEqual({ valid: ['0'], none: ['5'], ambiguous: ['1', '2'], open: ['3', '4'] });
    expect(validChainsSentence(found)).toBe(
      'Problems with at least one valid chain: base 1 of 2 (base: 2 ambiguous problems left out, 2 problems not read in full).',
    );
  });

  it('says that nothing is decided instead of 0 of 0', () => {
    const { problems } = audit('base', [[undefined]]);
    expect(validChainsSentence(validChains(problems, new SettledVerdicts([])))).toBe(
      'Problems with at least one valid chain: base none decided (base: 1 problem not read in full).',
    );
  });
});

describe('review columns', () => {
  const index = runIndex([
    { id: 'a', verdicts: [1, 0, 1, 1, 2] },
    { id: 'b', verdicts: [0, 0] },
  ]);
  const run = { label: 'base', index, members: Int32Array.of(1, -1, 0) };
  const ids = ['b', 'other', 'a'];

  it('count what was said of correct samples, by row', () => {
    const settled = new SettledVerdicts([
      judged('base', 'a', 0, 'valid'),
      judged('base', 'a', 2, 'skip'),
      judged('base', 'a', 3, 'invalid'),
      judged('base', 'a', 1, 'valid'),
      judged('RL', 'a', 2, 'valid'),
    ]);
    const columns = reviewColumns(run, ids, settled);
    expect(columns).toEqual({
      valid: Int32Array.of(0, 0, 1),
      invalid: Int32Array.of(0, 0, 1),
      ambiguous: Int32Array.of(0, 0, 0),
      disputed: Int32Array.of(0, 0, 0),
      skipped: Int32Array.of(0, 0, 1),
    });
  });

  it('leave out samples that enter no count, and are absent when nobody has read any', () => {
    const counted = { ...index, order: Int32Array.of(1, 2, 3, 4, 5, 6), problems: structuredClone(index.problems) };
    Object.assign(counted.problems[0], { start: 0, end: 4 });
    Object.assign(counted.problems[1], { start: 4, end: 6 });
    const settled = new SettledVerdicts([judged('base', 'a', 0, 'valid')]);
    expect(reviewColumns({ ...run, counted }, ids, settled)).toBeUndefined();
    expect(correctSamples({ ...run, counted }, ids)[1]).toEqual({
      run: 'base',
      problem: 'a',
      n: 3,
      c: 2,
      samples: [2, 3],
    });
  });
});
