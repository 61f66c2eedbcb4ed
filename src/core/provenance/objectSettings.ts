/** Settings in objects: the first rows of a dump, and the documents that harnesses write beside it. */
import { isObject, isString, type JsonObject } from '../adapters/probe';
import type { PlainSettings, SettingName } from './settings';

const keysOf: Partial<Record<SettingName, readonly string[]>> = {
  model: ['model_name', 'model', 'model_id', 'model_name_or_path', 'model_path'],
  step: ['global_step', 'step'],
  temperature: ['temperature'],
  topP: ['top_p'],
  maxTokens: ['max_tokens', 'max_new_tokens', 'max_completion_tokens', 'max_gen_toks', 'max_generated_tokens'],
  template: ['prompt_template', 'template', 'prompt_type', 'prompt_config'],
  grader: ['scorer', 'grader', 'judge_model'],
  n: ['num_runs_per_question', 'rollouts_per_example', 'num_samples_per_problem', 'n_samples', 'n_sampling', 'repeats'],
};

/** Objects that settings are kept in, below a row or a document. */
const holders = new Set([
  'sampling_args',
  'sampling_params',
  'sampling',
  'config',
  'hyperparameters',
  'generation_config',
  'gen_kwargs',
  'model_generate_config',
  'evaluation_settings',
  'metadata',
  'args',
  'arguments',
  'gen_args_0',
  'arg_1',
  'response',
  'body',
  'eval',
  'stats',
]);

const deepest = 4;
/** Rows of a list that are looked at for settings. */
const mostRows = 20;

/** What the first rows say; a value that differs between them is a sample's own, and no setting. */
export function settingsOfRows(documents: readonly unknown[]): PlainSettings {
  const found = rowsIn(documents).map(settingsOfObject);
  const names = new Set(found.flatMap((settings) => Object.keys(settings) as SettingName[]));
  const shared: Partial<Record<SettingName, unknown>> = {};
  for (const name of names) {
    const values = new Set(found.map((settings) => settings[name]).filter((value) => value !== undefined));
    if (values.size === 1) shared[name] = [...values][0];
  }
  return shared as PlainSettings;
}

/** Rows, elements of one list, and one object with its header and a list of rows below a key. */
function rowsIn(documents: readonly unknown[]): JsonObject[] {
  return documents
    .flatMap((document): unknown[] => (Array.isArray(document) ? (document as unknown[]) : [document]))
    .filter(isObject)
    .slice(0, mostRows);
}

/** What a document beside a dump says: `metadata.json`, lm-eval's `results_*.json`, the header of an Inspect log. */
export function settingsOfDocument(document: JsonObject): PlainSettings {
  return { ...settingsOfObject(document), ...lmEvalSettings(document), ...inspectSettings(document) };
}

/** Values nearer to the top win, then the order of the names. */
function settingsOfObject(object: JsonObject): PlainSettings {
  const found: Partial<Record<SettingName, unknown>> = {};
  let level = [object];
  for (let depth = 0; depth < deepest && level.length > 0; depth++) {
    for (const [name, keys] of Object.entries(keysOf) as [SettingName, readonly string[]][])
      found[name] ??= keys.flatMap((key) => level.map((at) => valueOf(name, at[key]))).find((v) => v !== undefined);
    level = level
      .flatMap((at) => Object.keys(at).flatMap((key) => (holders.has(key) ? [at[key]] : [])))
      .filter(isObject);
  }
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}

function valueOf(name: SettingName, value: unknown): unknown {
  if (name === 'model' || name === 'template' || name === 'grader')
    return isString(value) && value.length > 0 && value.length <= 120 && !value.includes('\n') ? value : undefined;
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) return undefined;
  // −1 and 0 stand for "no limit".
  return (name === 'maxTokens' || name === 'n' || name === 'topP') && value === 0 ? undefined : value;
}

function lmEvalSettings(document: JsonObject): PlainSettings {
  const { config, model_name: name } = document;
  if (!isObject(config) || !('n-shot' in document || 'configs' in document)) return {};
  const settings: PlainSettings = { harness: 'lm-evaluation-harness' };
  const args = pairsOf(config.model_args);
  const model = isString(name) ? name : args.pretrained;
  if (isString(model)) settings.model = model;
  const { temperature, top_p: topP, max_gen_toks: maxTokens } = pairsOf(config.gen_kwargs);
  const numbers = { temperature, topP, maxTokens };
  for (const [key, value] of Object.entries(numbers) as [keyof typeof numbers, unknown][])
    if (value !== undefined && Number.isFinite(Number(value))) settings[key] = Number(value);
  return settings;
}

/** An object, or its writing as `temperature=0.6,top_p=0.95`. */
function pairsOf(value: unknown): JsonObject {
  if (isObject(value)) return value;
  if (!isString(value)) return {};
  return Object.fromEntries(value.split(',').flatMap((pair) => (pair.includes('=') ? [splitAt(pair)] : [])));
}

function splitAt(pair: string): [string, string] {
  const at = pair.indexOf('=');
  return [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
}

/** `{version, eval: {task, model, model_generate_config, config: {epochs}, scorers}, …}` */
function inspectSettings({ eval: about }: JsonObject): PlainSettings {
  if (!isObject(about) || !isString(about.task) || !isString(about.model)) return {};
  const settings: PlainSettings = { harness: 'Inspect AI', model: about.model };
  const { config, scorers, model_generate_config: generate } = about;
  if (isObject(config) && typeof config.epochs === 'number') settings.n = config.epochs;
  if (isObject(generate) && typeof generate.seed === 'number') settings.seeds = [generate.seed];
  const scorer: unknown = Array.isArray(scorers) ? scorers[0] : undefined;
  if (isObject(scorer) && isString(scorer.name)) settings.grader = scorer.name;
  return settings;
}
