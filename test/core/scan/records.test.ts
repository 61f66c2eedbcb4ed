/** Records that count only where a field says so, that hold a count instead of verdicts, or letters to be compared. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columnsOf } from '../../../src/core/compare/columns';
import { stripOf } from '../../../src/core/compare/strip';
import { evaluate, Solved } from '../../../src/core/compare/view';
import type { RunIndex } from '../../../src/core/runIndex';
import type { Field, ScanPlan, Section } from '../../../src/core/scan/plan';
import { RunAssembler } from '../../../src/core/scan/runAssembler';
import { RunMirror } from '../../../src/core/scan/runMirror';
import { scanDump } from '../../../src/core/scan/scanDump';
import { countsOf, evaluatePlan } from '../adapters/evaluatePlan';
import { indexOfByte, MemorySource } from './memorySource';

function planOf(fields: string, more: Partial<Section> = {}): ScanPlan {
  const read = fields.split(' ').map((field): Field => {
    const [role, path] = field.split('=');
    return { role: role as Field['role'], path };
  });
  return { container: 'lines', sections: [{ record: '', fields: read, rule: 'truth', ...more }] };
}

function scan(rows: (object | string)[], plan: ScanPlan, chunkBytes?: number) {
  const source = new MemorySource(
    rows.map((row) => (typeof row === 'string' ? row : JSON.stringify(row)) + '\n').join(''),
  );
  const { parts, findings } = scanDump(source, plan, { indexOfByte, chunkBytes });
  const assembler = new RunAssembler();
  const mirror = new RunMirror();
  for (const part of parts) assembler.add(part, 0, source);
  mirror.apply(assembler.take(true));
  const index = mirror.snapshot({ adapter: 'test', verdictRule: { id: '', label: '' }, files: [] });
  return { index, findings };
}

const counts = ({ problems }: RunIndex): unknown[] => problems.map(({ id, n, c, unscored }) => [id, n, c, unscored]);

describe('records that count only where a field says so', () => {
  const plan = planOf('id=id text=t[] verdict=ok', { where: { path: 'meta.filter', equals: 'strict "é"' } });
  const row = (id: number, filter: unknown) => ({ id, t: ['a', 'b'], ok: true, meta: { filter } });

  it('are counted wherever in them the field stands, and the others leave nothing behind', () => {
    const late = '{"id": 3, "t": ["x"], "ok": false, "meta": {"filter": "strict \\"\\u00e9\\""}}';
    const early = '{"meta": {"filter": "other"}, "id": 4, "t": ["x"], "ok": true}';
    const { index, findings } = scan(
      [row(1, 'strict "é"'), row(1, 'flexible'), row(2, 'flexible'), late, early, row(5, null), { id: 6, t: ['x'] }],
      plan,
    );
    expect(findings).toEqual([]);
    expect(counts(index)).toEqual([
      ['1', 2, 2, 0],
      ['3', 1, 0, 0],
    ]);
  });

  it('may be of one file and two sections', () => {
    const [section] = plan.sections;
    const both: ScanPlan = {
      ...plan,
      sections: [section, { ...section, where: { path: 'meta.filter', equals: 'flexible' }, run: 'second' }],
    };
    const rows = [row(1, 'strict "é"'), row(1, 'flexible'), row(2, 'flexible')];
    const { parts } = scanDump(new MemorySource(rows.map((r) => JSON.stringify(r)).join('\n')), both, { indexOfByte });
    expect(parts.map(({ run, samples }) => [run, samples.length])).toEqual([
      [undefined, 2],
      ['second', 4],
    ]);
  });

  it('are those the slow oracle counts, for any rows, order of keys and chunk size', () => {
    const words = fc.constantFrom('strict "é"', 'strict', '', 'strict "é" ', 1, null, ['strict "é"']);
    const rows = fc.array(
      fc
        .record(
          {
            id: fc.nat(4),
            t: fc.array(fc.string(), { minLength: 1, maxLength: 3 }),
            ok: fc.constantFrom(true, false, null),
            meta: fc.record({ filter: words, more: fc.string() }, { requiredKeys: [] }),
          },
          { requiredKeys: ['id', 't'] },
        )
        .chain((made) => fc.shuffledSubarray(Object.entries(made), { minLength: Object.keys(made).length }))
        .map((entries) => Object.fromEntries(entries)),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(rows, fc.integer({ min: 128, max: 600 }), (made, chunkBytes) => {
        const { index } = scan(made, plan, chunkBytes);
        const { problems, samples, scored, correct } = countsOf(evaluatePlan(plan, made)[0]);
        const sum = (of: (p: RunIndex['problems'][number]) => number) => index.problems.reduce((t, p) => t + of(p), 0);
        expect([index.problems.length, sum((p) => p.n + p.unscored), sum((p) => p.n), sum((p) => p.c)]).toEqual([
          problems,
          samples,
          scored,
          correct,
        ]);
      }),
    );
  });
});

describe('records with a share of correct samples', () => {
  const plan = planOf('id=id text=t[] accuracy=acc');
  const row = (id: string, n: number, acc: unknown, text = id) => ({
    id,
    t: Array.from({ length: n }, (_, i) => `${text}${i}`),
    acc,
  });

  it('give counts to their problem, and no verdict to any sample', () => {
    const { index, findings } = scan([row('a', 3, 1 / 3), row('b', 8, 0.625), row('b', 2, 0.5, 'more')], plan);
    expect(findings).toEqual([]);
    expect(counts(index)).toEqual([
      ['a', 3, 1, 0],
      ['b', 10, 6, 0],
    ]);
    expect(index.problems.every(({ countOnly }) => countOnly)).toBe(true);
    expect(new Set(index.samples.verdict)).toEqual(new Set([2]));
    expect(stripOf(index, 0)).toMatchObject({ countOnly: true });
  });

  it('give verdicts where all or none are correct', () => {
    const { index } = scan([row('all', 2, 1), row('none', 2, 0), row('one', 1, 1)], plan);
    expect([...index.samples.verdict]).toEqual([1, 1, 0, 0, 1]);
    expect(index.problems.some(({ countOnly }) => countOnly)).toBe(false);
  });

  it('leave samples unscored, and say so, where the share is no whole number of them', () => {
    const { index, findings } = scan([row('a', 8, 0.33), row('b', 2, 1.5), row('c', 2, null), row('d', 4, 0.75)], plan);
    expect(counts(index)).toEqual([
      ['a', 0, 0, 8],
      ['b', 0, 0, 2],
      ['c', 0, 0, 2],
      ['d', 4, 3, 0],
    ]);
    expect(findings).toMatchObject([{ code: 'odd-accuracy', count: 2, byte: 0 }]);
  });

  it('have a pass@k, and nothing to say about the first k', () => {
    const { index } = scan([row('a', 4, 0.25), row('b', 4, 1)], plan);
    const columns = columnsOf(index, Int32Array.of(0, 1));
    expect([...columns.firstCorrect]).toEqual([-1, 1]);
    const table = { ids: ['a', 'b'], previews: ['', ''], benchmarks: ['', ''], runs: [columns], maxK: 4 };
    const at = (mode: 'estimated' | 'first') => evaluate(table, [{ role: 'base' }], { k: 2, tau: 0.5, mode }).runs[0];
    expect([...at('estimated').passAtK]).toEqual([0.5, 1]);
    expect([...at('first').solved]).toEqual([Solved.undefined, Solved.yes]);
  });

  it('count what the slow oracle counts', () => {
    const rows = fc.array(
      fc.record({
        id: fc.constantFrom('a', 'b', 'c'),
        t: fc.array(fc.string(), { minLength: 1, maxLength: 9 }),
        acc: fc.oneof(fc.constantFrom(0, 1, 0.5, 1 / 3, 2 / 3, 0.125, -1, 2, null), fc.double({ noNaN: true })),
      }),
      { maxLength: 9 },
    );
    fc.assert(
      fc.property(rows, (made) => {
        const { index } = scan(made, plan);
        const { scored, correct } = countsOf(evaluatePlan(plan, made)[0]);
        expect(index.problems.reduce((sum, p) => sum + p.n, 0)).toBe(scored);
        expect(index.problems.reduce((sum, p) => sum + p.c, 0)).toBe(correct);
      }),
    );
  });
});

describe('multiple choice without stored verdicts', () => {
  it('compares single letters, calls no answer wrong, and compares nothing else', () => {
    const plan = planOf('id=id text=t answer=pred reference=gold', { rule: 'letter' });
    const pairs = [
      ['A', 'A'],
      ['b', 'B'],
      ['C', 'A'],
      [null, 'A'],
      ['', 'A'],
      ['42', 'A'],
      ['A', '42'],
      [null, '42'],
    ];
    const rows = pairs.map(([pred, gold], id) => ({ pred, id, t: 'x', gold }));
    expect([...scan(rows, plan).index.samples.verdict]).toEqual([1, 1, 0, 0, 0, 2, 2, 2]);
  });
});

describe('log-probabilities of tokens', () => {
  it('are no list of samples', () => {
    const { index } = scan([{ id: 1, t: 'x', logprobs: [-1, -2, -3] }], planOf('id=id text=t logProbs=logprobs[]'));
    expect(index.samples.problem.length).toBe(1);
  });
});
