import { readFile } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import type { RunSpec, SolvedMode } from '../core/compare/comparison';
import { parseComparison } from '../core/compare/comparisonFile';
import { pairRuns, type Pairing, type RunToPair } from '../core/compare/pair';
import { baseOf } from '../core/compare/runOrder';
import { summarise, type ComparisonSummary, type Coverage } from '../core/compare/summary';
import { classWords, wordsForLeftOut } from '../core/compare/wordsFor';
import type { Finding } from '../core/findings';
import { formatCount, formatFirst, formatNoun, formatPercent } from '../core/format';
import { duplicatesOf } from '../core/integrity/duplicates';
import type { MarkedRun } from '../core/integrity/effect';
import { integrityFindings } from '../core/integrity/integrityFindings';
import { tableWithout } from '../core/integrity/leaveOut';
import { leaveOuts, marksOf, type LeaveOut } from '../core/integrity/marks';
import type { RunSettings } from '../core/provenance/settings';
import { confirmDuplicates, loadRun } from '../io/loadRun';
import { readArguments, wholeNumber, type Arguments } from './arguments';
import { CliError, findingsText, printedFinding, requireSamples, tableText, toJson, type Command } from './command';

/** What is compared: from the arguments, or from a comparison file. */
interface Task {
  runs: RunSpec[];
  /** Relative paths start here. */
  baseDir: string;
  tau: number;
  mode: SolvedMode;
  leaveOut: LeaveOut[];
  findings: Finding[];
}

/** `compare`: pass@k, crossover and coverage of runs on the same problems. */
export const compare: Command = {
  usage: `  trace-inspector compare --base <path…> --rl <path…> [--k 1,8,64] [--tau 0.5]
                          [--leave-out truncated,duplicate,unextracted] [--json]
  trace-inspector compare <name.traces.json> [--k 1,8,64] [--tau 0.5] [--leave-out …] [--json]
      pass@k of each run over the problems all have, the crossover, and which run solves which problem: at k = n, or at
      k with one --k. All paths after --base (or --rl) are one run; where a file holds several, --base-run and --rl-run
      name them. With --leave-out, samples that were cut off, that equal an earlier one of their problem, or from which
      no answer was extracted enter no number.`,
  async run(args) {
    const input = readArguments(args, {
      base: 'paths',
      rl: 'paths',
      'base-run': 'text',
      'rl-run': 'text',
      k: 'text',
      tau: 'text',
      'leave-out': 'text',
      json: 'flag',
    });
    const ks = input.texts.k === undefined ? undefined : readKs(input.texts.k);
    const task = await taskOf(input);
    const runs = await loadAll(task);
    const pairing = pairRuns(runs);
    const marked = await markAll(runs, pairing, task.leaveOut);
    const table = tableWithout(pairing, marked, task.leaveOut);
    const findings = [...task.findings, ...pairing.findings, ...integrityFindings(marked)];
    const summary = summarise(table, runs, findings, { ks, tau: task.tau, mode: task.mode });
    if (input.flags.has('json')) return toJson({ ...summary, findings: summary.findings.map(printedFinding) });
    return asText(summary, ks, wordsForLeftOut(table, runs));
  },
};

function readKs(text: string): number[] {
  const ks = text.split(',').map((part) => wholeNumber(part.trim(), '--k', 1));
  return [...new Set(ks)].sort((a, b) => a - b);
}

function readLeaveOut(text: string | undefined, otherwise: LeaveOut[]): LeaveOut[] {
  if (text === undefined) return otherwise;
  const words = text.split(',').map((word) => word.trim());
  const unknown = words.find((word) => !leaveOuts.some((kind) => kind === word));
  if (unknown !== undefined) throw new CliError(`--leave-out takes ${leaveOuts.join(', ')}, not "${unknown}".`);
  return leaveOuts.filter((kind) => words.includes(kind));
}

/** Marks the samples of all runs. Duplicates are compared in full only when numbers depend on it. */
async function markAll(
  runs: readonly (RunToPair & { settings: RunSettings })[],
  { members }: Pairing,
  leaveOut: readonly LeaveOut[],
): Promise<MarkedRun[]> {
  const marked: MarkedRun[] = [];
  for (const [i, { label, index, settings }] of runs.entries()) {
    const confirmed = leaveOut.includes('duplicate') ? await confirmDuplicates(index, duplicatesOf(index)) : undefined;
    const marks = marksOf(index, { maxTokens: settings.maxTokens?.value, confirmed });
    marked.push({ label, index, marks, members: members[i] });
  }
  return marked;
}

function readTau(text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  const tau = text.trim() === '' ? NaN : Number(text);
  if (tau > 0 && tau <= 1) return tau;
  throw new CliError(`--tau must be a number above 0 and at most 1, not "${text}".`);
}

async function taskOf(input: Arguments): Promise<Task> {
  const { lists, texts, paths } = input;
  if (paths.length === 1 && !lists.base && !lists.rl) {
    const { tau, leaveOut, ...task } = await readComparison(paths[0]);
    return { ...task, tau: readTau(texts.tau, tau), leaveOut: readLeaveOut(texts['leave-out'], leaveOut) };
  }
  if (paths.length > 0) throw new CliError(`"${paths[0]}" belongs to no run: paths come after --base or --rl.`);
  if (!lists.base || !lists.rl)
    throw new CliError('compare needs --base <path…> and --rl <path…>, or one .traces.json file.');
  const runs: RunSpec[] = [
    { label: 'base', role: 'base', paths: lists.base, run: texts['base-run'] },
    { label: 'RL', role: 'rl', paths: lists.rl, run: texts['rl-run'] },
  ];
  const leaveOut = readLeaveOut(texts['leave-out'], []);
  return { runs, baseDir: process.cwd(), tau: readTau(texts.tau, 0.5), mode: 'estimated', leaveOut, findings: [] };
}

async function readComparison(path: string): Promise<Task> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const why = error.code === 'ENOENT' ? 'there is no such file' : error.message;
    throw new CliError(`${path} can't be read: ${why}.`);
  });
  const { file, findings } = parseComparison(text.replace(/^\uFEFF/, ''), path);
  if (!file) throw new CliError(`${basename(path)} is not a comparison: ${findings[0].message}`);
  const { runs, tau = 0.5, mode = 'estimated', leaveOut = [] } = file;
  return { runs, baseDir: dirname(resolve(path)), tau, mode, leaveOut, findings };
}

type LoadedToPair = RunToPair & { settings: RunSettings; findings: Finding[] };

/** Loads one run after the other. Of several, one that can't be read becomes a finding, unless it is the base. */
async function loadAll(task: Task): Promise<LoadedToPair[]> {
  const loaded: LoadedToPair[] = [];
  let failure: unknown;
  for (const spec of task.runs) {
    try {
      const run = await loadRun(spec, { baseDir: task.baseDir });
      requireSamples(spec, run);
      const { index, settings, findings } = run;
      loaded.push({ label: spec.label, role: spec.role, step: spec.step, index, settings, findings });
      task.findings.push(...findings);
    } catch (error) {
      if (spec === task.runs[baseOf(task.runs)]) throw error;
      failure ??= error;
      const message = `${spec.label}: ${error instanceof Error ? error.message : String(error)}`;
      task.findings.push({ code: 'no-samples', severity: 'error', file: spec.paths[0], message });
    }
  }
  if (loaded.length >= 2) return loaded;
  if (failure) throw failure;
  throw new CliError(`The comparison has ${formatNoun(task.runs.length, 'run')}; comparing takes two.`);
}

function asText(summary: ComparisonSummary, ks: number[] | undefined, leftOut: string): string {
  const { problems, passAtK, crossoverK, coverage, runs, findings } = summary;
  const names = Object.keys(passAtK);
  const given = Object.keys(passAtK[names[0]]);
  const shown = ks ? given : given.filter((k, i) => Number.isInteger(Math.log2(Number(k))) || i === given.length - 1);
  const rows = shown.map((k) => [formatCount(Number(k)), ...names.map((name) => formatPercent(passAtK[name][k]))]);
  const at = ks?.length === 1 ? formatCount(ks[0]) : 'n';
  const crossing = crossoverK === null ? 'none' : `k = ${formatCount(crossoverK)}`;
  const covered = Object.entries(runs ?? { '': { coverage } }).map(([name, run]) =>
    coverageText(run.coverage, name, at),
  );
  return [
    `mean pass@k in per cent, ${formatNoun(problems, 'problem')}${leftOut && `, ${leftOut}`}\n`,
    tableText([['k', ...names], ...rows]),
    `\ncrossover: ${crossing}\n`,
    ...covered,
    findingsText(findings),
  ].join('');
}

function coverageText(coverage: Coverage, name: string, k: string): string {
  const lines = (Object.keys(classWords) as (keyof Coverage)[]).map((key) => {
    const ids = coverage[key];
    return `  ${classWords[key].padEnd(10)}${formatCount(ids.length).padStart(7)}  ${formatFirst(ids, 12)}`.trimEnd();
  });
  return `\nsolved at k = ${k}${name ? `, ${name} against base` : ''}\n${lines.join('\n')}\n`;
}
