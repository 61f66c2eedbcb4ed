import { readFileSync } from 'node:fs';

export interface GradedPair {
  answer: string;
  reference: string;
  /** For a mathematician. */
  same: boolean;
  /** What the preview grader says. */
  preview: boolean;
  /** What Math-Verify 0.9.0 says; null: nothing. */
  mathVerify: boolean | null;
  why: string;
}

const path = new URL('../../../fixtures/grading/pairs.json', import.meta.url);
export const { pairs } = JSON.parse(readFileSync(path, 'utf8')) as { pairs: GradedPair[] };
