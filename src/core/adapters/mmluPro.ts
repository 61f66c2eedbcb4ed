import type { Adapter, Detection, Probe } from './adapter';
import { isString, mostRows, planOf, presentFields, rowsOf, type JsonObject } from './probe';

/** MMLU-Pro: one array, n = 1, letters to compare and no verdict stored. The official score replaces no answer by a guess. */
export const mmluPro: Adapter = {
  id: 'mmlu_pro',
  label: 'MMLU-Pro (model outputs)',
  detect,
};

function detect(probe: Probe): Detection | undefined {
  const found = rowsOf(probe);
  if (!found || !mostRows(found.rows, isRow)) return undefined;
  const { record, rows } = found;
  const fields = presentFields(rows, {
    id: ['question_id'],
    question: ['question'],
    reference: ['answer'],
    text: ['generated_text', 'model_outputs', 'model_output'],
    answer: ['pred'],
  });
  const label = 'pred is the letter of answer (derived: no verdict is stored)';
  return {
    confidence: 0.93,
    choices: [{ id: 'letter', label, plan: planOf(probe, { record, fields, rule: 'letter' }) }],
  };
}

function isRow(row: JsonObject): boolean {
  const hasText = ['generated_text', 'model_outputs', 'model_output'].some((key) => isString(row[key]));
  return 'question_id' in row && Array.isArray(row.options) && isLetter(row.answer) && 'pred' in row && hasText;
}

const isLetter = (value: unknown): boolean => isString(value) && /^[A-Z]$/.test(value);
