/** Judges samples of an eval as they come. */
import { HarnessError } from '../../core/evals/adapter';
import type { GradeLine, SampleLine } from '../../core/evals/sampleLine';
import type { EvalSpec } from '../../core/evals/spec';
import type { Grader } from './makeGrader';

/**
 * Verdicts of samples whose problem has a reference; the others get none. Where the grader can't be had, samples stay
 * unscored with the sentence why as their note: an eval does not end for want of a grader.
 */
export async function gradeLines(
  grader: Grader,
  lines: readonly SampleLine[],
  { problems }: Pick<EvalSpec, 'problems'>,
): Promise<GradeLine[]> {
  const golds = new Map(problems.map(({ id, benchmark, gold }) => [JSON.stringify([id, benchmark]), gold]));
  const { id, version } = grader.name;
  const grades: GradeLine[] = [];
  let missing: string | undefined;
  for (const { model, problem, benchmark, index, text } of lines) {
    const gold = golds.get(JSON.stringify([problem, benchmark]));
    if (gold === undefined) continue;
    const pair = { gold, text };
    const graded = await (missing === undefined ? grader.grade(pair) : unscored(missing)).catch((error: unknown) => {
      if (!(error instanceof HarnessError)) throw error;
      return unscored((missing = error.userMessage));
    });
    const key = { model, problem, ...(benchmark !== undefined && { benchmark }), index };
    grades.push({ ...key, grader: id, version, ...graded });
  }
  return grades;
}

const unscored = (note: string) => Promise.resolve({ verdict: null, ms: 0, note });
