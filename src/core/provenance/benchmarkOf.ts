/** Which benchmark the samples of a file are of, as its path says. Pure string work. */
import { baseName, folderOf, plainPath } from '../adapters/pathNames';

/**
 * Benchmark of each file of one run, by path: empty unless every file names one and they are not all the same.
 */
export function benchmarksOf(files: readonly { path: string }[]): Map<string, string> {
  const found = files.map(({ path }) => [path, benchmarkOf(path)] as const);
  const names = new Set(found.map(([, name]) => name));
  if (names.size < 2 || names.has(undefined)) return new Map();
  return new Map(found.flatMap(([path, name]) => (name === undefined ? [] : [[path, name]])));
}

/** `…/aime24/test_qwen_-1_seed0_….jsonl` is of `aime24`; see `dump-formats.md` for the layouts. */
export function benchmarkOf(path: string): string | undefined {
  const plain = plainPath(path);
  const name = baseName(plain);
  // math_eval: <benchmark>/<split>_<template>_<number>_seed<S>_t<T>_s<start>_e<end>.jsonl
  if (/_seed\d+_t[\d.]+_s\d+_e-?\d+/.test(name)) return lastFolder(plain);
  // lm-evaluation-harness: samples_<task>_<date>.jsonl
  const task = /^samples_(.+?)(?:_\d{4}-\d\d-\d\dT[\d.:-]+)?\.jsonl$/.exec(name);
  if (task) return task[1];
  // NeMo-Skills: eval-results/<benchmark>/output-rs<seed>.jsonl
  return /^output(-rs\d+)?(_chunk_\d+)?\.jsonl/.test(name) ? lastFolder(plain) : undefined;
}

function lastFolder(plain: string): string | undefined {
  return baseName(folderOf(plain).slice(0, -1)) || undefined;
}
