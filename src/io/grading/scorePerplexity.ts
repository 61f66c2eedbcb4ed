/** Log-probabilities of stored traces, asked of a server one by one and written where the Overview finds them. */
import { appendFile, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { TextKind, type RunIndex } from '../../core/runIndex';
import { formatOf } from '../../core/format';
import { HarnessError } from '../../core/evals/adapter';
import { isMissing } from '../errors';
import { abortError } from '../evals/httpClient';
import { readPrompt } from '../evals/readPrompt';
import { commonFolder, readLogProbs } from '../logProbs';
import { readTrace } from '../readTrace';
import { TraceRefused, type LogProbServer } from './logProbServer';

export interface ScoreOptions {
  /** Label of the run. */
  run: string;
  index: RunIndex;
  server: LogProbServer;
  /** Who scores, as the Overview names it. */
  scoredBy: string;
  /** From `logProbsFile`. */
  file: string;
  /** Places in `index.problems`; absent: all. */
  problems?: readonly number[];
  /** The first so many samples of each problem. */
  samplesPerProblem: number;
  /** Longer traces are passed over: a server takes much memory for them. */
  mostChars?: number;
  signal: AbortSignal;
  onProgress?(done: number, total: number): void;
}

export interface Scored {
  file: string;
  scored: number;
  /** Scored by an earlier call. */
  kept: number;
  /** Without a text, or longer than `mostChars`. */
  passedOver: number;
  /** Problems whose dump holds no prompt. */
  withoutPrompt: number;
  /** By the server; the first reason. */
  refused: number;
  why?: string;
}

const defaultMostChars = 200_000;

/**
 * Scores what is not in the file yet, so that a second call goes on where the first was stopped.
 *
 * @throws HarnessError when the server can't be asked, or no problem has a prompt; AbortError; errors of reading the dump
 */
export async function scorePerplexity(options: ScoreOptions): Promise<Scored> {
  const { run, index, server, scoredBy, file, samplesPerProblem, signal, onProgress } = options;
  const { mostChars = defaultMostChars, problems = [...index.problems.keys()] } = options;
  const known = await knownIn(file, run, scoredBy);
  const told: Scored = { file, scored: 0, kept: 0, passedOver: 0, withoutPrompt: 0, refused: 0 };
  const total = problems.reduce((sum, problem) => sum + countOf(index, problem, samplesPerProblem), 0);
  await mkdir(dirname(file), { recursive: true });
  let done = 0;
  for (const problem of problems) {
    const { id, start } = index.problems[problem];
    const count = countOf(index, problem, samplesPerProblem);
    const prompt = readPrompt(index, problem);
    if (!prompt) told.withoutPrompt++;
    for (let sample = 0; prompt && sample < count; sample++) {
      if (signal.aborted) throw abortError();
      onProgress?.(done + sample, total);
      const row = index.order[start + sample];
      const hasText = index.samples.kind[row] !== TextKind.none && index.samples.length[row] > 0;
      if (known.has(keyOf(id, sample))) told.kept++;
      else if (!hasText || index.samples.length[row] > mostChars) told.passedOver++;
      else
        try {
          const { tokens, sumLogProb } = await server.score(prompt, await readTrace(index, row), signal);
          const line = { run, problem: id, sample, scored_by: scoredBy, tokens, sum_logprob: sumLogProb };
          await appendFile(file, `${JSON.stringify(line)}\n`);
          told.scored++;
        } catch (error) {
          if (!(error instanceof TraceRefused)) throw error;
          told.refused++;
          told.why ??= error.message;
        }
    }
    done += count;
  }
  onProgress?.(total, total);
  if (problems.length > 0 && told.withoutPrompt === problems.length) throw noPrompts(run, problems.length);
  return told;
}

/** Where the rows of a run, scored by a model, go: in `logprobs` beside the run's dumps. */
export function logProbsFile(dumps: readonly string[], run: string, scoredBy: string): string {
  const plain = (text: string): string => text.replace(/[^\p{L}\p{N}.+=@-]+/gu, '-').slice(0, 80);
  return join(commonFolder(dumps), 'logprobs', `${plain(run)}_on_${plain(scoredBy)}.jsonl`);
}

async function knownIn(file: string, run: string, scoredBy: string): Promise<ReadonlySet<string>> {
  const { rows } = await readLogProbs(file).catch((error: unknown) => {
    if (isMissing(error)) return { rows: [] };
    throw error;
  });
  const ours = rows.filter((row) => row.run === run && row.scorer === scoredBy);
  return new Set(ours.map(({ problem, sample }) => keyOf(problem, sample)));
}

const keyOf = (problem: string, sample: number): string => JSON.stringify([problem, sample]);

function countOf({ problems }: RunIndex, problem: number, most: number): number {
  const { start, end } = problems[problem];
  return Math.min(end - start, most);
}

function noPrompts(run: string, problems: number): HarnessError {
  return new HarnessError(
    'config',
    `${run} can't be scored: ${formatOf(problems, problems)} problems have no prompt in the dump, and one made from the question would be another text.`,
  );
}
