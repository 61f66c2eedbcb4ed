import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columnsOf } from '../../../src/core/compare/columns';
import { pairRuns } from '../../../src/core/compare/pair';
import { duplicateSeeds } from '../../../src/core/integrity/duplicateSeeds';
import { integrityFindings } from '../../../src/core/integrity/integrityFindings';
import { tableWithout } from '../../../src/core/integrity/leaveOut';
import { leaveOuts, markBits, marksOf, maskOf, sampleMarks } from '../../../src/core/integrity/marks';
import { Finish, Verdict, type RunIndex } from '../../../src/core/runIndex';
import { meanPassAtK } from '../../../src/core/stats/meanCurve';
import { runIndex, verdictsOf } from '../../factories';

/** An index with chosen prints, tokens, finish reasons and answers for its samples. */
function indexOf(samples: { verdict: number; print?: number; tokens?: number; finish?: number; answer?: string }[][]) {
  const index = runIndex(
    samples.map((list, i) => ({
      id: `p${i}`,
      verdicts: list.map(({ verdict }) => verdict),
      answers: list.map(({ answer = '' }) => answer),
    })),
  );
  for (const problem of index.problems) problem.reference = ' 7 ';
  samples.flat().forEach(({ print = 0, tokens = -1, finish = 0 }, row) => {
    index.samples.print[row] = print;
    index.samples.tokens[row] = tokens;
    index.samples.finish[row] = finish;
  });
  return index;
}

const marked = (label: string, index: RunIndex, maxTokens?: number) => {
  const { members } = pairRuns([{ label, role: 'base', index }]);
  return { label, index, marks: marksOf(index, { maxTokens }), members: members[0] };
};

describe('marks of samples', () => {
  it('are truncated by their finish reason, and by length only where no reason is stored', () => {
    const withReason = indexOf([
      [
        { verdict: 1, finish: Finish.stop, tokens: 100 },
        { verdict: 0, finish: Finish.length, tokens: 100 },
      ],
    ]);
    expect(marksOf(withReason).counts.truncated).toBe(1);
    const atCap = indexOf([[100, 100, 100, 40, 60].map((tokens) => ({ verdict: 1, tokens }))]);
    expect(marksOf(atCap)).toMatchObject({ cap: 100, counts: { truncated: 3 } });
    const twoLong = indexOf([[100, 100, 40, 60].map((tokens) => ({ verdict: 1, tokens }))]);
    expect(marksOf(twoLong)).toMatchObject({ cap: undefined, counts: { truncated: 0 } });
    expect(marksOf(twoLong, { maxTokens: 100 }).counts.truncated).toBe(2);
    expect(marksOf(twoLong, { maxTokens: 4096 }).counts.truncated).toBe(0);
    const allAlike = indexOf([[5, 5, 5, 5].map((tokens) => ({ verdict: 1, tokens }))]);
    expect(marksOf(allAlike).counts.truncated).toBe(0);
  });

  it('are duplicates of an earlier sample of their problem alone', () => {
    const index = indexOf([
      [5, 6, 5, 5].map((print) => ({ verdict: 1, print })),
      [5, 0, 0].map((print) => ({ verdict: 1, print })),
    ]);
    const { bits, counts, isConfirmed } = marksOf(index);
    expect([...bits]).toEqual([0, 0, 2, 2, 0, 0, 0]);
    expect([counts.duplicate, isConfirmed]).toEqual([2, false]);
    expect(marksOf(index, { confirmed: [{ row: 3, first: 2 }] })).toMatchObject({
      isConfirmed: true,
      counts: { duplicate: 1 },
    });
  });

  it('say no answer only where the run has answers', () => {
    const some = indexOf([[{ verdict: 0, answer: '3' }, { verdict: 0 }]]);
    expect(marksOf(some).counts.unextracted).toBe(1);
    const none = indexOf([[{ verdict: 0 }, { verdict: 0 }]]);
    expect(marksOf(none).counts.unextracted).toBe(0);
  });

  it('are contradicted when wrong with the reference as text, white space aside; the reverse is no contradiction', () => {
    const index = indexOf([
      [
        { verdict: 0, answer: '7' },
        { verdict: 1, answer: '7' },
        { verdict: 1, answer: '7.0' },
        { verdict: 2, answer: '7' },
      ],
    ]);
    expect(marksOf(index)).toMatchObject({ textEqual: 3, counts: { contradicted: 1 } });
  });
});

describe('leaving samples out', () => {
  const sample = fc.record({
    verdict: fc.constantFrom(Verdict.wrong, Verdict.correct, Verdict.unscored),
    print: fc.integer({ min: 0, max: 3 }),
    finish: fc.constantFrom(Finish.stop, Finish.length),
    answer: fc.constantFrom('', '7', '8'),
  });

  it('gives the counts of a run that never had them', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(sample, { minLength: 1, maxLength: 12 }), { minLength: 1, maxLength: 6 }),
        fc.subarray([...leaveOuts]),
        (problems, kinds) => {
          const index = indexOf(problems);
          const { marks, members } = marked('base', index);
          const mask = maskOf(kinds);
          const columns = columnsOf(index, members, marks, mask);
          let row = 0;
          problems.forEach((list, problem) => {
            const left = list.filter(() => (marks.bits[row++] & mask) === 0).map(({ verdict }) => verdict);
            const scored = left.filter((verdict) => verdict !== Verdict.unscored);
            expect([columns.n[problem], columns.c[problem], columns.unscored[problem]]).toEqual([
              scored.length,
              scored.filter((verdict) => verdict === Verdict.correct).length,
              left.length - scored.length,
            ]);
            expect(columns.firstCorrect[problem]).toBe(scored.findIndex((verdict) => verdict === Verdict.correct) + 1);
          });
          const total = (mark: (typeof sampleMarks)[number]) => columns[mark]!.reduce((sum, value) => sum + value, 0);
          for (const mark of sampleMarks) expect(total(mark)).toBe(marks.counts[mark]);
        },
      ),
    );
  });

  it('says what the counts are without, and leaves the table as it is for nothing', () => {
    const index = indexOf([[5, 5, 6].map((print) => ({ verdict: 1, print }))]);
    const pairing = pairRuns([{ label: 'base', role: 'base', index }]);
    const runs = [{ index, marks: marksOf(index) }];
    const table = tableWithout(pairing, runs, ['duplicate']);
    expect(table).toMatchObject({ maxK: 2, leftOut: { kinds: ['duplicate'], samples: [1] } });
    expect([...table.runs[0].n]).toEqual([2]);
    expect(tableWithout(pairing, runs, []).leftOut).toBeUndefined();
    expect(markBits.duplicate).toBe(2);
  });
});

describe('findings about samples', () => {
  it('name the count of each run and what leaving them out does', () => {
    const cut = (finish: number, verdict: number) => ({ verdict, finish });
    const base = indexOf([
      [cut(2, 0), cut(1, 1), cut(1, 0), cut(1, 0)],
      [cut(1, 0), cut(1, 1), cut(1, 1), cut(1, 1)],
    ]);
    const rl = indexOf([
      [cut(1, 0), cut(1, 1), cut(1, 0), cut(1, 0)],
      [cut(1, 0), cut(1, 1), cut(1, 1), cut(1, 1)],
    ]);
    const [finding, ...others] = integrityFindings([marked('base', base, 16384), marked('RL', rl, 16384)]);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ code: 'truncated', severity: 'warning', count: 1, mark: 'truncated' });
    expect(finding.message).toBe(
      'Truncated at 16,384 tokens: base 1, RL 0; if left out, pass@1 +0.042 and +0.000, pass@3 +0.000 and +0.000.'.replace(
        'pass@3 +0.000',
        'pass@3 +0.125',
      ),
    );
    const before = meanPassAtK({ n: [4, 4], c: [1, 3] }, 3);
    const after = meanPassAtK({ n: [3, 4], c: [1, 3] }, 3);
    expect(finding.effect).toEqual([
      { run: 'base', k: 1, before: before[0], after: after[0] },
      { run: 'RL', k: 1, before: before[0], after: before[0] },
      { run: 'base', k: 3, before: before[2], after: after[2] },
      { run: 'RL', k: 3, before: before[2], after: before[2] },
    ]);
  });

  it('name seeds that hold the same samples', () => {
    const prints = [1, 2, 3, 4];
    const index = runIndex([
      { id: 'a', verdicts: verdictsOf(8, 1), files: [0, 0, 0, 0, 1, 1, 1, 1] },
      { id: 'b', verdicts: verdictsOf(8, 1), files: [0, 0, 0, 0, 1, 1, 1, 1] },
    ]);
    index.files = ['x_seed1/a.jsonl', 'x_seed2/a.jsonl'].map((path) => ({ ...index.files[0], path }));
    index.samples.print.set([...prints, ...prints, ...prints, ...prints]);
    expect(duplicateSeeds(index)).toEqual([{ first: 0, second: 1, equal: 8, samples: 8 }]);
    const [finding] = integrityFindings([marked('base', index)]);
    expect(finding).toMatchObject({ code: 'duplicate-seed', file: 'x_seed2/a.jsonl' });
    expect(finding.message).toContain(
      'base: seed 1 and seed 2 hold the same samples, 8 of 8 look alike; without the second file, pass@1 +0.125, pass@4 +0.500.',
    );
    index.samples.print.set([9, 9, 9, 9], 4);
    expect(duplicateSeeds(index)).toEqual([]);
  });
});
