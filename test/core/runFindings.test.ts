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
        message: 'base: n goes from 1,021 to 1,024; 1 of 2 problems has fewer than 1,024 samples (b).',
      }),
    ]);
  });

  it('counts samples without a verdict', () => {
    const { index } = runFromCounts('base', 'base', [['a', 3, 1]]);
    const problems = index.problems.map((problem) => ({ ...problem, n: 1, unscored: 2 }));
    expect(runFindings('base', undefined, { ...index, problems }).map((finding) => finding.message)).toEqual([
      'base: 2 of 3 samples have no verdict. They count neither as correct nor as wrong.',
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
