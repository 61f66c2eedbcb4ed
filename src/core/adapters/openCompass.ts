/**
 * OpenCompass: predictions under "0", "1", … (with n repeats the data set stands there n times over, so the question tells what
 * belongs together), and results, whose `details` have the verdicts by problem and in the same order.
 */
import type { Field, Path } from '../scan/plan';
import type { Adapter, Detection, Probe } from './adapter';
import { baseName, folderOf, plainPath } from './pathNames';
import {
  hasRole,
  isObject,
  isString,
  mostRows,
  onlyDocument,
  planOf,
  presentFields,
  rowsOf,
  unscored,
  type JsonObject,
  type Rows,
} from './probe';

export const openCompass: Adapter = {
  id: 'opencompass',
  label: 'OpenCompass (predictions, results)',
  detect,
  runKey,
  companions,
};

function detect(probe: Probe): Detection | undefined {
  return detectPredictions(probe) ?? detectResults(probe);
}

function detectPredictions(probe: Probe): Detection | undefined {
  const found = predictionsOf(probe);
  if (!found) return undefined;
  const { record, rows } = found;
  const isList = rows.some((row) => Array.isArray(row.prediction));
  const fields: Field[] = [
    { role: 'question', path: promptPath(rows) },
    ...presentFields(rows, { reference: ['gold'], tokens: [isList ? 'res_length[]' : 'res_length'] }),
    { role: 'text', path: isList ? 'prediction[]' : 'prediction' },
  ];
  const plan = planOf(probe, { record, fields, rule: 'truth' });
  return { confidence: 0.96, choices: [{ ...unscored, plan }], part: 'samples' };
}

/** One object with numbers for keys, or the rows of a `tmp_*.jsonl` of a run in progress. */
function predictionsOf(probe: Probe): Rows | undefined {
  const document = onlyDocument(probe);
  if (
    isObject(document) &&
    Object.keys(document).length > 0 &&
    Object.keys(document).every((key) => /^\d+$/.test(key))
  ) {
    const rows = Object.values(document).filter(isObject);
    if (mostRows(rows, isPrediction)) return { record: '*', rows };
  }
  const found = rowsOf(probe);
  return found && mostRows(found.rows, isPrediction) ? found : undefined;
}

function isPrediction(row: JsonObject): boolean {
  const isText = isString(row.prediction) || Array.isArray(row.prediction);
  return isText && (isString(row.origin_prompt) || Array.isArray(row.origin_prompt));
}

/** Of a chat the last turn of the human, where it stands at the same place in all rows. */
function promptPath(rows: JsonObject[]): Path {
  const places = rows.map(({ origin_prompt: prompt }) =>
    Array.isArray(prompt)
      ? prompt.findLastIndex((turn) => isObject(turn) && turn.role === 'HUMAN' && isString(turn.prompt))
      : -1,
  );
  return places[0] >= 0 && new Set(places).size === 1 ? `origin_prompt[${places[0]}].prompt` : 'origin_prompt';
}

const verdictKeys = ['correct', 'is_correct', 'cascade_correct'];

function detectResults(probe: Probe): Detection | undefined {
  const document = onlyDocument(probe);
  if (!isObject(document)) return undefined;
  const { details } = document;
  const record = Array.isArray(details) ? 'details[]' : isObject(details) ? 'details.*' : undefined;
  const rows = (Array.isArray(details) ? details : isObject(details) ? Object.values(details) : []).filter(isObject);
  if (record === undefined || !mostRows(rows, isDetail)) return undefined;
  const lists = (keys: string[]): Path[] => keys.flatMap((key) => [`${key}[]`, key]);
  const fields = presentFields(rows, {
    id: ['example_abbr'],
    answer: lists(['pred', 'predictions']),
    verdict: lists(verdictKeys),
  });
  if (!hasRole(fields, 'id') && record === 'details.*') fields.unshift({ role: 'id', path: '@key' });
  const verdict = fields.find(({ role }) => role === 'verdict')?.path.replace('[]', '') ?? '';
  const plan = planOf(probe, { record, fields, rule: 'truth', inOrder: true });
  return { confidence: 0.95, choices: [{ id: verdict, label: `${verdict} is true`, plan }] };
}

function isDetail(row: JsonObject): boolean {
  return ('pred' in row || 'predictions' in row) && verdictKeys.some((key) => key in row);
}

/** `<time>/predictions/<model>/<data set>.json` and the same below `results`. */
function companions(path: string): string[] {
  const swap = (from: string, to: string): string[] =>
    path.includes(`/${from}/`) ? [path.replace(new RegExp(`/${from}/(?!.*/${from}/)`), `/${to}/`)] : [];
  return [...swap('predictions', 'results'), ...swap('results', 'predictions')];
}

/** Shards of one data set are numbered behind its name. */
function runKey(path: string): string {
  const plain = plainPath(path);
  return plain.includes('/predictions/') ? folderOf(plain) + baseName(plain).replace(/_\d+(?=\.json$)/, '_*') : plain;
}
