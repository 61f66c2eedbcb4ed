import type { Field } from '../scan/plan';
import type { Adapter, Detection, Probe } from './adapter';
import { isString, mostRows, rowsOf, storedVerdicts, type JsonObject } from './probe';

/** Samples of an eval of ours (`<name>.evals/<evalId>/dump.jsonl`, see `evals/dumpRow.ts`): a row a sample, growing. */
export const quickEval: Adapter = {
  id: 'quick-eval',
  label: 'Quick eval',
  detect,
};

function detect(probe: Probe): Detection | undefined {
  const found = rowsOf(probe);
  if (!found || !mostRows(found.rows, isSample)) return undefined;
  const rows = [...found.rows, ...(probe.later ?? [])] as JsonObject[];
  const has = (key: string): boolean => rows.some((row) => row[key] !== undefined && row[key] !== null);
  const fields: Field[] = [
    { role: 'text', path: 'text' },
    { role: 'finish', path: 'finish_reason' },
    { role: 'sampleIndex', path: 'index' },
    { role: 'tokens', path: 'tokens' },
    ...(has('problem') ? [{ role: 'id' as const, path: 'problem' }] : []),
    ...(has('benchmark') ? [{ role: 'benchmark' as const, path: 'benchmark' }] : []),
    { role: 'question', path: 'question' },
    { role: 'reference', path: 'gold' },
    { role: 'answer', path: 'extracted' },
    { role: 'note', path: 'note' },
    // Grading comes after drawing: a dump whose first rows have no verdict will have some.
    { role: 'verdict', path: 'verdict' },
  ];
  return storedVerdicts(probe, 0.97, { record: found.record, fields }, `verdict by ${graders(rows)}`);
}

function isSample(row: JsonObject): boolean {
  return (
    isString(row.evalId) && isString(row.chunkId) && isString(row.text) && isString(row.finish_reason) && 'index' in row
  );
}

function graders(rows: readonly JsonObject[]): string {
  const names = new Set(rows.map(({ grader }) => grader).filter(isString));
  return names.size > 0 ? [...names].join(', ') : 'a grader, once there is one';
}

/** Id of the eval that a file of samples belongs to, by its path; undefined: no eval's. */
export function evalIdOf(path: string): string | undefined {
  return /\.evals[/\\]([0-9A-Za-z_][0-9A-Za-z._-]{0,63})[/\\]dump(?:-\d+)?\.jsonl$/.exec(path)?.[1];
}
