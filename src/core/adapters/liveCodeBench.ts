import type { Adapter, Detection, Probe } from './adapter';
import {
  isObject,
  isString,
  mostRows,
  onlyDocument,
  presentFields,
  rowsOf,
  storedVerdicts,
  withoutSamples,
} from './probe';
import type { JsonObject } from './probe';

/** LiveCodeBench: one JSON array, a row a problem; `_eval_all` adds `graded_list`, `_eval` holds scores alone. */
export const liveCodeBench: Adapter = {
  id: 'livecodebench',
  label: 'LiveCodeBench (output, _eval_all)',
  detect,
  companions,
};

function detect(probe: Probe): Detection | undefined {
  if (isScoresFile(onlyDocument(probe))) {
    const because =
      "This is LiveCodeBench's _eval file, with test results and no traces; open the file beside it whose name ends in _eval_all.json.";
    return withoutSamples(0.97, because);
  }
  const found = rowsOf(probe);
  if (!found || !mostRows(found.rows, isProblem)) return undefined;
  const { record, rows } = found;
  const fields = presentFields(rows, {
    id: ['question_id'],
    question: ['question_content'],
    text: ['output_list[]'],
    verdict: ['graded_list[]'],
    answer: ['code_list[]', 'pred_list[]'],
  });
  const detection = storedVerdicts(probe, 0.95, { record, fields }, 'graded_list is true');
  return rows.some((row) => Array.isArray(row.graded_list)) ? detection : { ...detection, part: 'samples' };
}

function isProblem(row: JsonObject): boolean {
  const hasKey = isString(row.question_id) || typeof row.question_id === 'number';
  return hasKey && isString(row.question_content) && Array.isArray(row.output_list);
}

function isScoresFile(document: unknown): boolean {
  const head: unknown = Array.isArray(document) ? document[0] : undefined;
  return isObject(head) && 'detail' in head && Object.keys(head).some((key) => key.startsWith('pass@'));
}

function companions(path: string): string[] {
  const stem = path.replace(/(_eval_all)?\.json$/, '');
  return stem === path ? [] : [`${stem}.json`, `${stem}_eval_all.json`].filter((candidate) => candidate !== path);
}
