import type { Adapter, Detection, Probe } from './adapter';
import { isString, mostRows, presentFields, rowsOf, storedVerdicts, type JsonObject } from './probe';

/** OpenAI's HumanEval: samples {task_id, completion}; the scored twin adds `result` and `passed` to the same rows. */
export const humanEval: Adapter = {
  id: 'humaneval',
  label: 'HumanEval (samples, _results)',
  detect,
  companions,
};

const resultsSuffix = '_results.jsonl';

function detect(probe: Probe): Detection | undefined {
  const found = rowsOf(probe);
  if (!found || !mostRows(found.rows, isSample)) return undefined;
  const { record, rows } = found;
  const fields = presentFields(rows, {
    id: ['task_id'],
    question: ['prompt'],
    text: ['completion'],
    verdict: ['passed'],
    note: ['result'],
  });
  const detection = storedVerdicts(probe, 0.9, { record, fields }, 'passed is true');
  return rows.some((row) => 'passed' in row) ? detection : { ...detection, part: 'samples' };
}

function isSample(row: JsonObject): boolean {
  return isString(row.task_id) && isString(row.completion);
}

/** The harness appends its suffix to the whole name: `samples.jsonl_results.jsonl`. */
function companions(path: string): string[] {
  const samples = path.endsWith(resultsSuffix) ? [path.slice(0, -resultsSuffix.length)] : [];
  return [...samples, path + resultsSuffix];
}
