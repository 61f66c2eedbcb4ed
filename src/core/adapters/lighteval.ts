/**
 * lighteval details, a row a problem: structs `doc`, `metric` and `model_response`, or before mid-2025 flat columns that are all
 * Python literals in strings. A metric speaks of the problem: with n samples pass@1 is a count, without saying which.
 */
import type { Field } from '../scan/plan';
import type { Adapter, Detection, Probe, VerdictChoice } from './adapter';
import {
  isListOf,
  isObject,
  isString,
  joinPath,
  keyPath,
  mostRows,
  planOf,
  rowsOf,
  unscored,
  type JsonObject,
  type Rows,
} from './probe';
import { readPythonLiteral } from './pythonLiteral';

export const lighteval: Adapter = { id: 'lighteval', label: 'lighteval (details)', detect };

/** Rewrites old rows, and those whose reasoning stands apart from the text, into the structs above. */
export const lightevalRewritten: Adapter = {
  id: 'lighteval_rewritten',
  label: 'lighteval (details, rewritten)',
  detect,
  reshape: {
    each: '',
    recognise(probe) {
      const rows = rowsOf(probe)?.rows ?? [];
      if (mostRows(rows, isOldRow)) return 0.97;
      return mostRows(rows, isRow) && rows.some(hasReasoning) ? 0.98 : 0;
    },
    rows: (row) => (!isObject(row) ? [] : isOldRow(row) ? [rowOfOld(row)] : isRow(row) ? [withReasoning(row)] : []),
  },
};

function isRow(row: JsonObject): boolean {
  return isObject(row.doc) && isObject(row.metric) && isObject(row.model_response);
}

function isOldRow(row: JsonObject): boolean {
  const holds = (value: unknown, opener: string): boolean => isString(value) && value.trimStart().startsWith(opener);
  return (
    holds(row.predictions, '[') && holds(row.metrics, '{') && ['full_prompt', 'example', 'gold'].some((k) => k in row)
  );
}

function detect(probe: Probe): Detection | undefined {
  const found = rowsOf(probe);
  if (!found || !mostRows(found.rows, isRow)) return undefined;
  const rows = found.rows.filter(isRow);
  const most = Math.max(...rows.map((row) => textsOf(row).length));
  const metrics = [...new Set(rows.flatMap(({ metric }) => Object.keys(metric as JsonObject)))];
  const choices =
    most > 1 ? countChoices(probe, found, rows, metrics, most) : verdictChoices(probe, found, rows, metrics, most);
  return { confidence: 0.97, choices };
}

/** Several samples a problem: means over them are counts; best-of and majority say nothing of a sample. */
function countChoices(probe: Probe, found: Rows, rows: JsonObject[], metrics: string[], n: number): VerdictChoice[] {
  const shared: Field[] = [...problemFields(rows), { role: 'text', path: 'model_response.text[]' }];
  const means = metrics.filter((metric) => isMeanOf(metric, n) && valuesOf(rows, metric).every(isShare));
  const choices = means.map((metric) => ({
    id: metric,
    label: `${metric} × ${n} samples (counts; which are correct is not stored)`,
    fields: [...shared, { role: 'accuracy' as const, path: metricPath(metric) }],
  }));
  const together = metrics.length > 0 ? ` (${metrics[0]} speaks of all ${n} samples together)` : '';
  const none = { id: unscored.id, label: `no verdict for each sample${together}`, fields: shared };
  return [...choices, none].map(({ id, label, fields }) => choiceOf(probe, found, id, label, fields));
}

/** One sample a problem, or none where the likeliest choice is the answer. */
function verdictChoices(probe: Probe, found: Rows, rows: JsonObject[], metrics: string[], n: number): VerdictChoice[] {
  const text: Field[] = n === 1 ? [{ role: 'text', path: 'model_response.text[0]' }] : [];
  const shared = [...problemFields(rows), ...text];
  const judged = metrics.filter((metric) => valuesOf(rows, metric).every((value) => value === 0 || value === 1));
  if (judged.length === 0) return [choiceOf(probe, found, unscored.id, unscored.label, shared)];
  const aside = n === 1 ? '' : ' (log-likelihood task: no text)';
  return judged.map((metric) =>
    choiceOf(probe, found, metric, `${metric} is 1${aside}`, [
      ...shared,
      { role: 'verdict', path: metricPath(metric) },
    ]),
  );
}

function choiceOf(probe: Probe, { record }: Rows, id: string, label: string, fields: Field[]): VerdictChoice {
  return { id, label, plan: planOf(probe, { record, fields, rule: 'truth' }) };
}

function problemFields(rows: JsonObject[]): Field[] {
  const has = (key: string): boolean => rows.some(({ doc }) => isObject(doc) && doc[key] != null && doc[key] !== '');
  const isFirst = rows.every(({ doc }) => isObject(doc) && ([doc.gold_index].flat()[0] ?? 0) === 0);
  const fields: Field[] = [];
  if (has('id')) fields.push({ role: 'id', path: 'doc.id' });
  fields.push({ role: 'question', path: 'doc.query' });
  if (isFirst) fields.push({ role: 'reference', path: 'doc.choices[0]' });
  return fields;
}

const metricPath = (metric: string): string => joinPath('metric', keyPath(metric));

const valuesOf = (rows: JsonObject[], metric: string): unknown[] =>
  rows.map(({ metric: values }) => (values as JsonObject)[metric]).filter((value) => value != null);

const isShare = (value: unknown): boolean => typeof value === 'number' && value >= 0 && value <= 1;

/** `pass@k:k=1&n=16`, `math_pass@1:16_samples`, `avg@n:n=64`: a mean over all n samples; `math_pass@1:1_samples` is not. */
function isMeanOf(metric: string, n: number): boolean {
  const mean = /(?:^|[^a-z])(?:pass@(?:k:k=)?1(?!\d)|avg@(n|k|\d+))/.exec(metric);
  if (!mean) return false;
  const samples = /[&:]n=(\d+)|(\d+)[_-]samples/.exec(metric);
  const counts = [samples?.[1] ?? samples?.[2], /^\d+$/.test(mean[1] ?? '') ? mean[1] : undefined];
  return counts.every((count) => count === undefined || Number(count) === n);
}

function textsOf({ model_response: answer }: JsonObject): unknown[] {
  return isObject(answer) && Array.isArray(answer.text) ? answer.text : [];
}

function reasoningsOf({ model_response: answer }: JsonObject): unknown[] {
  return isObject(answer) && Array.isArray(answer.reasonings) ? answer.reasonings : [];
}

const hasReasoning = (row: JsonObject): boolean =>
  reasoningsOf(row).some((reasoning) => isString(reasoning) && reasoning !== '');

/** Models behind an interface give their reasoning apart; a trace is both. */
function withReasoning(row: JsonObject): JsonObject {
  const reasonings = reasoningsOf(row);
  const text = textsOf(row).map((said, i) => {
    const thought = reasonings[i];
    return isString(thought) && thought !== ''
      ? `<think>\n${thought}\n</think>\n\n${isString(said) ? said : ''}`
      : said;
  });
  return { doc: row.doc, metric: row.metric, model_response: { text } };
}

function rowOfOld(row: JsonObject): JsonObject {
  const predictions = readPythonLiteral(String(row.predictions));
  const gold = literalOf(row.gold);
  const metric = readPythonLiteral(String(row.metrics));
  // Tuples of a log-likelihood are no texts.
  const text = isListOf(predictions, isString) ? predictions : [];
  return {
    doc: { query: row.example || row.full_prompt || null, choices: [gold].flat(), gold_index: 0 },
    metric: isObject(metric) ? metric : {},
    model_response: { text },
  };
}

/** A literal in a string, or the string itself where it is none. */
function literalOf(value: unknown): unknown {
  if (!isString(value)) return value ?? null;
  return /^[[({"']/.test(value.trimStart()) ? (readPythonLiteral(value) ?? value) : value;
}
