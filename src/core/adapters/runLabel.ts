/** Names for runs, taken from the paths of their files. */
import { baseName, folderOf, plainPath } from './pathNames';

/**
 * Training step in a path: `global_step_50`, `step-100`, `checkpoint-1200`, `<step>.jsonl` (verl), `completions_00100.parquet`
 * (TRL); the last one counts.
 */
export function stepOf(path: string): number | undefined {
  const plain = plainPath(path);
  const bare = bareStepOf(plain);
  const named = [
    ...plain.matchAll(/(?<![a-z])(?:global_?step|step|checkpoint|ckpt|iter(?:ation)?)s?[-_= ]?0*(\d+)(?!\d)/gi),
  ].at(-1)?.[1];
  return named === undefined ? bare : Number(named);
}

/** Of a file that is called by its step. */
function bareStepOf(plain: string): number | undefined {
  const digits = /(?:^|\/)(?:completions_)?(\d+)\.(?:jsonl|parquet)$/.exec(plain)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/**
 * A short label for the files of one run: the part of the path that names the model, and the training step unless it is 0.
 * Labels of different runs may be equal; `runLabels` tells them apart.
 */
export function runLabel(paths: string[]): string {
  return labelAt(paths, 0);
}

/** The path or label, with the step behind it unless it says it already. */
export function withStep(name: string, step: number | undefined): string {
  return step === undefined || stepOf(name) === step ? name : `${name} step ${step}`;
}

/** A run to be named: its files, and its training step where the files' records say it. */
export interface RunToLabel {
  paths: string[];
  step?: number;
}

/** Labels for several runs, made different by the folders above and, where that doesn't help, by a number. */
export function runLabels(runs: RunToLabel[]): string[] {
  const labelOf = ({ paths, step }: RunToLabel, folders: number): string =>
    withStep(labelAt(paths, folders), step === stepOf(paths[0] ?? '') ? undefined : step);
  let labels = runs.map((run) => labelOf(run, 0));
  for (let folders = 1; folders <= 4 && hasTwins(labels); folders++) {
    const counts = countsOf(labels);
    labels = labels.map((label, i) => (counts.get(label)! > 1 ? labelOf(runs[i], folders) : label));
  }
  const seen = new Map<string, number>();
  const counts = countsOf(labels);
  return labels.map((label) => {
    if (counts.get(label) === 1) return label;
    const number = (seen.get(label) ?? 0) + 1;
    seen.set(label, number);
    return `${label} (${number})`;
  });
}

const hasTwins = (labels: string[]): boolean => new Set(labels).size < labels.length;

function countsOf(labels: string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return counts;
}

/** `folders`: how many folders above the naming one are put before it. */
function labelAt(paths: string[], folders: number): string {
  const path = plainPath(paths[0] ?? '');
  const names = namingParts(path);
  const label = names.slice(Math.max(0, names.length - 1 - folders)).join('/');
  const step = stepOf(path);
  // Step 0 of a checkpoint's folder is the model itself; in a folder of step files it is one of them.
  const isPlain = step === 0 && bareStepOf(path) === undefined;
  const isSaid = step === undefined || isPlain || stepOf(label) === step || label === String(step);
  return isSaid ? label : `${label} step ${step}`;
}

/** Folders that a harness always makes, with a folder for the benchmark inside; the one above the last of these names the run. */
const harnessFolders = /^(eval_results|math_eval|eval-results)$/i;

/** Folder and file names that say nothing about the model. */
const plainNames =
  /^(results?|outputs?|samples|data|dumps?|eval|evals|predictions|generations|experiment_results|trajectory|raw|evalplus_results|humaneval|mbpp|(global_?step|step|checkpoint)[-_]?\d+|(scenario\.)?(codegeneration|selfrepair|testoutputprediction|codeexecution)_.*|(test|train)_.*|output(-rs\d+)?(_chunk_\d+)?|completions(_\d+)?|(samples|details)_.*\d{4}-\d\d-\d\dT[\d.-]+|\d{4}-\d\d-\d\dT[\d.-]+|details|problem_\d+|traces|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?=[a-f]*\d)[0-9a-f]{8}|\d+|\.|\.\.)?$/i;

/** Parts of the path that name the run, the most telling last; never empty. */
function namingParts(path: string): string[] {
  const folders = folderOf(path)
    .split('/')
    .filter((name) => name !== '');
  const harness = folders.slice(0, -1).findLastIndex((name) => harnessFolders.test(name));
  const above = harness > 0 ? folders.slice(0, harness) : folders;
  const parts = (harness > 0 ? above : [...above, stemOf(baseName(path))]).map(withoutNoise);
  const telling = parts.filter((name) => !plainNames.test(name));
  return telling.length > 0 ? telling : [stemOf(baseName(path)) || path];
}

function stemOf(name: string): string {
  return name
    .replace(/\.(jsonl|json|ndjson|parquet|eval|csv|ya?ml|zst|txt|test|log)(?=[._-]|$)/gi, '')
    .replace(/([._-](eval_all|eval_results|eval|results?|samples|raw|sanitized|output|generations))+$/i, '');
}

/** Seeds and counts are what the files of a run differ in, or say elsewhere. */
function withoutNoise(name: string): string {
  return name
    .replace(/[-_]?seed[-_]?\d+/gi, '')
    .replace(/_n\d+(?=_|$)/g, '')
    .replace(/^sample_(scored_)?|_output$/g, '')
    .replace(/^[-_.]+|[-_]+$/g, '');
}
