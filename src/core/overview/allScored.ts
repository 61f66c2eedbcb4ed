import type { RunSpec } from '../compare/comparison';
import type { RunIndex } from '../runIndex';
import type { ScoredRun } from './overview';

/** A run whose dump may hold log-probabilities itself. */
export interface RunWithScores {
  spec: Pick<RunSpec, 'label' | 'model'>;
  /** Its problems list the samples that count: see `indexWithout`. */
  index: RunIndex;
  /** Table row → index into `index.problems`, -1 for none. */
  members: Int32Array;
}

/**
 * All log-probabilities there are. Those of side files go first, several files of one scorer and run together; a run that
 * no side file scores with its own model gives what its dump stores. Samples that are to be left out are in none.
 *
 * @param side what `joinScored` found.
 */
export function allScored(side: readonly ScoredRun[], runs: readonly RunWithScores[]): ScoredRun[] {
  const own = runs.flatMap((about, run) => {
    const isScored = side.some((scored) => scored.run === run && scored.scorerRun === run);
    return isScored ? [] : (ownScored(about, run) ?? []);
  });
  const counting = runs.map(({ index }) => countingIn(index));
  const kept = [...together(side), ...own].map((scored) => {
    const { sample, run } = scored;
    const counts = counting[run];
    return counts && sample ? pick(scored, (i) => counts[sample[i]] === 1) : scored;
  });
  return kept.filter(({ row }) => row.length > 0);
}

/** 1 for each sample that counts; undefined when all do. */
function countingIn({ order, samples }: RunIndex): Uint8Array | undefined {
  if (order.length === samples.verdict.length) return undefined;
  const counts = new Uint8Array(samples.verdict.length);
  for (const sample of order) counts[sample] = 1;
  return counts;
}

/**
 * What the dump says of its samples under the model that drew them; undefined when it says nothing. Where token counts are
 * not stored, each sample counts as one token: means are then over samples.
 */
function ownScored({ spec, index, members }: RunWithScores, run: number): ScoredRun | undefined {
  const { order, problems, samples } = index;
  const { logProb, tokens } = samples;
  const rows: number[] = [];
  const found: number[] = [];
  members.forEach((member, row) => {
    if (member < 0) return;
    for (let i = problems[member].start; i < problems[member].end; i++) {
      if (Number.isNaN(logProb[order[i]]) || tokens[order[i]] === 0) continue;
      rows.push(row);
      found.push(order[i]);
    }
  });
  if (found.length === 0) return undefined;
  const counted = found.every((sample) => tokens[sample] > 0);
  const weights = Int32Array.from(found, (sample) => (counted ? tokens[sample] : 1));
  return {
    scorer: spec.model ?? spec.label,
    scorerRun: run,
    run,
    row: Int32Array.from(rows),
    sample: Int32Array.from(found),
    tokens: weights,
    ...(counted ? {} : { uncounted: true }),
    sumLogProb: Float64Array.from(found, (sample, i) => logProb[sample] * weights[i]),
  };
}

/** Parts of one distribution, such as one file a seed, as one. A sample that two files score counts once. */
function together(side: readonly ScoredRun[]): ScoredRun[] {
  const groups = new Map<string, ScoredRun[]>();
  for (const scored of side) {
    const key = JSON.stringify([scored.scorer, scored.run]);
    groups.set(key, [...(groups.get(key) ?? []), scored]);
  }
  return [...groups.values()].map((parts) => (parts.length === 1 ? parts[0] : joined(parts)));
}

function joined(parts: readonly ScoredRun[]): ScoredRun {
  const numbers = (column: (part: ScoredRun) => ArrayLike<number>) => parts.flatMap((part) => Array.from(column(part)));
  const isWhole = parts.every(({ sample }) => sample);
  const all: ScoredRun = {
    ...parts[0],
    row: Int32Array.from(numbers(({ row }) => row)),
    sample: isWhole ? Int32Array.from(numbers(({ sample }) => sample!)) : undefined,
    tokens: Int32Array.from(numbers(({ tokens }) => tokens)),
    sumLogProb: Float64Array.from(numbers(({ sumLogProb }) => sumLogProb)),
  };
  const { sample } = all;
  if (!sample) return all;
  const seen = new Set<number>();
  return pick(all, (i) => {
    const isNew = !seen.has(sample[i]);
    seen.add(sample[i]);
    return isNew;
  });
}

function pick(scored: ScoredRun, keep: (i: number) => boolean): ScoredRun {
  const kept = (_: number, i: number) => places[i];
  const places = Array.from(scored.row.keys(), keep);
  return {
    ...scored,
    row: scored.row.filter(kept),
    sample: scored.sample?.filter(kept),
    tokens: scored.tokens.filter(kept),
    sumLogProb: scored.sumLogProb.filter(kept),
  };
}
