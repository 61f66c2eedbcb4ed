// Log-probabilities come in files of their own. Here their rows find the run, the problem and the sample they speak of.
import type { RunSpec } from '../compare/comparison';
import type { Finding } from '../findings';
import { formatCount, formatFirst, formatNoun } from '../format';
import type { RunIndex } from '../runIndex';
import type { ScoredRun } from './overview';

/** One row of a file of log-probabilities. */
export interface ScoredRow {
  /** Name of the run the sample belongs to; may end in `_seed2`. */
  run: string;
  problem: string;
  /** Position among the problem's samples, from 0: within the file of that seed, where the name has one. */
  sample: number;
  scorer: string;
  tokens: number;
  /** Nats. */
  sumLogProb: number;
}

/** A run that rows may belong to. */
export interface RunToScore {
  spec: Pick<RunSpec, 'label' | 'model'>;
  index: RunIndex;
  /** Table row → index into `index.problems`, -1 for none. */
  members: Int32Array;
}

/**
 * Joins rows to samples. A row's run is the one with that label or model, else the only one whose files all carry the name
 * in their path. Rows that find no run or more than one, no problem or no sample are left out and counted in a finding.
 *
 * @param file stands in the findings.
 */
export function joinScored(
  rows: readonly ScoredRow[],
  runs: readonly RunToScore[],
  file: string,
): { scored: ScoredRun[]; findings: Finding[] } {
  const joins = new Map<string, Join>();
  const scored = new Map<string, Building>();
  const findings: Finding[] = [];
  let lost = 0;
  for (const row of rows) {
    let join = joins.get(row.run);
    if (!join) joins.set(row.run, (join = joinOf(row.run, runs)));
    const place = join.place?.(row.problem, row.sample);
    if (join.run === undefined || place === undefined) {
      lost++;
      continue;
    }
    const key = JSON.stringify([row.scorer, join.run]);
    let into = scored.get(key);
    if (!into) {
      const scorerRun = runNamed(row.scorer, runs);
      into = {
        scorer: row.scorer,
        scorerRun: scorerRun.length === 1 ? scorerRun[0] : -1,
        run: join.run,
        rows: [],
        from: [],
      };
      scored.set(key, into);
    }
    into.rows.push(place);
    into.from.push(row);
  }
  for (const [name, { why }] of joins)
    if (why) findings.push({ code: 'unmatched-problem', severity: 'warning', file, message: `${name}: ${why}` });
  if (lost > 0) {
    const message = `${formatCount(lost)} of ${formatNoun(rows.length, 'log-probability', 'log-probabilities')} belong to no sample of these runs.`;
    findings.push({ code: 'unmatched-problem', severity: 'warning', file, count: lost, message });
  }
  return { scored: [...scored.values()].map(columnsOf), findings };
}

interface Building {
  scorer: string;
  scorerRun: number;
  run: number;
  rows: number[];
  from: ScoredRow[];
}

function columnsOf({ scorer, scorerRun, run, rows, from }: Building): ScoredRun {
  return {
    scorer,
    scorerRun,
    run,
    row: Int32Array.from(rows),
    tokens: Int32Array.from(from, (row) => row.tokens),
    sumLogProb: Float64Array.from(from, (row) => row.sumLogProb),
  };
}

interface Join {
  run?: number;
  /** Table row of a sample; undefined when there is no such sample. */
  place?: (problem: string, sample: number) => number | undefined;
  /** Why there is no run. */
  why?: string;
}

function joinOf(name: string, runs: readonly RunToScore[]): Join {
  const seed = /^(.*?)[_-]seed(\d+)$/.exec(name);
  const whole = runNamed(name, runs);
  const found = whole.length > 0 || !seed ? whole : runNamed(seed[1], runs);
  if (found.length === 0) return { why: 'no run has this label, model or folder.' };
  if (found.length > 1) {
    const labels = formatFirst(found.map((run) => runs[run].spec.label));
    return { why: `${labels} could all be meant. Name the run by its label in the file.` };
  }
  const [run] = found;
  const { index, members } = runs[run];
  const files = whole.length > 0 || !seed ? undefined : filesOfSeed(index, seed[2]);
  const rowOf = new Map<string, number>();
  members.forEach((member, row) => {
    if (member >= 0) rowOf.set(index.problems[member].id, row);
  });
  const place = (problem: string, sample: number) => {
    const row = rowOf.get(problem);
    return row !== undefined && sample < samplesIn(index, members[row], files) ? row : undefined;
  };
  return { run, place };
}

/** Runs of this label, else of this model, else those whose every file carries the name in its path. */
function runNamed(name: string, runs: readonly RunToScore[]): number[] {
  const places = [...runs.keys()];
  const isWord = (text: string) => {
    const after = (at: number) => text.charAt(at + name.length);
    for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1))
      if (!/[\p{L}\p{N}]/u.test(after(at)) && !/[\p{L}\p{N}-]/u.test(text.charAt(at - 1))) return true;
    return false;
  };
  const tests: ((run: RunToScore) => boolean)[] = [
    ({ spec }) => spec.label === name,
    ({ spec }) => spec.model === name,
    ({ index }) => index.files.length > 0 && index.files.every(({ path }) => isWord(path)),
  ];
  for (const test of tests) {
    const found = places.filter((run) => test(runs[run]));
    if (found.length > 0) return found;
  }
  return [];
}

/** Files of this seed; undefined when no path names one, so that all files count. */
function filesOfSeed({ files }: RunIndex, seed: string): Set<number> | undefined {
  const named = new RegExp(`seed[_-]?${seed}(?!\\d)`);
  const found = [...files.keys()].filter((file) => named.test(files[file].path));
  return found.length > 0 ? new Set(found) : undefined;
}

function samplesIn({ problems, order, samples }: RunIndex, problem: number, files: Set<number> | undefined): number {
  const { start, end } = problems[problem];
  if (!files) return end - start;
  let count = 0;
  for (let i = start; i < end; i++) if (files.has(samples.file[order[i]])) count++;
  return count;
}
