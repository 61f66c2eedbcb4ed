// What `compare`, `stats` and `report` have in common: which runs are meant, and loading them.
import { readFile } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import type { RunSpec, SolvedMode } from '../core/compare/comparison';
import { parseComparison } from '../core/compare/comparisonFile';
import type { RunToPair } from '../core/compare/pair';
import { baseOf } from '../core/compare/runOrder';
import type { Finding } from '../core/findings';
import { formatNoun } from '../core/format';
import { loadRun } from '../io/loadRun';
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
  findings: Finding[];
  /** Files of log-probabilities, where they are named. */
  perplexity?: string[];
}

/** A run with what the comparison says of it. */
export interface LoadedSpec extends RunToPair {
  spec: RunSpec;
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

/** @throws CliError when the arguments name no comparison, or it can't be read. */
export async function taskOf(input: Arguments): Promise<Task> {
  const { lists, texts, paths } = input;
  if (paths.length === 1 && !lists.base && !lists.rl) {
    const { tau, ...task } = await readComparison(paths[0]);
    return { ...task, tau: readTau(texts.tau, tau) };
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
    findings: [],
  };
}

async function readComparison(path: string): Promise<Task> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const why = error.code === 'ENOENT' ? 'there is no such file' : error.message;
    throw new CliError(`${path} can't be read: ${why}.`);
  });
  const { file, findings } = parseComparison(text.replace(/^\uFEFF/, ''), path);
  if (!file) throw new CliError(`${basename(path)} is not a comparison: ${findings[0].message}`);
  const { runs, tau = 0.5, mode = 'estimated', title, perplexity } = file;
  return { title, runs, baseDir: dirname(resolve(path)), tau, mode, findings, perplexity };
}

/** Loads one run after the other. Of several, one that can't be read becomes a finding, unless it is the base. */
export async function loadAll(task: Task): Promise<LoadedSpec[]> {
  const loaded: LoadedSpec[] = [];
  let failure: unknown;
  for (const spec of task.runs) {
    try {
      const run = await loadRun(spec, { baseDir: task.baseDir });
      requireSamples(spec, run);
      const { index, findings } = run;
      loaded.push({ label: spec.label, role: spec.role, step: spec.step, index, findings, spec });
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
