/** What the worker that looks for novelty is asked, and how it answers: it keeps the base samples of one problem ready. */
import { statSync } from 'node:fs';
import { basename } from 'node:path';
import { Baselines } from '../core/novelty/baseline';
import { challengeSpan } from '../core/novelty/challenge';
import { findNovelty } from '../core/novelty/findNovelty';
import { GramTable } from '../core/novelty/gramTable';
import { nearestByGrams, rankBySteps } from '../core/novelty/nearest';
import type { Baseline, Challenge, NearSample, Novelty } from '../core/novelty/novelty';
import { TextKind, type DumpFile, type RunIndex } from '../core/runIndex';
import { decodeValue } from '../core/scan/jsonText';
import { systemReason } from './errors';
import { FileSource } from './fileSource';

/** The samples that are searched, in the order they are numbered by; plain columns that travel to a worker. */
export interface SearchedBase {
  /** Equal for equal samples: the worker keeps what it has read under it. */
  key: string;
  files: DumpFile[];
  file: Uint16Array;
  offset: Float64Array;
  length: Uint32Array;
  kind: Uint8Array;
}

export type NoveltyTask = { base: SearchedBase } & (
  | { kind: 'ready' }
  | { kind: 'novelty'; text: string }
  | { kind: 'baseline'; tokens: number; share: number; seed: number }
  | { kind: 'nearest'; text: string; most: number }
  | { kind: 'challenge'; text: string; most: number }
);

/** A base that was read. */
export interface ReadyBase {
  samples: number;
  tokens: number;
  /** Samples without a text, or whose file can't be read; they hold nothing. */
  unsearched: number;
  /** A sentence for each file that can't be read. */
  failures: string[];
}

/** What *Challenge…* found, and the text of each example's passage. */
export interface QuotedChallenge {
  found: Challenge;
  quotes: string[];
}

/**
 * The samples of a problem, or any others, as a base to search.
 *
 * @param rows rows of the index; sample i of what is found is `rows[i]`.
 */
export function searchedBase({ files, samples }: RunIndex, rows: ArrayLike<number>): SearchedBase {
  const { file, offset, length, kind } = samples;
  const columns = {
    file: Uint16Array.from(rows, (row) => file[row]),
    offset: Float64Array.from(rows, (row) => offset[row]),
    length: Uint32Array.from(rows, (row) => length[row]),
    kind: Uint8Array.from(rows, (row) => kind[row]),
  };
  const used = [...new Set(columns.file)].map((at) => [files[at].path, files[at].size, files[at].mtimeMs]);
  return { key: JSON.stringify([used, [...columns.file], [...columns.offset]]), files, ...columns };
}

/** Carries out tasks in this thread, one base at a time. */
export class NoveltyDesk {
  #base: { key: string; table: GramTable; baselines: Baselines; ready: ReadyBase } | undefined;

  /** @throws Error when a sample that is to be shown can't be read any more */
  run(task: NoveltyTask): ReadyBase | Novelty | Baseline | NearSample[] | QuotedChallenge | undefined {
    if (this.#base?.key !== task.base.key) this.#base = undefined;
    this.#base ??= readBase(task.base);
    const { table, baselines, ready } = this.#base;
    const textOf = (sample: number) => textAt(task.base, sample);
    switch (task.kind) {
      case 'ready':
        return ready;
      case 'novelty':
        return findNovelty(table, task.text);
      case 'baseline':
        return baselines.against(task.tokens, task.share, task.seed);
      case 'nearest':
        // Steps decide among twice as many as are wanted.
        return rankBySteps(task.text, nearestByGrams(table, task.text, task.most * 2), textOf).slice(0, task.most);
      case 'challenge': {
        const found = challengeSpan(table, task.text, task.most, textOf);
        return { found, quotes: found.examples.map(({ sample, span }) => textOf(sample).slice(span.start, span.end)) };
      }
    }
  }
}

const BLOCK_BYTES = 4 << 20;
/** More than this between two samples is not read. */
const GAP_BYTES = 64 << 10;
/** Bytes of a token as stored, about; too low costs memory, too high a copy. Of traces with many formulas it is 3.4. */
const TOKEN_BYTES = 3;

function readBase(base: SearchedBase) {
  const bytes = base.length.reduce((sum, length) => sum + length, 0);
  const table = new GramTable(Math.ceil(bytes / TOKEN_BYTES));
  const failures: string[] = [];
  /** Some of the texts, to ask about. */
  const known: string[] = [];
  let unsearched = 0;
  for (let at = 0; at < base.length.length;) {
    const end = endOfBlock(base, at);
    const block = readBlock(base, at, end, failures);
    for (; at < end; at++) {
      const text = block !== undefined && base.kind[at] !== TextKind.none ? block(at) : undefined;
      if (text === undefined) unsearched++;
      else if (known.length < WARM_UPS) known.push(text);
      table.add(text ?? '');
    }
  }
  table.build();
  warmUp(table, known);
  const ready = { samples: table.samples - unsearched, tokens: table.tokens, unsearched, failures };
  return { key: base.key, table, baselines: new Baselines(table), ready };
}

/** Questions not asked by anyone: the code of a new worker is slow until it has run about this often. */
const WARM_UPS = 12;

/** Asks about passages of different samples with something new between them, as a trace of another model has them. */
function warmUp(table: GramTable, texts: readonly string[]): void {
  for (let i = 0; i < WARM_UPS && texts.length > 0; i++) {
    const passages = Array.from({ length: 24 }, (_, j) => {
      const from = 250 * j;
      return `${texts[(i + j) % texts.length].slice(from, from + 300 + 20 * i)} ${i} new words ${j} `;
    });
    findNovelty(table, passages.join(''));
  }
}

/** Samples of one file that stand one behind the other, up to about `BLOCK_BYTES`; at least one. */
function endOfBlock({ file, offset, length }: SearchedBase, from: number): number {
  let end = from + 1;
  for (; end < length.length && file[end] === file[from]; end++) {
    const gap = offset[end] - offset[end - 1] - length[end - 1];
    if (gap < 0 || gap > GAP_BYTES || offset[end] + length[end] - offset[from] > BLOCK_BYTES) break;
  }
  return end;
}

/** @returns the text of each sample of the block; undefined when it can't be read, which is told once for each file */
function readBlock(
  base: SearchedBase,
  from: number,
  end: number,
  failures: string[],
): ((sample: number) => string) | undefined {
  const first = base.offset[from];
  const bytes = new Uint8Array(base.offset[end - 1] + base.length[end - 1] - first);
  try {
    readFresh(base.files[base.file[from]], bytes, first);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (!failures.includes(message)) failures.push(message);
    return undefined;
  }
  return (sample) => {
    const start = base.offset[sample] - first;
    return decodeValue(bytes.subarray(start, start + base.length[sample]), base.kind[sample] as TextKind);
  };
}

function textAt(base: SearchedBase, sample: number): string {
  if (base.kind[sample] === TextKind.none) return '';
  const bytes = new Uint8Array(base.length[sample]);
  readFresh(base.files[base.file[sample]], bytes, base.offset[sample]);
  return decodeValue(bytes, base.kind[sample] as TextKind);
}

/** @throws Error with the sentence to show, when the file is not the one indexed or can't be read */
function readFresh(file: DumpFile, into: Uint8Array, offset: number): void {
  const name = basename(file.path);
  let got: number;
  try {
    const now = statSync(file.path);
    if (now.size !== file.size || now.mtimeMs !== file.mtimeMs) got = -1;
    else {
      const source = new FileSource(file.bytesPath);
      try {
        got = source.read(into, 0, into.length, offset);
      } finally {
        source.close();
      }
    }
  } catch (error) {
    throw new Error(`${name} was not searched: ${systemReason(error)}.`, { cause: error });
  }
  if (got !== into.length)
    throw new Error(`${name} changed on disk and was not searched. Reload Dumps reads it again.`);
}
