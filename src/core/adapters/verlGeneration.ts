import type { Adapter, Detection, Probe } from './adapter';
import { folderOf, gradeFiles, plainPath } from './pathNames';
import {
  isListOf,
  isObject,
  isString,
  isStringOrNull,
  isTextOrMessages,
  mostRows,
  promptPath,
  rowsOf,
  storedVerdicts,
  type JsonObject,
} from './probe';

/**
 * verl's `main_generation`: the data set's rows with a list of responses each, and no verdicts. rllm (DeepScaleR) writes those
 * beside it as `results.json`, joined by position.
 */
export const verlGeneration: Adapter = {
  id: 'verl-generation',
  label: 'verl main_generation (prompt, responses)',
  detect,
  companions,
};

function detect(probe: Probe): Detection | undefined {
  const found = rowsOf(probe);
  if (!found || !mostRows(found.rows, isProblem)) return undefined;
  const rows = found.rows.filter(isProblem);
  const hasReference = rows.some(({ reward_model: model }) => isObject(model) && 'ground_truth' in model);
  const fields = [
    { role: 'question' as const, path: promptPath(rows, 'prompt') },
    ...(hasReference ? [{ role: 'reference' as const, path: 'reward_model.ground_truth' }] : []),
    { role: 'text' as const, path: 'responses[]' },
    ...(rows.some((row) => isString(row.data_source)) ? [{ role: 'benchmark' as const, path: 'data_source' }] : []),
  ];
  return { ...storedVerdicts(probe, 0.93, { record: found.record, fields }, ''), part: 'samples' };
}

function isProblem(row: JsonObject): boolean {
  const isKnown = isObject(row.reward_model) || 'data_source' in row;
  return isKnown && isTextOrMessages(row.prompt) && isListOf(row.responses, isStringOrNull);
}

function companions(path: string): string[] {
  const isTable = /\.(parquet|jsonl)$/i.test(plainPath(path));
  return isTable ? [`${folderOf(path)}results.json`, ...gradeFiles(path)] : [];
}
