/** Settings that harnesses write into the names of files and folders; layouts: `dump-formats.md` §1, 2, 5, 6, 9, 10. */
import { baseName, folderOf, plainPath } from '../adapters/pathNames';
import { stepOf } from '../adapters/runLabel';
import type { PlainSettings } from './settings';

/** What a path says; empty when it says nothing. Pure string work, never throws. */
export function settingsOfPath(path: string): PlainSettings {
  const plain = plainPath(path);
  const name = baseName(plain);
  const folders = folderOf(plain).split('/').slice(0, -1);
  const found: PlainSettings = { ...anywhere(plain), step: stepOf(plain) };
  for (const layout of layouts) Object.assign(found, withoutGaps(layout(name, folders) ?? {}));
  return withoutGaps(found);
}

/** Numbers behind their names at any place: `temp0.6`, `_t0.6_`, `topp0.95`, `n512`, `seed1`, `max_tokens2048`. */
function anywhere(plain: string): PlainSettings {
  const seed = last(plain, /(?<![a-z])seed[-_=]?(\d+)/gi) ?? last(plain, /(?<=output-)rs(\d+)/g);
  return {
    temperature: last(plain, /(?<![a-z])temp(?:erature)?[-_=]?(\d+(?:\.\d+)?)/gi) ?? last(plain, /_t(\d+\.\d+)(?=_)/g),
    topP: last(plain, /(?<![a-z])top[-_]?p[-_=]?([01](?:\.\d+)?)(?!\d)/gi),
    maxTokens: last(plain, /(?<![a-z])max(?:[-_]?(?:new|gen)?[-_]?tok(?:en)?s)?[-_=]?(\d{2,})(?!\d)/gi),
    n: last(plain, /(?<=[_/-])(?:n|num)(\d+)(?=[_./-])/g),
    seeds: seed === undefined ? undefined : [seed],
  };
}

function last(text: string, pattern: RegExp): number | undefined {
  const digits = [...text.matchAll(pattern)].at(-1)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

type Layout = (name: string, folders: string[]) => PlainSettings | undefined;

const layouts: Layout[] = [mathEval, lmEval, oldLmEval, evalPlus, liveCodeBench, cruxEval, lighteval, verifiers];

/** `<MODEL>_<bench>_temp<T>_n<N>_seed<S>/…/<bench>/test_<template>_-1_seed<S>_t<T>_s0_e-1.jsonl` */
function mathEval(name: string, folders: string[]): PlainSettings | undefined {
  const parts = /^[^_]+_(.+)_-?\d+_seed(\d+)_t(\d+(?:\.\d+)?)_s\d+_e-?\d+/.exec(name);
  if (!parts) return undefined;
  const [, template, seed, temperature] = parts;
  const settings: PlainSettings = { template, seeds: [Number(seed)], temperature: Number(temperature) };
  const bench = folders.at(-1) ?? '';
  const top = folders.map((folder) => /^(.+)_temp[\d.]+_n(\d+)(?:_seed\d+)?$/.exec(folder)).findLast(Boolean);
  if (top) {
    const [, model, n] = top;
    settings.model = model.endsWith(`_${bench}`) ? model.slice(0, -bench.length - 1) : model;
    settings.n = Number(n);
  }
  const plain = folders.lastIndexOf('math_eval');
  if (plain > 0) settings.model = folders.slice(Math.max(0, plain - 2), plain).join('/');
  return settings;
}

/** `<org>__<model>/samples_<task>_<date>.jsonl` */
function lmEval(name: string, folders: string[]): PlainSettings | undefined {
  const folder = folders.at(-1) ?? '';
  return /^samples_.+\.jsonl$/.test(name) && folder.includes('__') ? { model: unescaped(folder) } : undefined;
}

/** `pretrained__<org>__<model>,dtype__auto_<task>.jsonl`, with the task behind the last argument. */
function oldLmEval(name: string, folders: string[]): PlainSettings | undefined {
  const model = /^pretrained__([^,]+?)(?:,.*|_[a-z0-9]+(?:_[a-z0-9]+)*\.jsonl$)/i.exec(name)?.[1];
  if (!model) return undefined;
  // Without a further argument only the folder tells where the model ends.
  const inFolder = folders.at(-1)?.split('_')[0];
  const end = !name.includes(',') && inFolder ? model.indexOf(inFolder) + inFolder.length : model.length;
  return { model: unescaped(model.slice(0, Math.max(end, 1))) };
}

/** `<org>--<model>_<backend>_temp_<T>.jsonl` */
function evalPlus(name: string): PlainSettings | undefined {
  const model = /^(.+)_(?:vllm|hf|openai|google|anthropic|bedrock|ollama|sglang|gptqmodel)_temp_[\d.]+/.exec(name)?.[1];
  return model ? { model: model.replaceAll('--', '/') } : undefined;
}

/** `<model>/Scenario.codegeneration_<n>_<T>_eval_all.json` */
function liveCodeBench(name: string, folders: string[]): PlainSettings | undefined {
  const parts = /^(?:Scenario\.)?(?:codegeneration|selfrepair)_(\d+)_(\d+(?:\.\d+)?)(?:_|\.json)/.exec(name);
  return parts ? { model: folders.at(-1), n: Number(parts[1]), temperature: Number(parts[2]) } : undefined;
}

/** `sample_<model>_temp<T>_output`, a folder or a file. */
function cruxEval(name: string, folders: string[]): PlainSettings | undefined {
  for (const part of [name, folders.at(-1) ?? '']) {
    const model = /^sample_(?:scored_)?(.+)_temp[\d.]+_(?:input|output)/.exec(part)?.[1];
    if (model) return { model };
  }
  return undefined;
}

/** `details/<org>/<model>/<date>/details_<task>_<date>.parquet` */
function lighteval(name: string, folders: string[]): PlainSettings | undefined {
  const details = folders.lastIndexOf('details');
  if (!/^details_.+\.parquet$/.test(name) || details < 0) return undefined;
  return { model: folders.slice(details + 1, -1).join('/') || undefined };
}

/** `<env>--<model, "/" as "--">/<8 hex>/results.jsonl`, and with a harness behind the model `…/<uuid>/traces.jsonl` */
function verifiers(name: string, folders: string[]): PlainSettings | undefined {
  if (name !== 'results.jsonl' && name !== 'traces.jsonl') return undefined;
  const folder = /^[0-9a-f-]{8,36}$/.test(folders.at(-1) ?? '') ? folders.at(-2) : folders.at(-1);
  const [, ...model] = folder?.split('--') ?? [];
  if (name === 'traces.jsonl' && model.length > 1) model.pop();
  return model.length > 0 ? { model: model.join('/') } : undefined;
}

function unescaped(name: string): string {
  return name.replaceAll('__', '/');
}

function withoutGaps(settings: PlainSettings): PlainSettings {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}
