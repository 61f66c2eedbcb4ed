import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseComparison } from '../../../src/core/compare/comparisonFile';
import { pairRuns } from '../../../src/core/compare/pair';
import type { Overview, OverviewInput } from '../../../src/core/overview/overview';
import { isMissing } from '../../../src/core/overview/overview';
import { overviewOf } from '../../../src/core/overview/overviewOf';
import { sampleFactsOf } from '../../../src/core/overview/sampleFacts';
import { plainSentence } from '../../../src/core/overview/sentence';
import { loadRun } from '../../../src/io/loadRun';

/** Loads one of the bundled comparisons as the command line does. */
async function load(name: string): Promise<OverviewInput> {
  const path = resolve(import.meta.dirname, '../../../media/samples', name);
  const { file } = parseComparison(readFileSync(path, 'utf8'));
  const loaded = [];
  for (const spec of file!.runs) {
    const { index } = await loadRun(spec, { baseDir: dirname(path) });
    loaded.push({ label: spec.label, role: spec.role, step: spec.step, index });
  }
  const { table, members } = pairRuns(loaded);
  const samples = loaded.map(({ index }, i) => sampleFactsOf(index, members[i]));
  return { table, runs: loaded, samples };
}

const at = (overview: Overview, run: number, k: number) =>
  overview.curves.runs[run]!.value[overview.curves.ks.indexOf(k)];

describe('the Overview of the bundled pair (numbers of its README)', () => {
  let overview: Overview;
  beforeAll(async () => {
    overview = overviewOf(await load('tiny-rlvr.traces.json'), {
      k: 'n',
      tau: 0.5,
      mode: 'estimated',
      resamples: 2000,
    });
  });

  it('has 48 problems with n = 1,024', () => {
    expect(overview.problems).toEqual({ total: 48, shown: 48, filteredOut: 0, guessable: 0, notInAllRuns: 0 });
    expect(overview.K).toBe(1024);
  });

  it('has the pass@k of both runs', () => {
    const published = {
      base: [13.0, 22.4, 35.4, 50.4, 65.0, 77.3, 86.6, 92.8, 96.4, 97.8, 97.9],
      rl: [35.7, 41.1, 45.4, 49.4, 53.2, 56.9, 60.0, 62.4, 63.9, 64.5, 64.6],
    };
    for (const [run, values] of Object.values(published).entries())
      values.forEach((value, i) => expect(100 * at(overview, run, 2 ** i)).toBeCloseTo(value, 0.9));
  });

  it('crosses at k = 8', () => {
    expect(overview.crossovers[0]).toBeUndefined();
    const crossing = overview.crossovers[1]!;
    expect(crossing).toMatchObject({ k: 8, reason: 'crosses', later: [] });
    expect(crossing.lo).toBeLessThanOrEqual(8);
    expect(crossing.hi).toBeGreaterThanOrEqual(8);
    expect(crossing.share).toBeGreaterThan(0.95);
  });

  it('covers 31 problems by both, 16 by the base only, 1 by neither', () => {
    const { counts, rows } = overview.coverage[1];
    expect(counts).toEqual({ both: 31, baseOnly: 16, rlOnly: 0, neither: 1, undefined: 0 });
    expect([...rows.baseOnly]).toEqual([6, 12, 15, 24, 28, 29, 30, 32, 34, 37, 39, 40, 41, 42, 43, 47]);
  });

  it('says it in one sentence', () => {
    const interval = /\[\d+, \d+\]/.exec(plainSentence(overview.sentence))![0];
    expect(plainSentence(overview.sentence)).toBe(
      `Base overtakes RL at k ≈ 8 ${interval}; at k = 1,024 base solves 97.9 %, RL 64.6 % of 48 problems.`,
    );
  });

  it('bins all problems, and the flow adds up to the bins', () => {
    const { counts, flow } = overview.histogram;
    expect(counts[0]!.reduce((a, b) => a + b)).toBe(48);
    expect(counts[0]![0]).toBe(1);
    expect(counts[1]![0]).toBe(17);
    expect(flow.map((row) => row.reduce((a, b) => a + b))).toEqual(counts[0]);
  });
});

describe('the Overview of the bundled checkpoints (numbers of its README)', () => {
  it('shows pass@1 rise while pass@256 falls', async () => {
    const overview = overviewOf(await load('tiny-rlvr-checkpoints.traces.json'), {
      k: 256,
      tau: 0.5,
      mode: 'estimated',
      resamples: 200,
    });
    const { ladder } = overview;
    if (isMissing(ladder)) throw new Error(ladder.missing);
    expect(ladder.rungs.map(({ x }) => x)).toEqual([0, 50, 100, 150, 189]);
    const rounded = (values: number[]) => values.map((value) => Number(value.toFixed(3)));
    expect(rounded(ladder.rungs.map(({ pass1 }) => pass1.value))).toEqual([0.13, 0.201, 0.256, 0.313, 0.357]);
    expect(rounded(ladder.rungs.map(({ passK }) => passK.value))).toEqual([0.964, 0.979, 0.854, 0.646, 0.639]);
  });
});
