// What `stats` and `report` share: the Overview of what the arguments name.
import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { pairRuns, type Pairing } from '../core/compare/pair';
import { wordsForLeftOut } from '../core/compare/wordsFor';
import type { Finding } from '../core/findings';
import { integrityFindings } from '../core/integrity/integrityFindings';
import { indexWithout, tableWithout } from '../core/integrity/leaveOut';
import { formatFirst } from '../core/format';
import type { RunIndex } from '../core/runIndex';
import { allScored } from '../core/overview/allScored';
import { joinScored } from '../core/overview/joinScored';
import type { GuessableFilter, Overview, OverviewInput, OverviewRun, ScoredRun } from '../core/overview/overview';
import { isMissing } from '../core/overview/overview';
import { overviewOf } from '../core/overview/overviewOf';
import { axesOf } from '../core/provenance/axes';
import { sampleFactsOf } from '../core/overview/sampleFacts';
import { findLogProbs, readLogProbs } from '../io/logProbs';
import { wholeNumber, type Arguments } from './arguments';
import { CliError } from './command';
import { comparisonOptions, loadAll, markAll, readKs, taskOf, type LoadedSpec, type Task } from './task';

/** The options of `stats` and `report`. */
export const overviewOptions = {
  ...comparisonOptions,
  seed: 'text',
  resamples: 'text',
  without: 'paths',
  guessable: 'text',
  epsilon: 'text',
  axis: 'text',
} as const;

/** Lines for `--help`, below those of the command. */
export const overviewUsage = `      --seed 7 and --resamples 10000 make the intervals. --without <id…> leaves out problems; --guessable <run> leaves
      out those that this run, sampled without reasoning, solves in 0 to 5 % of its samples. --epsilon 0 is the support
      threshold, --axis step what the ladder is drawn against. Log-probabilities are read from a folder "logprobs" beside
      the dumps, or as the comparison file says.`;

export interface ComputedOverview {
  title: string;
  input: OverviewInput;
  overview: Overview;
  /** The k asked for. */
  ks: number[] | undefined;
  findings: Finding[];
  /** By run: what its verdicts are. */
  verdicts: string[];
}

/**
 * Loads what the arguments name and computes its Overview: at k = n, or at k with one --k.
 *
 * @throws CliError for arguments that make no sense, and when nothing could be read.
 */
export async function computeOverview(args: Arguments): Promise<ComputedOverview> {
  const { texts, lists } = args;
  const ks = readKs(texts.k);
  const seed = texts.seed === undefined ? 7 : wholeNumber(texts.seed, '--seed', 0);
  if (seed > 2 ** 32 - 1) throw new CliError(`--seed must be at most ${2 ** 32 - 1}, not ${seed}.`);
  const resamples = texts.resamples === undefined ? 10_000 : wholeNumber(texts.resamples, '--resamples', 1);
  const task = await taskOf(args);
  const runs = await loadAll(task);
  const pairing = pairRuns(runs);
  const { scored, findings } = await scoredRuns(task, runs, pairing);
  const marked = await markAll(runs, pairing, task.leaveOut);
  const input: OverviewInput = {
    table: tableWithout(pairing, marked, task.leaveOut),
    runs: runs.map((run) => {
      const { settings, spec } = run;
      return { ...aboutRun(run), step: run.step ?? settings.step?.value, axes: axesOf(settings, spec) };
    }),
    samples: marked.map(({ index, marks }, run) =>
      sampleFactsOf(indexWithout(index, marks, task.leaveOut), pairing.members[run]),
    ),
    scored: allScored(
      scored,
      marked.map(({ index, marks, members }, run) => ({ spec: runs[run].spec, index, members, marks })),
      task.leaveOut,
    ),
  };
  const without = withoutProblems(pairing.table.ids, lists.without);
  const leftOut = wordsForLeftOut(input.table, runs);
  const overview = overviewOf(input, {
    k: ks?.length === 1 ? ks[0] : 'n',
    tau: task.tau,
    mode: task.mode,
    seed,
    resamples,
    ks,
    rows: without.rows,
    filters: [...without.filters, ...(leftOut ? [leftOut] : [])],
    guessable: guessableOf(runs, texts.guessable),
    epsilon: fractionOf(texts.epsilon, '--epsilon'),
    ladderAxis: texts.axis,
  });
  if (texts.axis !== undefined) requireAxis(overview, texts.axis);
  return {
    title: task.title,
    input,
    overview,
    ks,
    findings: [...task.findings, ...pairing.findings, ...integrityFindings(marked), ...findings],
    verdicts: runs.map(({ index }) => index.verdictRule.label),
  };
}

function aboutRun({ label, role, step, spec, index }: LoadedSpec): OverviewRun {
  const { sampling = {} } = spec;
  const axes = Object.fromEntries(Object.entries(sampling).filter(([, value]) => typeof value === 'number'));
  return { label, role, step, axes, dump: dumpName(index) };
}

/** Tells dumps apart without reading them again: a hash over names, sizes and times of change. */
function dumpName({ files }: RunIndex): string {
  const hash = createHash('sha256');
  for (const { path, size, mtimeMs } of files)
    hash.update(`${path.split(/[\\/]/).at(-1)} ${size} ${Math.floor(mtimeMs)}\n`);
  return hash.digest('hex').slice(0, 12);
}

async function scoredRuns(
  { perplexity, baseDir }: Task,
  runs: readonly LoadedSpec[],
  { members }: Pairing,
): Promise<{ scored: ScoredRun[]; findings: Finding[] }> {
  const dumps = runs.flatMap(({ index }) => index.files.map(({ path }) => resolve(path)));
  const paths = perplexity ? perplexity.map((path) => resolve(baseDir, path)) : await findLogProbs(dumps);
  const joined: { scored: ScoredRun[]; findings: Finding[] } = { scored: [], findings: [] };
  const places = runs.map(({ spec, index }, run) => ({ spec, index, members: members[run] }));
  for (const path of paths) {
    try {
      const { rows, findings } = await readLogProbs(path);
      const { scored, findings: unmatched } = joinScored(rows, places, path);
      joined.scored.push(...scored);
      joined.findings.push(...findings, ...unmatched);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      joined.findings.push({ code: 'no-files', severity: 'warning', file: path, message: `It can't be read: ${why}` });
    }
  }
  return joined;
}

function requireAxis({ ladder }: Overview, axis: string): void {
  if (isMissing(ladder)) throw new CliError(`There is no ladder to draw against ${axis}. ${ladder.missing}`);
  if (ladder.axis !== axis)
    throw new CliError(`--axis ${axis}: less than two runs differ in it; there is: ${formatFirst(ladder.axes, 8)}.`);
}

function withoutProblems(
  ids: readonly string[],
  leftOut: readonly string[] | undefined,
): { rows?: number[]; filters: string[] } {
  if (!leftOut) return { filters: [] };
  const unknown = leftOut.filter((id) => !ids.includes(id));
  if (unknown.length > 0) throw new CliError(`There is no problem ${formatFirst(unknown)} to leave out.`);
  const gone = new Set(leftOut);
  const rows = Array.from(ids.keys()).filter((row) => !gone.has(ids[row]));
  return { rows, filters: [`without ${formatFirst(leftOut)}`] };
}

function guessableOf(runs: readonly LoadedSpec[], label: string | undefined): GuessableFilter | undefined {
  if (label === undefined) return undefined;
  const run = runs.findIndex((one) => one.label === label);
  if (run >= 0) return { run };
  throw new CliError(
    `There is no run "${label}"; there is: ${formatFirst(
      runs.map((one) => one.label),
      8,
    )}.`,
  );
}

function fractionOf(text: string | undefined, name: string): number | undefined {
  if (text === undefined) return undefined;
  const value = text.trim() === '' ? NaN : Number(text);
  if (value >= 0 && value < 1) return value;
  throw new CliError(`${name} must be a number of at least 0 and below 1, not "${text}".`);
}
