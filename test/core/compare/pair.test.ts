import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../src/core/findings';
import { pairRuns, type RunToPair } from '../../../src/core/compare/pair';
import { summarise } from '../../../src/core/compare/summary';
import { runFromCounts, runIndex, verdictsOf, type ProblemSpec } from '../../factories';

const run = (label: string, problems: ProblemSpec[]): RunToPair => ({
  label,
  role: label === 'base' ? 'base' : 'rl',
  index: runIndex(problems),
});
const codes = (findings: Finding[]) => findings.map(({ code }) => code);
const message = (findings: Finding[], code: string) => findings.find((finding) => finding.code === code)?.message;
const members = (runs: RunToPair[]) => pairRuns(runs).members.map((column) => [...column]);
const verdicts = verdictsOf(4, 2);
const asked = (...questions: string[]): ProblemSpec[] => questions.map((question) => ({ question, verdicts }));
const named = (...ids: string[]): ProblemSpec[] => ids.map((id) => ({ id, verdicts }));

describe('pairing', () => {
  it('pairs by id in the order of the base run, wherever that stands, then adds what only others have', () => {
    const base = run('base', named('b', 'a', 'c'));
    const rl = run('RL', named('x', 'c', 'b'));
    const { table, members } = pairRuns([rl, base]);
    expect(table.ids).toEqual(['b', 'a', 'c', 'x']);
    expect([...members[0]]).toEqual([2, -1, 1, 0]);
    expect([...members[1]]).toEqual([0, 1, 2, -1]);
    expect([...table.runs[0].n]).toEqual([4, -1, 4, 4]);
  });

  it('does not pair equal ids with different questions, and says how many', () => {
    const problems = (text: string): ProblemSpec[] =>
      Array.from({ length: text === 'p' ? 50 : 10 }, (_, i) => ({ id: `${i + 1}`, question: `${text}${i}`, verdicts }));
    const { table, findings } = pairRuns([run('base', problems('p')), run('RL', problems('q'))]);
    expect(table.ids).toHaveLength(60);
    expect(new Set(table.ids).size).toBe(60);
    expect(table.ids[50]).toBe('1 (RL)');
    expect(table.maxK).toBe(0);
    expect(codes(findings)).toEqual(['question-disagrees', 'not-paired']);
    expect(findings[0].count).toBe(10);
    expect(message(findings, 'question-disagrees')).toContain('10 of 10 ids that RL shares with base');
    expect(message(findings, 'not-paired')).toContain(
      'base and RL number different problems 1…10: 10 of 10 ids agree but their questions differ',
    );
  });

  it('pairs by id within a benchmark, and names it where an id is in several', () => {
    const both = [
      { id: '1', benchmark: 'aime24', verdicts },
      { id: '1', benchmark: 'math500', verdicts },
      { id: '2', benchmark: 'math500', verdicts },
    ];
    const { table, members } = pairRuns([run('base', both), run('RL', both.slice(1))]);
    expect(table.ids).toEqual(['aime24/1', 'math500/1', '2']);
    expect(table.benchmarks).toEqual(['aime24', 'math500', 'math500']);
    expect([...members[1]]).toEqual([-1, 0, 1]);
  });

  it('pairs across a benchmark that one run does not name, or names otherwise', () => {
    const of = (benchmark?: string) => named('a', 'b').map((problem) => ({ ...problem, benchmark }));
    for (const other of [undefined, 'AIME 2024']) {
      const { table, members } = pairRuns([run('base', of(other)), run('RL', of('aime24'))]);
      expect(table.ids).toEqual(['a', 'b']);
      expect(table.benchmarks[0]).toBe(other ?? 'aime24');
      expect([...members[1]]).toEqual([0, 1]);
    }
  });

  it('pairs the rest by question when only some ids disagree', () => {
    const base = run('base', [
      { id: '1', question: 'one', verdicts },
      { id: '2', question: 'two', verdicts },
      { id: '3', question: 'three', verdicts },
    ]);
    const rl = run('RL', [
      { id: '1', question: 'one', verdicts },
      { id: '3', question: 'two', verdicts },
      { id: '2', question: 'three', verdicts },
    ]);
    const { members, findings } = pairRuns([base, rl]);
    expect([...members[1]]).toEqual([0, 1, 2]);
    expect(message(findings, 'paired-by-question')).toBe(
      '2 of 3 problems of RL are paired by their question, not by id.',
    );
    expect(message(findings, 'question-disagrees')).toContain('2 of 3 ids');
  });

  it('pairs by question, white space and Unicode form aside, when ids are missing or of another kind', () => {
    const base = run('base', asked('Find x² + 1.', 'ﬁnd  y\n in Z'));
    const rl = run('RL', [
      { id: 'aime-2', question: ' find y in Z', verdicts },
      { id: 'aime-1', question: 'Find x2 + 1.', verdicts },
    ]);
    expect(members([base, rl])[1]).toEqual([1, 0]);
    expect(pairRuns([base, rl]).table.ids).toEqual(['aime-1', 'aime-2']);
  });

  it('keeps case: questions that differ in it are different questions', () => {
    expect(members([run('base', asked('Find X')), run('RL', asked('Find x'))])[1]).toEqual([-1, 0]);
  });

  it('trusts the id when one side has no question', () => {
    const base = run('base', [{ id: '1', question: 'one', verdicts }]);
    expect(members([base, run('RL', named('1'))])[1]).toEqual([0]);
  });

  it('keeps numbers that are padded differently apart', () => {
    expect(members([run('base', named('007', '7')), run('RL', named('7'))])[1]).toEqual([-1, 0]);
  });

  it('keeps questions that a data set repeats apart, with ids and without', () => {
    const repeated = Array.from({ length: 8 }, () => 'same question');
    const withIds = repeated.map((question, i) => ({ id: `${i}`, question, verdicts }));
    expect(members([run('base', withIds), run('RL', [...withIds].reverse())])[1]).toEqual([7, 6, 5, 4, 3, 2, 1, 0]);
    const { members: byQuestion, findings } = pairRuns([
      run('base', asked(...repeated)),
      run('RL', asked(...repeated)),
    ]);
    expect([...byQuestion[1]]).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(message(findings, 'repeated-question')).toBe('base: 8 problems ask only 1 question. They are kept apart.');
  });

  it('prefers, of rows with one id, the one that asks the same', () => {
    const twice: ProblemSpec[] = [
      { id: '1', question: 'algebra', verdicts },
      { id: '1', question: 'geometry', verdicts },
    ];
    const { members, table } = pairRuns([run('base', twice), run('RL', [...twice].reverse())]);
    expect([...members[1]]).toEqual([1, 0]);
    expect(table.ids).toEqual(['1', '1 (base)']);
  });

  it('pairs by position only when nothing else is stored and the lengths are equal', () => {
    const bare = (count: number): ProblemSpec[] => Array.from({ length: count }, () => ({ verdicts }));
    const paired = pairRuns([run('base', named('a', 'b')), run('RL', bare(2))]);
    expect([...paired.members[1]]).toEqual([0, 1]);
    expect(paired.table.ids).toEqual(['a', 'b']);
    expect(paired.findings[0].message).toContain('2 problems of base and RL are paired by position: RL has neither');
    const apart = pairRuns([run('base', named('a', 'b')), run('RL', bare(3))]);
    expect([...apart.members[1]]).toEqual([-1, -1, 0, 1, 2]);
    expect(message(apart.findings, 'not-paired')).toContain(
      'only the position is left, and they have 2 problems and 3',
    );
    expect(members([run('base', bare(2)), run('RL', named('a', 'b'))])[1]).toEqual([0, 1]);
  });

  it('lists problems that a run lacks, the first five by id', () => {
    const ids = Array.from({ length: 9 }, (_, i) => `p${i}`);
    const { findings } = pairRuns([run('base', named(...ids)), run('RL', named('p8', 'p1'))]);
    expect(codes(findings)).toEqual(['unmatched-problem']);
    expect(findings[0].count).toBe(7);
    expect(findings[0].message).toContain('RL has no samples of 7 of 9 problems (p0, p2, p3, p4, p5, …)');
  });

  it('says that n differs between runs', () => {
    const base = runFromCounts('base', 'base', [
      ['a', 1024, 3],
      ['b', 1021, 3],
    ]);
    const rl = runFromCounts('RL', 'rl', [
      ['a', 256, 3],
      ['b', 256, 3],
    ]);
    const { findings, table } = pairRuns([base, rl]);
    expect(table.maxK).toBe(256);
    expect(findings.map((finding) => finding.message)).toEqual([
      'n differs between runs for 2 of 2 problems: base 1,021 to 1,024, RL 256. At k = n they are not on a par; up to k = 256 they are, and leaving samples out until n is equal changes no pass@k on average.',
    ]);
  });

  it('leaves samples without a verdict out of n and of the place of the first correct one', () => {
    const base = run('base', [{ id: 'a', verdicts: [2, 0, 2, 1, 1], truncated: 2 }]);
    const { table } = pairRuns([base]);
    const { n, c, unscored, firstCorrect, truncated } = table.runs[0];
    expect([n[0], c[0], unscored[0], firstCorrect[0], truncated[0]]).toEqual([3, 2, 2, 2, 2]);
  });

  it('takes runs without problems, and no runs, as they come', () => {
    expect(pairRuns([]).table).toEqual({ ids: [], benchmarks: [], previews: [], runs: [], maxK: 0 });
    const { findings, table } = pairRuns([run('base', []), run('RL', named('a'))]);
    expect(table.ids).toEqual(['a']);
    expect(findings).toEqual([]);
  });

  it('gives the same comparison for a shuffled copy', () => {
    const problem = fc.record({ n: fc.constantFrom(3, 8), c: fc.nat(3), unscored: fc.nat(2) });
    const dump = fc.array(problem, { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(dump, dump, fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), (base, rl, random) => {
        const make = (problems: typeof base): ProblemSpec[] =>
          problems.map(({ n, c, unscored }, i) => ({
            id: `${i}`,
            question: `q${i}`,
            verdicts: verdictsOf(n, c, unscored),
          }));
        const shuffle = <T>(items: T[]): T[] =>
          items
            .map((item) => ({ item, key: random.next().value }))
            .sort((a, b) => a.key - b.key)
            .map(({ item }) => item);
        const shuffled = (problems: ProblemSpec[]) =>
          shuffle(problems).map((entry) => ({ ...entry, verdicts: shuffle(Array.from(entry.verdicts)) }));
        const original = [run('base', make(base)), run('RL', make(rl))];
        const copy = [run('base', shuffled(make(base))), run('RL', shuffled(make(rl)))];
        for (const ks of [undefined, [1], [3]]) expect(summaryOf(copy, ks)).toEqual(summaryOf(original, ks));
      }),
      { numRuns: 100 },
    );
  });
});

/** A summary without what depends on the order of the dump. */
function summaryOf(runs: RunToPair[], ks: number[] | undefined) {
  const { table, findings } = pairRuns(runs);
  const { coverage, passAtK, problems, crossoverK } = summarise(table, runs, findings, { ks });
  const sorted = Object.fromEntries(Object.entries(coverage).map(([name, ids]) => [name, [...ids].sort()]));
  const rounded = JSON.stringify(passAtK, (_, value: unknown) =>
    typeof value === 'number' ? value.toFixed(12) : value,
  );
  return { sorted, rounded, problems, crossoverK, codes: codes(findings) };
}
