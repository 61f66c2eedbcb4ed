/** Graders by id, ready to judge one sample after the other. */
import { HarnessError } from '../../core/evals/adapter';
import { graderKinds } from '../../core/evals/grading/graders';
import { boxedAnswer, previewGrader, surelyEqual } from '../../core/evals/previewGrader';
import type { GraderName } from '../../core/evals/spec';
import { ProcessGrader, type Graded, type Pair } from '../evals/processGrader';

export interface Grader {
  name: GraderName;
  grade(pair: Pair): Promise<Graded>;
  dispose(): void;
}

export interface GraderOptions {
  /** Interpreter that has `math-verify`; of the user's own settings, never a workspace's. */
  pythonPath: string;
  /** `trace_worker.py` as shipped. */
  workerPath: string;
}

/** @throws HarnessError `config` for a grader that is not known or not there, with the way on. */
export async function makeGrader(id: string, { pythonPath, workerPath }: GraderOptions): Promise<Grader> {
  if (id === previewGrader.id)
    return { name: previewGrader, grade: (pair) => Promise.resolve(previewOf(pair)), dispose: () => undefined };
  if (id !== 'math-verify') {
    const known = graderKinds.map((kind) => kind.id).join(', ');
    throw new HarnessError('config', `There is no grader ${id}; there is: ${known}.`);
  }
  const grader = new ProcessGrader({ command: [pythonPath, workerPath, 'grade'] });
  try {
    const { grader: name, version } = await grader.name();
    return { name: { id: name, version }, grade: (pair) => grader.grade(pair), dispose: () => grader.dispose() };
  } catch (error) {
    grader.dispose();
    throw error;
  }
}

function previewOf({ gold, text }: Pair): Graded {
  const extracted = boxedAnswer(text);
  const verdict = extracted !== undefined && surelyEqual(extracted, boxedAnswer(gold) ?? gold);
  return { verdict, ...(extracted !== undefined && { extracted }), ms: 0 };
}
