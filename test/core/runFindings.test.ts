import { describe, expect, it } from 'vitest';
import { runFindings } from '../../src/core/runFindings';
import { runFromCounts } from '../factories';

describe('findings of one run', () => {
  it('says which problems have fewer samples', () => {
    const { index } = runFromCounts('base', 'base', [
      ['a', 1024, 3],
      ['b', 1021, 3],
    ]);
    expect(runFindings('base', 'base.jsonl', index)).toEqual([
      expect.objectContaining({
        code: 'unequal-n',
        file: 'base.jsonl',
        message:
          'base: n goes from 1,021 to 1,024; 1 of 2 problems has fewer than 1,024 samples (b); without these problems, pass@1 +0.000, pass@1,021 +0.000.',
      }),
    ]);
  });

  it('says what leaving these problems out does', () => {
    const { index } = runFromCounts('base', 'base', [
      ['a', 4, 1],
      ['b', 2, 2],
    ]);
    const [{ effect, message }] = runFindings('base', undefined, index);
    expect(effect).toEqual([
      { run: 'base', k: 1, before: 0.625, after: 0.25 },
      { run: 'base', k: 2, before: 0.75, after: 0.5 },
    ]);
    expect(message).toContain('without these problems, pass@1 −0.375, pass@2 −0.250.');
  });

  it('counts samples without a verdict', () => {
    const { index } = runFromCounts('base', 'base', [['a', 3, 1]]);
    const problems = index.problems.map((problem) => ({ ...problem, n: 1, unscored: 2 }));
    expect(runFindings('base', undefined, { ...index, problems }).map((finding) => finding.message)).toEqual([
      'base: 2 of 3 samples have no verdict. They are in no pass@k, neither as correct nor as wrong.',
    ]);
  });

  it('has nothing to say of an even run', () => {
    const { index } = runFromCounts('base', 'base', [
      ['a', 8, 3],
      ['b', 8, 0],
    ]);
    expect(runFindings('base', undefined, index)).toEqual([]);
  });
});
