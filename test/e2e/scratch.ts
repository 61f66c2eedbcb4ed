/** Scratch folders with dumps, made for a test and gone after it. */
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { root } from '../../tools/root.mjs';

export interface Scratch {
  /** Absolute path of the folder. */
  folder: string;
  /** Absolute path of a file in it. */
  path(name: string): string;
  write(name: string, text: string): Promise<void>;
  /** Copies a file or folder of the repository, or from an absolute path, to `name`. */
  copy(from: string, name: string): Promise<void>;
  remove(): Promise<void>;
}

export async function makeScratch(): Promise<Scratch> {
  const folder = await mkdtemp(join(tmpdir(), 'traces-e2e-'));
  const path = (name: string): string => join(folder, name);
  return {
    folder,
    path,
    write: async (name, text) => {
      await mkdir(dirname(path(name)), { recursive: true });
      await writeFile(path(name), text);
    },
    copy: (from, name) => cp(join(from.startsWith('/') ? '' : root, from), path(name), { recursive: true }),
    remove: () => rm(folder, { recursive: true, force: true, maxRetries: 5 }),
  };
}

interface MathEvalProblem {
  idx: number;
  question: string;
  code: string[];
  score: boolean[];
}

/** A dump as `math_eval` writes it, a line a problem. */
export function mathEvalDump(problems: MathEvalProblem[]): string {
  return problems
    .map(({ idx, question, code, score }) => {
      const row = { idx, question, gt: '7', answer: '7', code, pred: score.map((is) => (is ? '7' : '5')) };
      return `${JSON.stringify({ ...row, report: score.map(() => null), score })}\n`;
    })
    .join('');
}
