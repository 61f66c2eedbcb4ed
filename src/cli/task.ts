// What `compare`, `stats` and `report` have in common: which runs are meant, and loading them.
import { readFile } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import type { NamedPattern, RunSpec, SolvedMode } from '../core/compare/comparison';
import { parseComparison } from '../core/compare/comparisonFile';
import type { Pairing, RunToPair } from '../core/compare/pair';
import { baseOf } from '../core/compare/runOrder';
import type { Finding } from '../core/findings';
import { formatNoun } from '../core/format';
import { duplicatesOf } from '../core/integrity/duplicates';
import type { MarkedRun } from '../core/integrity/effect';
import { leaveOuts, marksOf, type LeaveOut } from '../core/integrity/marks';
import type { RunSettings } from '../core/provenance/settings';
import { systemReason } from '../io/errors';
import { confirmDuplicates, loadRun } from '../io/loadRun';
import { wholeNumber, type Arguments, type OptionKinds } from './arguments';
import { CliError, requireSamples } from './command';

/** What is compared: from the arguments, or from a comparison file. */
export interface Task {
  title: string;
  runs: RunSpec[];
  /** Relative paths start here. */
  baseDir: string;
  tau: number;
  mode: SolvedMode;
  leaveOut: LeaveOut[];
  findings: Finding[];
  /** Files of log-probabilities, where they are named. */
  perplexity?: string[];
}

/** A run with what the comparison says of it. */
export interface LoadedSpec extends RunToPair {
  spec: RunSpec;
  settings: RunSettings;
  findings: Finding[];
}

/** The options that name a comparison, and what it is judged by. */
export const comparisonOptions = {
  base: 'paths',
  rl: 'paths',
  'base-run': 'text',
  'rl-run': 'text',
  k: 'text',
  tau: 'text',
  'leave-out': 'text',
} as const satisfies OptionKinds;

/** `--k 1,8,64`, rising; undefined when it is not given. */
export function readKs(text: string | undefined): number[] | undefined {
  if (text === undefined) return undefined;
  const ks = text.split(',').map((part) => wholeNumber(part.trim(), '--k', 1));
  return [...new Set(ks)].sort((a, b) => a - b);
}

function readTau(text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  const tau = text.trim() === '' ? NaN : Number(text);
  if (tau > 0 && tau <= 1) return tau;
  throw new CliError(`--tau must be a number above 0 and at most 1, not "${text}".`);
}

function readLeaveOut(text: string | undefined, otherwise: LeaveOut[]): LeaveOut[] {
  if (text === undefined) return otherwise;
  const words = text.split(',').map((word) => word.trim());
  const unknown = words.find((word) => !leaveOuts.some((kind) => kind === word));
  if (unknown !== undefined) throw new CliError(`--leave-out takes ${leaveOuts.join(', ')}, not "${unknown}".`);
  return leaveOuts.filter((kind) => words.includes(kind));
}

/** Marks the samples of all runs. Duplicates are compared in full only when numbers depend on it. */
export async function markAll(
  runs: readonly LoadedSpec[],
  { members }: Pick<Pairing, 'members'>,
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

/** @throws CliError when the arguments name no comparison, or it can't be read. */
export async function taskOf(input: Arguments): Promise<Task> {
  const { lists, texts, paths } = input;
  if (paths.length === 1 && !lists.base && !lists.rl) {
    const { tau, leaveOut, ...task } = await readComparison(paths[0]);
    return { ...task, tau: readTau(texts.tau, tau), leaveOut: readLeaveOut(texts['leave-out'], leaveOut) };
  }
  if (paths.length > 0) throw new CliError(`"${paths[0]}" belongs to no run: paths come after --base or --rl.`);
  if (!lists.base || !lists.rl)
    throw new CliError('A comparison needs --base <path…> and --rl <path…>, or one .traces.json file.');
  const runs: RunSpec[] = [
    { label: 'base', role: 'base', paths: lists.base, run: texts['base-run'] },
    { label: 'RL', role: 'rl', paths: lists.rl, run: texts['rl-run'] },
  ];
  return {
    title: 'base and RL',
    runs,
    baseDir: process.cwd(),
    tau: readTau(texts.tau, 0.5),
    mode: 'estimated',
    leaveOut: readLeaveOut(texts['leave-out'], []),
    findings: [],
  };
}

export async function readComparison(path: string): Promise<Task & { patterns: NamedPattern[] }> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new CliError(`${path} can't be read: ${systemReason(error)}.`);
  });
  const { file, findings } = parseComparison(text.replace(/^\uFEFF/, ''), path);
  if (!file) throw new CliError(`${basename(path)} is not a comparison: ${findings[0].message}`);
  const { runs, tau = 0.5, mode = 'estimated', title, perplexity, patterns = [], leaveOut = [] } = file;
  return { title, runs, baseDir: dirname(resolve(path)), tau, mode, leaveOut, findings, perplexity, patterns };
}

/** Loads one run after the other. Of several, one that can't be read becomes a finding, unless it is the base. */
export async function loadAll(task: Task): Promise<LoadedSpec[]> {
  const loaded: LoadedSpec[] = [];
  let failure: unknown;
  for (const spec of task.runs) {
    try {
      const run = await loadRun(spec, { baseDir: task.baseDir });
      requireSamples(spec, run);
      const { index, settings, findings } = run;
      loaded.push({ label: spec.label, role: spec.role, step: spec.step, index, settings, findings, spec });
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
