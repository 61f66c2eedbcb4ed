import type { Section } from '../scan/plan';
import type { Adapter, Detection, Probe } from './adapter';
import {
  hasRole,
  isObject,
  isString,
  joinPath,
  keyPath,
  mostRows,
  planOf,
  presentFields,
  rowsOf,
  type JsonObject,
} from './probe';

/** A row a problem, one key a model, each with a solution and its verdict (openai/grade-school-math): a run a model. */
export const modelColumns: Adapter = {
  id: 'model-columns',
  label: 'One column per model',
  detect,
};

const textKeys = ['solution', 'completion', 'response', 'output', 'generation', 'text'];
const verdictKeys = ['is_correct', 'correct', 'passed'];

function detect(probe: Probe): Detection | undefined {
  const found = rowsOf(probe);
  if (!found) return undefined;
  const { record, rows } = found;
  const models = [...new Set(rows.flatMap(Object.keys))].filter((key) => mostRows(rows, (row) => isSample(row[key])));
  if (models.length < 2) return undefined;
  const shared = presentFields(rows, {
    id: ['id', 'idx', 'question_id', 'problem_id'],
    question: ['question', 'problem', 'prompt'],
    reference: ['ground_truth', 'gold', 'gt', 'answer'],
  });
  // Without a question beside them the keys are problems, not models.
  if (!hasRole(shared, 'id') && !hasRole(shared, 'question')) return undefined;
  const sections = models.map((model): Section => {
    const samples = rows.map((row) => row[model]).filter(isSample);
    const own = presentFields(samples, { text: textKeys, verdict: verdictKeys });
    const fields = own.map(({ role, path }) => ({ role, path: joinPath(keyPath(model), path) }));
    return { record, run: model, fields: [...shared, ...fields], rule: 'truth' };
  });
  return {
    confidence: 0.9,
    choices: [{ id: 'stored', label: 'is_correct is true', plan: planOf(probe, ...sections) }],
  };
}

function isSample(value: unknown): value is JsonObject {
  if (!isObject(value)) return false;
  const isVerdict = (key: string): boolean => value[key] === null || typeof value[key] === 'boolean';
  return textKeys.some((key) => isString(value[key])) && verdictKeys.some(isVerdict);
}
