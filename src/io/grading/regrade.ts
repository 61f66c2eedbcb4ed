/** Judges the stored samples of a run again: texts are read one by one, verdicts are kept apart from the dump. */
import { gradesFileName, gradesRule } from '../../core/evals/grading/graders';
import { flipsSteps } from '../../core/evals/grading/flips';
import type { RegradedRun } from '../../core/evals/grading/flipsMarkdown';
import type { StoredVerdicts } from '../../core/evals/grading/storedVerdicts';
import type { GradeLine } from '../../core/evals/sampleLine';
import { TextKind, type RunIndex } from '../../core/runIndex';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { isMissing } from '../errors';
import { abortError } from '../evals/httpClient';
import { inSlices } from '../evals/inSlices';
import { readTrace } from '../readTrace';
import { appendGrades, readStoredVerdicts } from './gradesFile';
import type { Grader } from './makeGrader';

export interface RegradeOptions {
  /** Label of the run; its verdicts are found by it later. */
  run: string;
  /** Its index as loaded: its verdicts are what the new ones are set against. */
  index: RunIndex;
  grader: Grader;
  /** Of the comparison's grades. */
  folder: string;
  signal?: AbortSignal;
  onProgress?(done: number, total: number): void;
}

export interface Regrading extends RegradedRun {
  /** Where the verdicts are. */
  file: string;
}

/** Verdicts are on the disk at least so often: what a stop may cost. */
const writeEveryMs = 1000;
const sliceMs = 8;

/**
 * Judges every sample that this grader and version has not judged yet, so that a second call goes on where the first was
 * stopped.
 *
 * @throws AbortError when stopped; StaleDumpError, UnreadableError for the dump; HarnessError for the grader. What was
 * judged until then is kept.
 */
export async function regradeRun(options: RegradeOptions): Promise<Regrading> {
  const { run, index, grader, folder } = options;
  const file = join(folder, gradesFileName(grader.name));
  const known = await readStoredVerdicts(file, run).catch(noneYet);
  const kept = await judgeMissing(options, file, known);
  const verdicts = await readStoredVerdicts(file, run);
  const after = verdicts.over(index, gradesRule(file)).index;
  const total = index.order.length;
  const withoutReference = index.problems.reduce(
    (sum, { reference, start, end }) => sum + (isReference(reference) ? 0 : end - start),
    0,
  );
  const unsure = after.problems.reduce((sum, { unscored }) => sum + unscored, 0) - withoutReference;
  const flips = await inSlices(flipsSteps(run, index, after));
  const before = index.verdictRule.label;
  return { run, grader: grader.name, file, before, judged: total - kept, kept, withoutReference, unsure, flips };
}

/** @returns how many had been judged before */
async function judgeMissing(
  { run, index, grader, signal, onProgress }: RegradeOptions,
  file: string,
  known: StoredVerdicts | undefined,
): Promise<number> {
  const { samples, order, problems } = index;
  const writer = new Writer(file);
  let [done, kept, until] = [0, 0, performance.now() + sliceMs];
  try {
    for (const problem of problems)
      for (let at = problem.start; at < problem.end; at++) {
        if (signal?.aborted) throw abortError();
        const row = order[at];
        const place = at - problem.start;
        if (known?.of(problem, place, samples.print[row]) !== undefined) kept++;
        else {
          const text = samples.kind[row] === TextKind.none ? undefined : await readTrace(index, row);
          const graded = await judge(grader, problem.reference, text);
          const { id, benchmark } = problem;
          const key = { model: run, problem: id, ...(benchmark !== undefined && { benchmark }), index: place };
          const name = { grader: grader.name.id, version: grader.name.version };
          await writer.add({ ...key, ...name, ...graded, print: samples.print[row] });
        }
        done++;
        if (performance.now() < until) continue;
        onProgress?.(done, order.length);
        await setImmediate();
        until = performance.now() + sliceMs;
      }
  } finally {
    await writer.flush();
  }
  onProgress?.(done, order.length);
  return kept;
}

async function judge(grader: Grader, reference: string | undefined, text: string | undefined) {
  if (!isReference(reference)) return { verdict: null, ms: 0, note: 'no reference' };
  if (text === undefined) return { verdict: null, ms: 0, note: 'the dump stores no text' };
  return grader.grade({ gold: reference, text });
}

const isReference = (reference: string | undefined): reference is string =>
  reference !== undefined && reference.trim() !== '';

function noneYet(error: unknown): undefined {
  if (isMissing(error)) return undefined;
  throw error;
}

class Writer {
  private lines: GradeLine[] = [];
  private next = performance.now() + writeEveryMs;

  constructor(private readonly file: string) {}

  async add(line: GradeLine): Promise<void> {
    this.lines.push(line);
    if (performance.now() >= this.next) await this.flush();
  }

  async flush(): Promise<void> {
    await appendGrades(this.file, this.lines);
    this.lines = [];
    this.next = performance.now() + writeEveryMs;
  }
}
