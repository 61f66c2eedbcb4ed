/**
 * lm-evaluation-harness `samples_*.jsonl` (and, before June 2024, one JSON array): a row a problem and filter. `resps[0]` has
 * the texts of all repeats, but a metric speaks of what the filter made of them, so with several repeats a verdict belongs to
 * a sample only where the dump says to which.
 */
import type { Field, Path, Section } from '../scan/plan';
import type { Adapter, Detection, Probe, VerdictChoice } from './adapter';
import {
  isObject,
  isString,
  keyPath,
  mostRows,
  planOf,
  rowsOf,
  unscored,
  withoutSamples,
  type JsonObject,
} from './probe';

export const lmEval: Adapter = {
  id: 'lm_eval',
  label: 'lm-evaluation-harness (--log_samples)',
  detect,
};

function detect(probe: Probe): Detection | undefined {
  const found = rowsOf(probe);
  if (!found || !mostRows(found.rows, isRow)) return undefined;
  const rows = [...found.rows, ...(probe.later ?? []).filter(isObject)].filter(isRow);
  if (rows.every(isPerplexity)) return withoutSamples(0.97, perplexityTask);
  const filters = [...new Set(rows.map((row) => row.filter).filter(isString))];
  const choices = (filters.length > 0 ? filters : [undefined]).flatMap((filter) => {
    const own = rows.filter((row) => filter === undefined || row.filter === filter);
    const where = filter === undefined ? undefined : { path: 'filter', equals: filter };
    return choicesOf(own).map(({ id, label, fields }): VerdictChoice => {
      const section: Section = { record: found.record, fields, rule: 'truth', ...(where && { where }) };
      // As the harness names its results: `exact_match,strict-match`.
      const isOne = filters.length < 2;
      return {
        id: isOne ? id : `${id},${filter}`,
        label: isOne ? label : `${label}, filter ${filter}`,
        plan: planOf(probe, section),
      };
    });
  });
  return { confidence: 0.97, choices };
}

const perplexityTask =
  'This is an lm-evaluation-harness task that scores given texts and generates none; open the samples of a generation task.';

function isRow(row: JsonObject): boolean {
  return 'doc_id' in row && Array.isArray(row.resps) && Array.isArray(row.filtered_resps);
}

interface Reading {
  id: string;
  label: string;
  fields: Field[];
}

/** The ways to read the rows of one filter, the best first. */
function choicesOf(rows: JsonObject[]): Reading[] {
  const problem = problemFields(rows);
  if (rows.every(isLogLikelihood)) return noTextReadings(rows, problem);
  const metrics = metricsOf(rows);
  const most = Math.max(...rows.map((row) => textsOf(row).length));
  const one: Field[] = [{ role: 'text', path: 'resps[0][0]' }, ...answerField(rows)];
  const all: Field[] = [{ role: 'text', path: 'resps[0][]' }];
  if (most <= 1) {
    const judged = metrics.filter((metric) => rows.every((row) => isVerdict(row[metric])));
    if (judged.length === 0) return [{ ...unscored, fields: [...problem, ...one] }];
    return judged.map((metric) => ({
      id: metric,
      label: `${metric} is 1`,
      fields: [...problem, ...one, { role: 'verdict', path: keyPath(metric) }],
    }));
  }
  const readings = metrics.flatMap((metric) => severalReadings(rows, metric, all, one, most));
  const together = metrics.length > 0 ? ` (${metrics[0]} speaks of all ${most} samples together)` : '';
  const none = { id: unscored.id, label: `no verdict for each sample${together}`, fields: all };
  return [...readings, none].map((reading) => ({ ...reading, fields: [...problem, ...reading.fields] }));
}

/** With several repeats: a verdict for each sample, a mean over them, or a verdict of the first, which the filter kept. */
function severalReadings(rows: JsonObject[], metric: string, all: Field[], one: Field[], most: number): Reading[] {
  const path = keyPath(metric);
  const values = rows.map((row) => row[metric]);
  if (rows.every((row, i) => isVerdictList(values[i], textsOf(row).length)))
    return [
      {
        id: metric,
        label: `${metric} is 1`,
        fields: [...all, ...answerList(rows), { role: 'verdict', path: `${path}[]` }],
      },
    ];
  if (/^pass(@|_at_)1$/.test(metric) && values.every(isShare)) {
    const label = `${metric} × ${most} samples (counts; which are correct is not stored)`;
    return [{ id: metric, label, fields: [...all, { role: 'accuracy', path }] }];
  }
  if (!values.every(isVerdict) || !rows.every(keepsFirst)) return [];
  const label = `${metric} is 1 (first of ${most} samples, the one the filter kept)`;
  return [{ id: metric, label, fields: [...one, { role: 'verdict', path }] }];
}

/** Multiple choice: the answer is the likeliest choice, and nothing was generated. */
function noTextReadings(rows: JsonObject[], problem: Field[]): Reading[] {
  const judged = metricsOf(rows).filter((metric) => rows.every((row) => isVerdict(row[metric])));
  return judged.map((metric) => ({
    id: metric,
    label: `${metric} is 1 (log-likelihood task: no text)`,
    fields: [...problem, { role: 'verdict', path: keyPath(metric) }],
  }));
}

function problemFields(rows: JsonObject[]): Field[] {
  const inDoc = ['question', 'problem', 'prompt', 'query'].find((key) =>
    mostRows(rows, ({ doc }) => isObject(doc) && isString(doc[key])),
  );
  const prompt: Path = rows.some((row) => Array.isArray(row.arguments))
    ? 'arguments[0][0]'
    : 'arguments.gen_args_0.arg_0';
  return [
    { role: 'id', path: 'doc_id' },
    { role: 'question', path: inDoc === undefined ? prompt : `doc.${inDoc}` },
    { role: 'reference', path: 'target' },
  ];
}

/** What the filter made of the text, unless that is the text itself. */
function answerField(rows: JsonObject[]): Field[] {
  const isAnswer = rows.every((row) => isString(firstFiltered(row))) && !rows.every(keepsFirst);
  return isAnswer ? [{ role: 'answer', path: 'filtered_resps[0]' }] : [];
}

function answerList(rows: JsonObject[]): Field[] {
  const isNested = rows.every((row) => Array.isArray(firstFiltered(row)));
  const isFlat = rows.every(
    (row) => (row.filtered_resps as unknown[]).length === textsOf(row).length && isString(firstFiltered(row)),
  );
  if (isNested) return [{ role: 'answer', path: 'filtered_resps[0][]' }];
  return isFlat ? [{ role: 'answer', path: 'filtered_resps[]' }] : [];
}

const ownKeys = new Set([
  ...['doc_id', 'doc', 'target', 'arguments', 'resps', 'filtered_resps', 'filter', 'metrics'],
  ...['doc_hash', 'prompt_hash', 'target_hash', 'task_hash'],
]);

/** Names of metrics, in the harness's order; older files do not list them. */
function metricsOf(rows: JsonObject[]): string[] {
  const listed = rows.flatMap(({ metrics }) => (Array.isArray(metrics) ? metrics.filter(isString) : []));
  const names = listed.length > 0 ? listed : rows.flatMap(Object.keys).filter((key) => !ownKeys.has(key));
  return [...new Set(names)].filter((name) => rows.some((row) => row[name] !== undefined));
}

function textsOf({ resps }: JsonObject): unknown[] {
  const first: unknown = Array.isArray(resps) ? resps[0] : undefined;
  return Array.isArray(first) ? first : [];
}

function firstFiltered({ filtered_resps: filtered }: JsonObject): unknown {
  return Array.isArray(filtered) ? filtered[0] : undefined;
}

function keepsFirst(row: JsonObject): boolean {
  const filtered = firstFiltered(row);
  return isString(filtered) && filtered === textsOf(row)[0];
}

/** Each request's answer is [log-likelihood, is it the greedy one]; newer files write both as strings. */
function isLogLikelihood({ resps }: JsonObject): boolean {
  const isPair = (value: unknown): boolean =>
    Array.isArray(value) && value.length === 2 && isNumeric(value[0]) && isTruth(value[1]);
  const isTruth = (value: unknown): boolean =>
    typeof value === 'boolean' || (isString(value) && /^(true|false)$/i.test(value));
  return Array.isArray(resps) && resps.length > 0 && resps.flat().every(isPair);
}

function isPerplexity(row: JsonObject): boolean {
  const metrics = metricsOf([row]);
  return metrics.length > 0 && metrics.every((name) => /perplexity|bits_per_byte/.test(name));
}

const isNumeric = (value: unknown): boolean =>
  (typeof value === 'number' || isString(value)) && value !== '' && !Number.isNaN(Number(value));

/** 0, 1, a boolean, or nothing (null, NaN, absent). */
const isVerdict = (value: unknown): boolean =>
  value === undefined || value === null || value === 0 || value === 1 || typeof value === 'boolean';

const isShare = (value: unknown): boolean => value === null || (typeof value === 'number' && value >= 0 && value <= 1);

/** The probe cuts lists after 64 entries; both to the same length. */
const isVerdictList = (value: unknown, length: number): boolean =>
  Array.isArray(value) && value.length === length && value.every(isVerdict);
