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
 * in their path and whose texts agree with the rows (`disagreement`). Rows that find no run or more than one, no problem or
 * no sample are left out and counted in a finding.
 *
 * @param file stands in the findings.
 */
export function joinScored(
  rows: readonly ScoredRow[],
  runs: readonly RunToScore[],
  file: string,
): { scored: ScoredRun[]; findings: Finding[] } {
  const scored = new Map<string, Building>();
  const findings: Finding[] = [];
  let lost = 0;
  for (const [name, named] of rowsByRun(rows)) {
    const join = joinOf(name, named, runs);
    if ('why' in join) {
      findings.push({ code: 'lost-log-probabilities', severity: 'warning', file, message: `${name}: ${join.why}` });
      lost += named.length;
      continue;
    }
    for (const row of named) {
      const place = join.placeOf(row);
      if (place) buildingOf(scored, row, join, runs).push({ ...place, from: row });
      else lost++;
    }
  }
  if (lost > 0) {
    const message = `${formatCount(lost)} of ${formatNoun(rows.length, 'log-probability', 'log-probabilities')} belong to no sample of these runs.`;
    findings.push({ code: 'lost-log-probabilities', severity: 'warning', file, count: lost, message });
  }
  return { scored: [...scored.values()].map(columnsOf), findings };
}

function rowsByRun(rows: readonly ScoredRow[]): Map<string, ScoredRow[]> {
  const byRun = new Map<string, ScoredRow[]>();
  for (const row of rows) {
    const named = byRun.get(row.run);
    if (named) named.push(row);
    else byRun.set(row.run, [row]);
  }
  return byRun;
}

/** Where a row's sample is: its row in the table, and in the run's columns. */
interface Place {
  row: number;
  sample: number;
}

interface Building {
  scorer: string;
  scorerRun: number;
  run: number;
  rows: (Place & { from: ScoredRow })[];
}

function buildingOf(
  scored: Map<string, Building>,
  { scorer }: ScoredRow,
  { run, name }: Join,
  runs: readonly RunToScore[],
): Building['rows'] {
  const key = JSON.stringify([scorer, run]);
  let into = scored.get(key);
  if (!into) {
    const named = runNamed(scorer, runs);
    // In one file a name means one thing: who scored itself is known where the run is.
    const self = named.length > 1 && name === scorer ? run : -1;
    scored.set(key, (into = { scorer, scorerRun: named.length === 1 ? named[0] : self, run, rows: [] }));
  }
  return into.rows;
}

function columnsOf({ scorer, scorerRun, run, rows }: Building): ScoredRun {
  return {
    scorer,
    scorerRun,
    run,
    row: Int32Array.from(rows, ({ row }) => row),
    sample: Int32Array.from(rows, ({ sample }) => sample),
    tokens: Int32Array.from(rows, ({ from }) => from.tokens),
    sumLogProb: Float64Array.from(rows, ({ from }) => from.sumLogProb),
  };
}

interface Join {
  run: number;
  /** The name that was found, without its seed. */
  name: string;
  placeOf: (row: ScoredRow) => Place | undefined;
}

/** The run that rows of this name belong to, or why there is none. */
function joinOf(name: string, rows: readonly ScoredRow[], runs: readonly RunToScore[]): Join | { why: string } {
  const seed = /^(.*?)[_-]seed(\d+)$/.exec(name);
  const whole = runNamed(name, runs);
  const found = whole.length > 0 || !seed ? whole : runNamed(seed[1], runs);
  if (found.length === 0) return { why: 'no run has this label, model or folder.' };
  const bySeed = whole.length > 0 || !seed ? undefined : seed[2];
  const joins = found.map((run): Join => {
    return { run, name: bySeed === undefined ? name : seed![1], placeOf: placesIn(runs[run], bySeed) };
  });
  const agreeing = joins.filter((join) => disagreement(rows, join, runs[join.run]) === 0);
  const labels = (of: Join[]) => formatFirst(of.map(({ run }) => runs[run].spec.label));
  if (agreeing.length === 0)
    return {
      why: `the rows give equal texts of ${labels(joins)} unequal numbers of tokens, so other texts were scored.`,
    };
  if (agreeing.length > 1)
    return { why: `${labels(agreeing)} could all be meant. Name the run by its label in the file.` };
  return agreeing[0];
}

/** From the rows of a file to samples; with a seed, positions count within the files that name it. */
function placesIn({ index, members }: RunToScore, seed: string | undefined): Join['placeOf'] {
  const files = seed === undefined ? undefined : filesOfSeed(index, seed);
  const rowOf = new Map<string, number>();
  members.forEach((member, row) => {
    if (member >= 0) rowOf.set(index.problems[member].id, row);
  });
  const lists = new Map<number, Int32Array>();
  return ({ problem, sample }) => {
    const row = rowOf.get(problem);
    if (row === undefined) return undefined;
    let list = lists.get(row);
    if (!list) lists.set(row, (list = samplesOf(index, members[row], files)));
    return sample < list.length ? { row, sample: list[sample] } : undefined;
  };
}

/** Of equal texts, more than this share with unequal numbers of tokens shows that other texts were scored. */
const MOST_UNEQUAL = 0.05;

/**
 * Equal texts of a problem have equal numbers of tokens; one apart is let pass, as an end token may count. Rows that break
 * this are about other samples than the run's.
 *
 * @returns how many rows break it; 0 when they are few among all rows with equal texts.
 */
function disagreement(rows: readonly ScoredRow[], { placeOf }: Join, { index }: RunToScore): number {
  const { print, length } = index.samples;
  const known = new Map<string, number>();
  let [equal, unequal] = [0, 0];
  for (const row of rows) {
    const place = placeOf(row);
    if (!place || print[place.sample] === 0) continue;
    const text = `${place.row} ${print[place.sample]} ${length[place.sample]} ${row.scorer}`;
    const tokens = known.get(text);
    if (tokens === undefined) known.set(text, row.tokens);
    else {
      equal++;
      if (Math.abs(tokens - row.tokens) > 1) unequal++;
    }
  }
  return unequal > MOST_UNEQUAL * equal ? unequal : 0;
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

/** A problem's samples in dump order: all, or those of some files. */
function samplesOf(
  { problems, order, samples }: RunIndex,
  problem: number,
  files: Set<number> | undefined,
): Int32Array {
  const { start, end } = problems[problem];
  const all = order.subarray(start, end);
  return files ? all.filter((sample) => files.has(samples.file[sample])) : all;
}
