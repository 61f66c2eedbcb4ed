import type { Adapter, Detection, Probe } from './adapter';
import { baseName, folderOf, plainPath } from './pathNames';
import { isListOf, isStringOrNull, mostRows, presentFields, rowsOf, storedVerdicts, type JsonObject } from './probe';

/** Large Language Monkeys: one YAML file a problem (a row, once read), or the same columns as a table. */
export const monkeys: Adapter = {
  id: 'monkeys',
  label: 'Large Language Monkeys (samples, is_corrects)',
  detect,
  runKey,
};

function detect(probe: Probe): Detection | undefined {
  const found = rowsOf(probe);
  if (!found || !mostRows(found.rows, isProblem)) return undefined;
  const fields = presentFields(found.rows, {
    question: ['question', 'problem', 'prompt'],
    reference: ['gt_answer'],
    text: ['samples[]'],
    verdict: ['is_corrects[]', 'is_correct[]'],
  });
  const verdict = fields.find(({ role }) => role === 'verdict')?.path.replace('[]', '') ?? '';
  return storedVerdicts(probe, 0.92, { record: found.record, fields }, `${verdict} is true`);
}

function isProblem(row: JsonObject): boolean {
  const isOurs = 'gt_answer' in row || Array.isArray(row.is_corrects) || Array.isArray(row.is_correct);
  const isAsked = ['question', 'problem', 'prompt'].some((key) => key in row);
  return isOurs && isAsked && isListOf(row.samples, isStringOrNull);
}

/** A folder of `<problem>.yaml` is one run; files that are tables differ in more than a number. */
function runKey(path: string): string {
  const plain = plainPath(path);
  return folderOf(plain) + baseName(plain).replace(/\d+/g, '#');
}
