/** Judges samples of an eval as they come. */
import { HarnessError } from '../../core/evals/adapter';
import type { GradeLine, SampleLine } from '../../core/evals/sampleLine';
import type { EvalSpec } from '../../core/evals/spec';
import type { Graded } from '../evals/processGrader';
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
  for (let from = 0; from < lines.length; from += atOnce) {
    const judged = lines.slice(from, from + atOnce).map(async ({ model, problem, benchmark, index, text }) => {
      const gold = golds.get(JSON.stringify([problem, benchmark]));
      if (gold === undefined) return [];
      const key = { model, problem, ...(benchmark !== undefined && { benchmark }), index };
      return [{ ...key, grader: id, version, ...(await grader.grade({ gold, text }).catch(unscored)) }];
    });
    grades.push(...(await Promise.all(judged)).flat());
  }
  return grades;
}

/** Texts that are on their way to the grader. */
const atOnce = 16;

function unscored(error: unknown): Graded {
  if (!(error instanceof HarnessError)) throw error;
  return { verdict: null, ms: 0, note: error.userMessage };
}
