import type { GradeLine, SampleLine } from './sampleLine';
import type { EvalProblem } from './spec';

/**
 * One line of `dump.jsonl`: a sample with what is known of its problem and what a grader said of it, as a dump like any
 * other. Names are those of the adapter `quick-eval`.
 */
export interface DumpRow {
  evalId: string;
  chunkId: string;
  model: string;
  /** Absent for problems that their dump knows by position or question only (`#12`): then the question pairs them. */
  problem?: string;
  benchmark?: string;
  question?: string;
  gold?: string;
  index: number;
  seed: number | null;
  text: string;
  finish_reason: string;
  tokens?: number;
  /** Absent or null: unscored. */
  verdict?: boolean | null;
  extracted?: string;
  grader?: string;
  /** Why there is no verdict. */
  note?: string;
  temperature?: number;
  top_p?: number;
  max_tokens?: number;
}

export function dumpRow(
  line: SampleLine,
  problem: EvalProblem,
  sampling: { temperature: number; top_p: number; max_tokens: number },
  grade?: GradeLine,
): DumpRow {
  const { evalId, chunkId, model, benchmark, index, seed, text, finish_reason, tokens } = line;
  const { temperature, top_p, max_tokens } = sampling;
  return {
    evalId,
    chunkId,
    model,
    ...(/^#\d+$/.test(line.problem) && problem.question !== undefined ? {} : { problem: line.problem }),
    benchmark,
    question: problem.question,
    gold: problem.gold,
    ...{ index, seed, text, finish_reason, tokens },
    ...(grade && {
      verdict: grade.verdict,
      extracted: grade.extracted,
      grader: `${grade.grader} ${grade.version}`,
      note: grade.note,
    }),
    ...{ temperature, top_p, max_tokens },
  };
}

/** Key of a sample within an eval, for joining verdicts. */
export const sampleKey = ({
  model,
  problem,
  benchmark,
  index,
}: Pick<GradeLine, 'model' | 'problem' | 'benchmark' | 'index'>) =>
  JSON.stringify([model, benchmark ?? null, problem, index]);

/** Files of samples within the eval's directory, one a model in the order of `EvalSpec.models`: a file is a run. */
export function dumpNames({ models }: { models: readonly unknown[] }): string[] {
  return models.map((_, i) => (i === 0 ? 'dump.jsonl' : `dump-${i}.jsonl`));
}
