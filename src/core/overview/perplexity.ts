import { sortedQuantiles } from '../stats/quantiles';
import { shownQuantiles } from './lengths';
import type { Missing, Perplexity, PerplexityDistribution, ScoredRun } from './overview';
import type { Study } from './study';

/** Bins of the pooled distributions. */
const BINS = 40;

/**
 * Perplexity `exp(−mean token log-probability)` of each sample that has been scored, pooled and by problem.
 *
 * Source: Yue et al. 2025 (arXiv 2504.13837), "Perplexity analysis".
 */
export function perplexityOf({ input, set }: Study, entropyProxy: Perplexity['entropyProxy']): Perplexity | Missing {
  const scored = (input.scored ?? []).filter(({ run }) => set.compared.includes(run));
  if (scored.length === 0) {
    const rows = '{"run", "problem", "sample", "scored_by", "tokens", "sum_logprob"}';
    return {
      missing: `No log-probabilities, neither in the dumps nor beside them. Score the traces with each model, write rows of ${rows} to a JSONL file, and list it under "perplexity" in the comparison file.`,
    };
  }
  const shown = shownRows(input.table.ids.length, set.rows);
  const samples = scored.map((run) => perplexities(run, shown));
  const edges = edgesOf(samples.map(({ sorted }) => sorted));
  return {
    distributions: scored.map((run, i) => distributionOf(run, samples[i], edges)),
    entropyProxy,
    note: 'Entropy is not stored; the mean negative log-probability of the tokens drawn stands in for it.',
  };
}

/** Per run the mean negative log-probability of a token under the run's own model; undefined where it is not known. */
export function entropiesOf({ input, set }: Study): Perplexity['entropyProxy'] {
  const shown = shownRows(input.table.ids.length, set.rows);
  return input.runs.map((_, run) => {
    const own = input.scored?.find((scored) => scored.run === run && scored.scorerRun === run);
    return set.compared.includes(run) ? entropyProxy(own, shown) : undefined;
  });
}

function shownRows(total: number, rows: Int32Array): Uint8Array {
  const shown = new Uint8Array(total);
  for (const row of rows) shown[row] = 1;
  return shown;
}

interface Perplexities {
  sorted: Float64Array;
  byRow: Map<number, number[]>;
}

function perplexities({ row, tokens, sumLogProb }: ScoredRun, shown: Uint8Array): Perplexities {
  const byRow = new Map<number, number[]>();
  const all: number[] = [];
  for (let i = 0; i < row.length; i++) {
    if (!shown[row[i]] || tokens[i] < 1) continue;
    const value = Math.exp(-sumLogProb[i] / tokens[i]);
    all.push(value);
    const list = byRow.get(row[i]);
    if (list) list.push(value);
    else byRow.set(row[i], [value]);
  }
  return { sorted: Float64Array.from(all).sort(), byRow };
}

/** Bins of equal width in ln(perplexity) over all distributions. */
function edgesOf(all: readonly Float64Array[]): Float64Array {
  let [least, most] = [Infinity, 1];
  for (const sorted of all) {
    if (sorted.length === 0) continue;
    least = Math.min(least, sorted[0]);
    most = Math.max(most, sorted[sorted.length - 1]);
  }
  const from = Math.log(Math.min(least, most));
  const width = Math.max(1e-6, Math.log(most) - from) / BINS;
  return Float64Array.from({ length: BINS + 1 }, (_, i) => Math.exp(from + i * width));
}

function distributionOf({ scorer, run }: ScoredRun, { sorted, byRow }: Perplexities, edges: Float64Array) {
  const counts = new Uint32Array(BINS);
  const [from, to] = [Math.log(edges[0]), Math.log(edges[BINS])];
  for (const value of sorted) {
    const bin = Math.floor(((Math.log(value) - from) / (to - from)) * BINS);
    counts[Math.min(BINS - 1, Math.max(0, bin))]++;
  }
  const rows = Int32Array.from(byRow.keys()).sort();
  const median = (row: number) => sortedQuantiles(Float64Array.from(byRow.get(row) ?? []).sort(), [0.5])[0];
  const distribution: PerplexityDistribution = {
    scorer,
    run,
    samples: sorted.length,
    quantiles: sortedQuantiles(sorted, shownQuantiles),
    mean: sorted.reduce((sum, value) => sum + value, 0) / sorted.length,
    rows,
    medians: Float64Array.from(rows, median),
    edges,
    counts,
  };
  return distribution;
}

function entropyProxy(scored: ScoredRun | undefined, shown: Uint8Array): number | undefined {
  if (!scored) return undefined;
  let [sum, tokens] = [0, 0];
  for (let i = 0; i < scored.row.length; i++) {
    if (!shown[scored.row[i]]) continue;
    sum -= scored.sumLogProb[i];
    tokens += scored.tokens[i];
  }
  return tokens > 0 ? sum / tokens : undefined;
}
