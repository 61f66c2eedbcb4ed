/** Graders by id, ready to judge one sample after the other. */
import { HarnessError } from '../../core/evals/adapter';
import { graderKinds } from '../../core/evals/grading/graders';
import { previewGrader } from '../../core/evals/previewGrader';
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
  /** The bundled `previewGrader.js`. */
  previewPath: string;
}

/** Far more than an answer of 500 characters takes; the process ends where it does not suffice. */
const previewHeapMB = 128;

/** @throws HarnessError `config` for a grader that is not known or not there, with the way on. */
export async function makeGrader(id: string, options: GraderOptions): Promise<Grader> {
  const { pythonPath, workerPath, previewPath } = options;
  if (id === previewGrader.id) return makePreview(previewPath);
  if (id !== 'math-verify') {
    const known = graderKinds.map((kind) => kind.id).join(', ');
    throw new HarnessError('config', `There is no grader ${id}; there is: ${known}.`);
  }
  const grader = new ProcessGrader({
    command: [pythonPath, workerPath, 'grade'],
    words: {
      lacks: 'has no Math-Verify',
      wayOn:
        'Install math-verify there, or name an interpreter that has it (traceInspector.pythonPath; --python on the command line).',
    },
  });
  try {
    const { grader: name, version } = await grader.name();
    return { name: { id: name, version }, grade: (pair) => grader.grade(pair), dispose: () => grader.dispose() };
  } catch (error) {
    grader.dispose();
    throw error;
  }
}

/**
 * The preview in this program's own Node. It is started with the first pair, and errors of that are thrown there.
 *
 * @param path the bundled `previewGrader.js`
 */
export function makePreview(path: string): Grader {
  const grader = new ProcessGrader({
    command: [process.execPath, `--max-old-space-size=${previewHeapMB}`, path],
    // Within the editor the program is the editor, which is Node only when it is told to be.
    env: { ELECTRON_RUN_AS_NODE: '1' },
    words: { lacks: `does not run ${path}`, wayOn: 'Install the extension again, or grade with Math-Verify.' },
  });
  return { name: previewGrader, grade: (pair) => grader.grade(pair), dispose: () => grader.dispose() };
}
