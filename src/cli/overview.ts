// What `stats` and `report` share: the Overview of what the arguments name.
import { pairRuns } from '../core/compare/pair';
import { baseOf } from '../core/compare/runOrder';
import { wordsForLeftOut } from '../core/compare/wordsFor';
import type { Finding } from '../core/findings';
import { integrityFindings } from '../core/integrity/integrityFindings';
import { indexWithout, tableWithout } from '../core/integrity/leaveOut';
import { formatFirst } from '../core/format';
import type { GuessableFilter, Overview, OverviewInput } from '../core/overview/overview';
import { isMissing } from '../core/overview/overview';
import { overviewOf } from '../core/overview/overviewOf';
import { judgementsIn } from '../core/review/progress';
import { overviewInputOf } from '../io/overviewInput';
import { readAnnotated } from './annotationFiles';
import { wholeNumber, type Arguments } from './arguments';
import { CliError, distinct } from './command';
import { comparisonOptions, loadAll, markAll, readKs, taskOf, type LoadedSpec } from './task';

/** The options of `stats` and `report`. */
export const overviewOptions = {
  ...comparisonOptions,
  seed: 'text',
  resamples: 'text',
  without: 'paths',
  guessable: 'text',
  epsilon: 'text',
  axis: 'text',
  against: 'text',
} as const;

/** Lines for `--help`, below those of the command. */
export const overviewUsage = `      --seed 7 and --resamples 10000 make the intervals. --without <id…> leaves out problems; --guessable <run> leaves
      out those that this run, sampled without reasoning, solves in 0 to 5 % of its samples. --epsilon 0 is the support
      threshold, --axis step what the ladder is drawn against, --against <run> the run that the base is compared with
      where there are several. Log-probabilities are read from a folder "logprobs" beside the dumps, or as the comparison
      file says.`;

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
  const marked = await markAll(runs, pairing, task.leaveOut);
  const { perplexity, baseDir } = task;
  // Runs named one by one have no file for annotations to be beside.
  const notes = lists.base ? undefined : await readAnnotated(args.paths, 'this command');
  const { input, findings } = await overviewInputOf({
    runs: runs.map((run, i) => ({ ...run, counted: indexWithout(run.index, marked[i].marks, task.leaveOut) })),
    pairing: { ...pairing, table: tableWithout(pairing, marked, task.leaveOut) },
    perplexity,
    baseDir,
    ...(notes && { judgements: judgementsIn(notes.log.state) }),
  });
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
    against: againstOf(runs, texts.against),
  });
  if (texts.axis !== undefined) requireAxis(overview, texts.axis);
  return {
    title: task.title,
    input,
    overview,
    ks,
    findings: [
      ...task.findings,
      ...pairing.findings,
      ...integrityFindings(marked),
      ...findings,
      ...distinct(notes?.findings ?? [], task.findings),
    ],
    verdicts: runs.map(({ index }) => index.verdictRule.label),
  };
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
  return label === undefined ? undefined : { run: runNamed(runs, label) };
}

function againstOf(runs: readonly LoadedSpec[], label: string | undefined): number | undefined {
  if (label === undefined) return undefined;
  const run = runNamed(runs, label);
  if (run === baseOf(runs.map(({ spec }) => spec))) throw new CliError(`--against ${label}: that is the base itself.`);
  return run;
}

/** @throws CliError when no run has this label */
function runNamed(runs: readonly LoadedSpec[], label: string): number {
  const run = runs.findIndex((one) => one.label === label);
  if (run >= 0) return run;
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
