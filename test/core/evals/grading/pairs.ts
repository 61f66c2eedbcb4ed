import { readFileSync } from 'node:fs';

export interface GradedPair {
  answer: string;
  reference: string;
  /** For a mathematician. */
  same: boolean;
  /** What the preview grader says. */
  preview: boolean;
  why: string;
}

const path = new URL('../../../fixtures/grading/pairs.json', import.meta.url);
export const { pairs } = JSON.parse(readFileSync(path, 'utf8')) as { pairs: GradedPair[] };
