/**
 * What is known of how a run was drawn, each value with where it was read. Sources in order of trust: the comparison
 * file, the rows, files beside the dump, names in the path.
 */
import type { RunSpec } from '../compare/comparison';
import { graderWords } from '../evals/grading/graders';
import { formatCount } from '../format';

/** Settings as one source says them. */
export interface PlainSettings {
  model?: string;
  /** Training step. */
  step?: number;
  seeds?: number[];
  temperature?: number;
  topP?: number;
  maxTokens?: number;
  /** Name of the prompt template. */
  template?: string;
  harness?: string;
  /** What judged the samples. */
  grader?: string;
  /** Samples asked for, of each problem and seed. */
  n?: number;
}

export type SettingName = keyof PlainSettings;

/** Each value with its source: `file name`, `rows`, `metadata.json`, `comparison file`. */
export type RunSettings = {
  [Name in SettingName]?: { value: NonNullable<PlainSettings[Name]>; source: string };
};

export interface SettingsSource {
  source: string;
  settings: PlainSettings;
}

export const settingWords: Record<SettingName, string> = {
  model: 'model',
  step: 'step',
  seeds: 'seeds',
  temperature: 'temperature',
  topP: 'top-p',
  maxTokens: 'max tokens',
  template: 'template',
  harness: 'harness',
  grader: 'grader',
  n: 'n a seed',
};

const names = Object.keys(settingWords) as SettingName[];

/** The first source that knows a value gives it; seeds of one kind of source add up. */
export function mergeSettings(sources: readonly SettingsSource[]): RunSettings {
  const merged: Record<string, { value: unknown; source: string }> = {};
  for (const name of names) {
    const first = sources.find(({ settings }) => settings[name] !== undefined);
    if (first) merged[name] = { value: first.settings[name], source: first.source };
  }
  const { seeds } = merged;
  if (seeds) {
    const same = sources.filter(({ source }) => source === seeds.source);
    const all = same.flatMap(({ settings }) => settings.seeds ?? []);
    seeds.value = [...new Set(all)].sort((a, b) => a - b);
  }
  return merged as RunSettings;
}

/** The settings with those of the comparison file, which win; a value found elsewhere too keeps that source. */
export function withSpec(settings: RunSettings, { model, step, grades, sampling = {} }: RunSpec): RunSettings {
  const grader = grades === undefined ? undefined : graderWords(grades);
  const given: PlainSettings = { model, step, ...sampling, grader };
  const fromFile = Object.entries(mergeSettings([{ source: 'comparison file', settings: given }]));
  const news = fromFile.filter(([name, { value }]) => settings[name as SettingName]?.value !== value);
  return { ...settings, ...Object.fromEntries(news) };
}

/** One value in words: `0.6`, `16,384`, `1, 2, 3`. */
export function formatSetting(value: string | number | number[]): string {
  if (Array.isArray(value)) return value.join(', ');
  if (typeof value === 'string') return value;
  return Number.isInteger(value) ? formatCount(value) : String(value);
}
