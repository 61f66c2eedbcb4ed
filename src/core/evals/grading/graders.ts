/** Graders that stored samples can be judged by, and how what they said is named. */
import { previewGrader } from '../previewGrader';
import type { GraderName } from '../spec';

export interface GraderKind {
  id: string;
  /** Of a grader that is part of this extension; others say theirs when they are started. */
  version?: string;
  label: string;
  detail: string;
  /** A guess until a real grader has spoken; numbers from it are labelled. */
  isPreview: boolean;
}

export const graderKinds: readonly GraderKind[] = [
  {
    id: 'math-verify',
    label: 'Math-Verify',
    detail: 'Your Python with math-verify, in a process of its own, 5 s a sample',
    isPreview: false,
  },
  {
    ...previewGrader,
    label: 'Preview',
    detail: 'Built in; equal after folding habits of writing, and errs towards no. Not for results',
    isPreview: true,
  },
];

/** Place of the verdicts of a grader in a folder of grades: `math-verify@0.8.0.jsonl`. */
export function gradesFileName({ id, version }: GraderName): string {
  return `${id}@${version}.jsonl`.replace(/[^\w.@+-]/g, '_');
}

/** `math-verify 0.8.0`, `preview 1`: whose verdicts a file of grades holds. */
export function graderWords(path: string): string {
  const [id, version = ''] = nameIn(path).split('@');
  return `${id} ${version}`.trim();
}

/** Id of the verdict rule of a run whose verdicts are in this file. */
export function gradesRule(path: string): { id: string; label: string } {
  return { id: `${rulePrefix}${nameIn(path)}`, label: `Re-graded by ${graderWords(path)}` };
}

/** The grader of such a rule (`preview@1`); undefined: the verdicts are those of the dump. */
export function graderOfRule({ id }: { id: string }): string | undefined {
  return id.startsWith(rulePrefix) ? id.slice(rulePrefix.length) : undefined;
}

export function isPreviewFile(path: string): boolean {
  const [id] = nameIn(path).split('@');
  return graderKinds.some((kind) => kind.isPreview && kind.id === id);
}

const rulePrefix = 'grades:';
const nameIn = (path: string): string => path.replace(/^.*[/\\]/, '').replace(/\.jsonl$/, '');
