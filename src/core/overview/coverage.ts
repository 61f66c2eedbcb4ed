import { problemClasses, type ProblemClass } from '../compare/comparison';
import type { Evaluation } from '../compare/view';
import { classAt, Solved } from '../compare/view';
import { accuracyBin, accuracyBins } from '../stats/accuracyBins';
import type { Histogram, RunCoverage, SolvedSet, Support } from './overview';
import type { Study } from './study';

/** Each run against the base, over all rows that pass the filters; runs left out of the comparison have no rows. */
export function coverageOf({ set, input }: Study, evaluation: Evaluation): RunCoverage[] {
  return input.runs.map((_, run) => {
    const lists: Record<ProblemClass, number[]> = { both: [], baseOnly: [], rlOnly: [], neither: [], undefined: [] };
    if (set.compared.includes(run)) for (const row of set.filtered) lists[classAt(evaluation, row, run)].push(row);
    const entries = problemClasses.map((name) => [name, Int32Array.from(lists[name])] as const);
    return {
      counts: Object.fromEntries(entries.map(([name, rows]) => [name, rows.length])) as RunCoverage['counts'],
      rows: Object.fromEntries(entries) as RunCoverage['rows'],
    };
  });
}

/** Rows by exactly which compared runs solve them, largest set first. */
export function setsOf({ set }: Study, evaluation: Evaluation): SolvedSet[] {
  const found = new Map<string, { solvedBy: boolean[]; rows: number[] }>();
  for (const row of set.filtered) {
    const marks = set.compared.map((run) => evaluation.runs[run].solved[row]);
    if (marks.includes(Solved.undefined)) continue;
    const key = marks.join('');
    const entry = found.get(key);
    if (entry) entry.rows.push(row);
    else found.set(key, { solvedBy: marks.map((mark) => mark === Solved.yes), rows: [row] });
  }
  return [...found.values()]
    .sort((a, b) => b.rows.length - a.rows.length)
    .map(({ solvedBy, rows }) => ({ solvedBy, rows: Int32Array.from(rows) }));
}

export function histogramOf({ set }: Study): Histogram {
  const bins = set.counts.map((counts) => counts && Uint8Array.from(counts.n, (n, i) => accuracyBin(n, counts.c[i])));
  const counts = bins.map((run) => run && accuracyBins.map((_, bin) => run.filter((value) => value === bin).length));
  const flow = accuracyBins.map(() => accuracyBins.map(() => 0));
  const [base, against] = [set.counts[set.base], set.counts[set.against]];
  const [from, to] = [bins[set.base], bins[set.against]];
  let rise = 0;
  let fall = 0;
  if (base && against && from && to)
    for (let i = 0; i < set.rows.length; i++) {
      flow[from[i]][to[i]]++;
      const change = against.c[i] * base.n[i] - base.c[i] * against.n[i];
      if (change > 0) rise++;
      if (change < 0) fall++;
    }
  return { counts, bins, flow, rise, fall };
}

/**
 * Support of each run against the base: a problem is in it when c/n is above ε (c ≥ 1 for ε = 0).
 *
 * Source: Wu et al. 2025 (arXiv 2507.14843).
 */
export function supportOf({ set, options }: Study): Support[] {
  const base = set.counts[set.base];
  if (!base) return [];
  const { epsilon } = options;
  const inBase = Array.from(base.n, (n, i) => base.c[i] > epsilon * n);
  return set.compared
    .filter((run) => run !== set.base)
    .map((run) => {
      const counts = set.counts[run]!;
      const inRun = Array.from(counts.n, (n, i) => counts.c[i] > epsilon * n);
      const pick = (base: boolean, other: boolean) =>
        set.rows.filter((_, i) => inBase[i] === base && inRun[i] === other);
      return {
        run,
        epsilon,
        preserved: pick(true, true),
        shrunk: pick(true, false),
        expanded: pick(false, true),
        out: pick(false, false),
      };
    });
}
