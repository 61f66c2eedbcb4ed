import { formatFirst } from '../format';
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
export function perplexityOf(study: Study, entropyProxy: Perplexity['entropyProxy']): Perplexity | Missing {
  const { input, set } = study;
  const scored = (input.scored ?? []).filter(({ run }) => set.compared.includes(run));
  if (scored.length === 0) {
    const rows = '{"run", "problem", "sample", "scored_by", "tokens", "sum_logprob"}';
    return {
      missing: `No log-probabilities, neither in the dumps nor beside them. Score the traces with each model, write rows of ${rows} to a JSONL file, and list it under "perplexity" in the comparison file.`,
    };
  }
  const shown = shownRows(input.table.ids.length, set.rows);
  const samples = scored.map((run) => shownOf(prepare(run), shown));
  const edges = edgesOf(samples);
  return {
    distributions: scored.map((run, i) => distributionOf(run, samples[i], edges, set.rows)),
    entropyProxy,
    note: 'Entropy is not stored; the mean negative log-probability of the tokens drawn stands in for it.',
    lacking: lackingOf(study, entropyProxy),
  };
}

/** Which runs have no entropy, and which one by sample, and how to get it. */
function lackingOf({ input, set }: Study, entropyProxy: Perplexity['entropyProxy']): string[] {
  const named = (lacks: (run: number) => boolean) =>
    formatFirst(set.compared.filter(lacks).map((run) => input.runs[run].label));
  const without = named((run) => entropyProxy[run] === null);
  const uncounted = named((run) => ownScores(input, run)?.uncounted === true);
  return [
    ...(without
      ? [
          `${without}: no log-probabilities under the run’s own model. Score its traces with that model and name it in "scored_by", or store log-probabilities with the samples.`,
        ]
      : []),
    ...(uncounted
      ? [
          `${uncounted}: log-probabilities without numbers of tokens, so its mean is over samples and not over tokens. Store the number of tokens with each sample.`,
        ]
      : []),
  ];
}

function ownScores({ scored }: Study['input'], run: number): ScoredRun | undefined {
  return scored?.find((one) => one.run === run && one.scorerRun === run);
}

/** Per run the mean negative log-probability of a token under the run's own model; null where it is not known. */
export function entropiesOf({ input, set }: Study): Perplexity['entropyProxy'] {
  const shown = shownRows(input.table.ids.length, set.rows);
  return input.runs.map((_, run) => {
    return set.compared.includes(run) ? entropyProxy(ownScores(input, run), shown) : null;
  });
}

function shownRows(total: number, rows: Int32Array): Uint8Array {
  const shown = new Uint8Array(total);
  for (const row of rows) shown[row] = 1;
  return shown;
}

/** Perplexities of a run's samples, rising, each with its table row. */
interface Perplexities {
  sorted: Float64Array;
  row: Int32Array;
}

/** Sorting takes longest, so it is done once for a run and not for each filter; so are the medians. */
const prepared = new WeakMap<ScoredRun, Perplexities & { medians: Map<number, number> }>();

function prepare(scored: ScoredRun): Perplexities & { medians: Map<number, number> } {
  const known = prepared.get(scored);
  if (known) return known;
  const { row, tokens, sumLogProb } = scored;
  const values = sumLogProb.map((sum, i) => Math.exp(-sum / tokens[i]));
  const order = Int32Array.from(row.keys())
    .filter((i) => tokens[i] >= 1 && Number.isFinite(values[i]))
    .sort((a, b) => values[a] - values[b]);
  const all: Perplexities = { sorted: Float64Array.from(order, (i) => values[i]), row: order.map((i) => row[i]) };
  const found = { ...all, medians: mediansOf(all) };
  prepared.set(scored, found);
  return found;
}

function mediansOf({ sorted, row }: Perplexities): Map<number, number> {
  const byRow = new Map<number, number[]>();
  row.forEach((place, i) => {
    const list = byRow.get(place);
    if (list) list.push(sorted[i]);
    else byRow.set(place, [sorted[i]]);
  });
  return new Map(Array.from(byRow, ([place, list]) => [place, sortedQuantiles(Float64Array.from(list), [0.5])[0]]));
}

/** Of the rows shown, still rising. */
function shownOf({ sorted, row }: Perplexities, shown: Uint8Array): Float64Array {
  const found = new Float64Array(sorted.length);
  let count = 0;
  for (let i = 0; i < sorted.length; i++) if (shown[row[i]]) found[count++] = sorted[i];
  return found.subarray(0, count);
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

function distributionOf(scored: ScoredRun, sorted: Float64Array, edges: Float64Array, rows: Int32Array) {
  const { medians } = prepare(scored);
  const known = rows.filter((row) => medians.has(row));
  const distribution: PerplexityDistribution = {
    scorer: scored.scorer,
    run: scored.run,
    samples: sorted.length,
    quantiles: sortedQuantiles(sorted, shownQuantiles),
    mean: sorted.reduce((sum, value) => sum + value, 0) / sorted.length,
    rows: known,
    medians: Float64Array.from(known, (row) => medians.get(row)!),
    edges,
    counts: countsOf(sorted, edges),
  };
  return distribution;
}

function countsOf(sorted: Float64Array, edges: Float64Array): Uint32Array {
  const counts = new Uint32Array(BINS);
  let bin = 0;
  for (const value of sorted) {
    while (bin < BINS - 1 && value >= edges[bin + 1]) bin++;
    counts[bin]++;
  }
  return counts;
}

function entropyProxy(scored: ScoredRun | undefined, shown: Uint8Array): number | null {
  if (!scored) return null;
  let [sum, tokens] = [0, 0];
  for (let i = 0; i < scored.row.length; i++) {
    if (!shown[scored.row[i]]) continue;
    sum -= scored.sumLogProb[i];
    tokens += scored.tokens[i];
  }
  return tokens > 0 ? sum / tokens : null;
}
