import Ajv from 'ajv';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { pairRuns } from '../../../src/core/compare/pair';
import { figuresOf } from '../../../src/core/figures/figuresOf';
import type { OverviewInput, OverviewOptions } from '../../../src/core/overview/overview';
import { overviewOf } from '../../../src/core/overview/overviewOf';
import { rowsOfTarget } from '../../../src/core/overview/targets';
import { statsJson } from '../../../src/core/overview/statsJson';
import { reviewColumns } from '../../../src/core/review/results';
import { SettledVerdicts, type ChainVerdict, type Judgement } from '../../../src/core/review/verdicts';
import { passAtK } from '../../../src/core/stats/passAtK';
import { runFromCounts } from '../../factories';

const view: OverviewOptions = { k: 'n', tau: 0.5, mode: 'estimated', resamples: 50 };

/** Counts are `[n, c]`; verdicts go to the first samples, which are the correct ones. */
function inputOf(counts: [n: number, c: number][], verdicts: (ChainVerdict | undefined)[][]): OverviewInput {
  const rows = counts.map(([n, c], i): [string, number, number] => [`p${i}`, n, c]);
  const runs = [runFromCounts('base', 'base', rows), runFromCounts('RL', 'rl', rows)];
  const { table, members } = pairRuns(runs);
  const judgements = verdicts.flatMap((chains, i) =>
    chains.flatMap((verdict, index): Judgement[] =>
      verdict ? [{ run: 'base', problem: `p${i}`, index, verdict, reviewer: 'ann' }] : [],
    ),
  );
  const settled = new SettledVerdicts(judgements);
  const review = runs.map(({ label, index }, run) =>
    reviewColumns({ label, index, members: members[run] }, table.ids, settled),
  );
  return { table, runs, review };
}

describe('CoT-pass@k', () => {
  it('lies between what was judged valid and what was not judged invalid', () => {
    const input = inputOf(
      [
        [8, 4],
        [8, 1],
        [8, 8],
      ],
      [['valid', 'invalid', 'ambiguous'], ['skip'], []],
    );
    const { curves, review } = overviewOf(input, view);
    const mean = (cs: number[], k: number) => cs.reduce((sum, c) => sum + passAtK(8, c, k), 0) / cs.length;
    curves.ks.forEach((k, i) => {
      expect(curves.cot[0]?.lower[i]).toBeCloseTo(mean([1, 0, 0], k), 12);
      expect(curves.cot[0]?.upper[i]).toBeCloseTo(mean([3, 1, 8], k), 12);
    });
    expect(review?.runs[0]).toEqual({
      correct: 13,
      audited: 3,
      valid: 1,
      invalid: 1,
      ambiguous: 1,
      disputed: 0,
      skipped: 1,
    });
    expect(curves.cot[1]).toBeUndefined();
    expect(review?.runs[1]).toBeUndefined();
  });

  it('closes to pass@k when all are valid, and to 0 when none is', () => {
    const all = (verdict: ChainVerdict) => overviewOf(inputOf([[6, 2]], [[verdict, verdict]]), view).curves;
    const valid = all('valid');
    expect(valid.cot[0]?.lower).toEqual(valid.runs[0]?.value);
    expect(valid.cot[0]?.upper).toEqual(valid.runs[0]?.value);
    expect(Math.max(...(all('invalid').cot[0]?.upper ?? [1]))).toBe(0);
  });

  it('never leaves [0, pass@k], its bounds never cross, and a further verdict never widens it', () => {
    const verdict = fc.constantFrom<ChainVerdict | undefined>('valid', 'invalid', 'ambiguous', 'skip', undefined);
    const chains = fc.array(verdict, { minLength: 5, maxLength: 5 });
    fc.assert(
      fc.property(fc.array(chains, { minLength: 1, maxLength: 4 }), (problems) => {
        const counts = problems.map((): [number, number] => [9, 5]);
        const before = overviewOf(inputOf(counts, problems), view).curves;
        const after = overviewOf(
          inputOf(
            counts,
            problems.map((list) => list.map((one) => one ?? 'valid')),
          ),
          view,
        ).curves;
        before.ks.forEach((_, i) => {
          const [low, high] = [before.cot[0]?.lower[i] ?? 0, before.cot[0]?.upper[i] ?? 1];
          expect(low).toBeLessThanOrEqual(high);
          expect(high).toBeLessThanOrEqual((before.runs[0]?.value[i] ?? 0) + 1e-12);
          expect(after.cot[0]?.lower[i] ?? 0).toBeGreaterThanOrEqual(low);
          expect(after.cot[0]?.upper[i] ?? 0).toBeLessThanOrEqual(high + 1e-12);
        });
      }),
      { numRuns: 30 },
    );
  });

  it('is not estimated in first-k mode, but what was read is still said', () => {
    const overview = overviewOf(inputOf([[8, 4]], [['valid']]), { ...view, mode: 'first' });
    expect(overview.curves.cot).toEqual([undefined, undefined]);
    expect(overview.review?.runs[0]?.audited).toBe(1);
  });

  it('is absent where nobody reviewed', () => {
    const overview = overviewOf(inputOf([[8, 4]], []), view);
    expect(overview.review).toBeUndefined();
    const [figure] = figuresOf({ overview, labels: ['base', 'RL'], ids: ['p0'] });
    expect(figure.caption).not.toContain('CoT');
    expect(figure.table.columns).toHaveLength(7);
  });
});

describe('CoT-pass@k in figures and tables', () => {
  const input = inputOf([[8, 4]], [['valid', 'invalid']]);
  const overview = overviewOf(input, { ...view, k: 2 });
  const [figure] = figuresOf({ overview, labels: ['base', 'RL'], ids: ['p0'] });

  it('is a band with strokes of its own and its name, and the caption says how much was audited', () => {
    const lines = figure.marks.filter((mark) => mark.kind === 'line' && mark.dash.length === 6);
    expect(lines).toHaveLength(2);
    expect(lines.map((line) => line.kind === 'line' && line.label)).toContain('CoT base 1.00–1.00');
    expect(figure.caption).toContain('base 2 of 4 audited (50 %)');
    expect(figure.aria).toContain('CoT-pass@2 of base is between 0.25 and 0.64.');
    expect(figure.table.columns.slice(-2).map(({ name }) => name)).toEqual(['base CoT at least', 'base CoT at most']);
    expect(figure.table.rows[1].slice(-2)).toEqual([0.25, 1 - (5 * 4) / (8 * 7)]);
  });

  it('leads from each point of its bounds to the problems solved by the samples that count there', () => {
    const counts: [number, number][] = [
      [8, 4],
      [8, 4],
      [8, 1],
      [8, 0],
    ];
    const reviewed = inputOf(counts, [
      ['valid', 'invalid'],
      ['invalid', 'invalid', 'invalid', 'invalid'],
      ['skip'],
      [],
    ]);
    const shown = overviewOf(reviewed, { ...view, k: 4 });
    const [scene] = figuresOf({ overview: shown, labels: ['base', 'RL'], ids: reviewed.table.ids });
    const bounds = scene.marks.flatMap((mark) => (mark.kind === 'line' && mark.curve?.cot ? [mark.curve] : []));
    expect(bounds).toEqual([
      { run: 0, cot: 'upper' },
      { run: 0, cot: 'lower' },
    ]);
    const rowsAt = (k: number, tau: number) =>
      bounds.map((curve) => [...rowsOfTarget({ ...shown, tau }, { kind: 'k', k, ...curve }, reviewed.table)]);
    // 1 valid of 8: pass@4 is 1/2; 3 not invalid of 8: 1 − C(5,4)/C(8,4) = 13/14.
    expect(rowsAt(4, 0.5)).toEqual([[0, 2], [0]]);
    expect(rowsAt(4, 0.9)).toEqual([[0], []]);
    expect(rowsAt(8, 1)).toEqual([[0, 2], [0]]);
    const filtered = overviewOf(reviewed, { ...view, k: 4, rows: [0, 2] });
    expect([...rowsOfTarget(filtered, { kind: 'k', k: 4, ...bounds[0] }, reviewed.table)]).toEqual([0, 2]);
  });

  it('is in stats --json as its schema says', () => {
    const printed = JSON.parse(JSON.stringify({ ...statsJson(input, overview, [1, 2]), findings: [] }));
    const validate = new Ajv({ allowUnionTypes: true }).compile(
      JSON.parse(readFileSync('docs/stats.schema.json', 'utf8')),
    );
    validate(printed);
    expect(validate.errors ?? []).toEqual([]);
    expect(printed.cotPassAtK.base).toMatchObject({ correct: 4, audited: 2, valid: 1, invalid: 1 });
    expect(printed.cotPassAtK.base.passAtK['1']).toEqual({ lower: 1 / 8, upper: 3 / 8 });
    expect(printed.cotPassAtK).not.toHaveProperty('rl');
  });
});
