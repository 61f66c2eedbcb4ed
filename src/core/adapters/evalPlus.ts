import type { Field, Path } from '../scan/plan';
import type { Adapter, Detection, Probe, VerdictChoice } from './adapter';
import { baseName, folderOf } from './pathNames';
import {
  isObject,
  isString,
  mostRows,
  onlyDocument,
  planOf,
  presentFields,
  rowsOf,
  storedVerdicts,
  type JsonObject,
} from './probe';

/**
 * EvalPlus: samples {task_id, solution} (with `completion` they are HumanEval's), and results `eval.<task>`, which hold the
 * programs too since about February 2024 and before that verdicts only. HumanEval+ and MBPP+ count both sets of tests.
 */
export const evalPlus: Adapter = {
  id: 'evalplus',
  label: 'EvalPlus (samples, eval_results)',
  detect,
  companions,
};

function detect(probe: Probe): Detection | undefined {
  return detectResults(probe) ?? detectSamples(probe);
}

function detectSamples(probe: Probe): Detection | undefined {
  const found = rowsOf(probe);
  if (!found || !mostRows(found.rows, (row) => isString(row.task_id) && isString(row.solution))) return undefined;
  const fields = presentFields(found.rows, { id: ['task_id'], question: ['prompt'], text: ['solution'] });
  return { ...storedVerdicts(probe, 0.88, { record: found.record, fields }, ''), part: 'samples' };
}

function detectResults(probe: Probe): Detection | undefined {
  const document = onlyDocument(probe);
  if (!isObject(document) || !isObject(document.eval)) return undefined;
  const tasks = Object.values(document.eval);
  const samples = tasks.flat().filter(isObject);
  if (tasks.some(Array.isArray) && samples.some((sample) => 'base_status' in sample)) {
    return { confidence: 0.97, choices: statusChoices(probe, samples) };
  }
  const counted = tasks.filter((task): task is JsonObject => isObject(task) && Array.isArray(task.base));
  return counted.length > 0 ? { confidence: 0.95, choices: oldChoices(probe, counted), part: 'verdicts' } : undefined;
}

function statusChoices(probe: Probe, samples: JsonObject[]): VerdictChoice[] {
  const shared = presentFields(samples, { id: ['task_id'], text: ['solution', 'completion'] });
  if (!shared.some(({ role }) => role === 'id')) shared.unshift({ role: 'id', path: '@key' });
  const planWith = (...verdicts: Path[]): VerdictChoice['plan'] =>
    planOf(probe, { record: 'eval.*[]', fields: [...shared, ...verdicts.map(verdictAt)], rule: 'words' });
  return testChoices(
    planWith('base_status'),
    samples.some((sample) => 'plus_status' in sample) ? planWith('base_status', 'plus_status') : undefined,
  );
}

function oldChoices(probe: Probe, tasks: JsonObject[]): VerdictChoice[] {
  const planWith = (...verdicts: Path[]): VerdictChoice['plan'] =>
    planOf(probe, {
      record: 'eval.*',
      fields: [{ role: 'id', path: '@key' }, ...verdicts.map(verdictAt)],
      rule: 'first-word',
      verdictsOnly: true,
    });
  const hasPlus = tasks.some((task) => Array.isArray(task.plus) && task.plus.length > 0);
  return testChoices(planWith('base[]'), hasPlus ? planWith('base[]', 'plus[]') : undefined);
}

function testChoices(base: VerdictChoice['plan'], plus: VerdictChoice['plan'] | undefined): VerdictChoice[] {
  const choices = [{ id: 'base', label: 'base tests pass', plan: base }];
  return plus ? [...choices, { id: 'plus', label: 'base and plus tests pass', plan: plus }] : choices;
}

const verdictAt = (path: Path): Field => ({ role: 'verdict', path });

const resultSuffixes = ['_eval_results.json', '.eval_results.json'];

/** `X.jsonl`, its results in either naming, those of its folder, and its unsanitised or sanitised twin. */
function companions(path: string): string[] {
  const stem = stemOf(path);
  if (stem === undefined) return [];
  const results = resultSuffixes.map((suffix) => stem + suffix);
  const twins = ['.jsonl', '.raw.jsonl', '-sanitized.jsonl'].map((suffix) => stem + suffix);
  const candidates = [...twins, ...results, ...resultSuffixes.map((suffix) => `${stem}-sanitized${suffix}`)];
  return [...candidates, `${folderOf(path)}eval_results.json`].filter((candidate) => candidate !== path);
}

function stemOf(path: string): string | undefined {
  if (baseName(path) === 'eval_results.json') return `${folderOf(path)}samples`;
  const match = /^(.*?)(?:-sanitized)?(?:\.raw\.jsonl|\.jsonl|[._]eval_results\.json)$/.exec(path);
  return match?.[1];
}
