/**
 * Indexes kept on disk, so that a dump is scanned once. A run's entry is found by its paths and plan; it is used when
 * each file still has its size, time and first and last bytes, and continued when the last file only grew, or where reading
 * was stopped.
 */
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunSpec } from '../core/compare/comparison';
import type { Finding } from '../core/findings';
import type { RunIndex, SampleColumns } from '../core/runIndex';
import { readRangeOf } from '../core/scan/byteSource';
import type { ScanPlan } from '../core/scan/plan';
import { columnNames, newColumns } from '../core/scan/sampleTable';
import { FileSource } from './fileSource';

/** Raised whenever the layout or the meaning of an index changes. */
const version = 2;
/** Bytes hashed at each end of a file. */
const hashedBytes = 64 * 1024;
/** Entries kept; the ones used longest ago go first. */
const keptEntries = 300;

export interface FileState {
  path: string;
  bytesPath: string;
  size: number;
  mtimeMs: number;
  unpackedBytes: number;
  headHash: string;
  /** Of the `hashedBytes` before `size`. */
  tailHash: string;
  /** Where a scan may go on if the file grows. */
  resume: { byte: number; line: number } | undefined;
}

export interface CachedRun {
  index: Pick<RunIndex, 'problems' | 'samples' | 'answers' | 'notes' | 'counted'>;
  findings: Finding[];
  states: FileState[];
}

export interface CacheHit {
  key: string;
  /** Undefined: nothing usable is kept under this key. */
  run: CachedRun | undefined;
  /** Numbers of the files that grew and must be read on. */
  goOn: number[];
}

export function stateOf(path: string, bytesPath: string): FileState {
  const source = new FileSource(bytesPath);
  const original = bytesPath === path ? source : new FileSource(path);
  try {
    return {
      path,
      bytesPath,
      size: original.size,
      mtimeMs: original.mtimeMs,
      unpackedBytes: source.size,
      headHash: hashOf(readRangeOf(source, 0, Math.min(hashedBytes, source.size))),
      tailHash: hashOf(readRangeOf(source, Math.max(0, source.size - hashedBytes), source.size)),
      resume: undefined,
    };
  } finally {
    source.close();
    if (original !== source) original.close();
  }
}

/** The state of the same file as if it ended at `end`, behind which a scan may go on. */
export function stateUpTo(state: FileState, end: { byte: number; line: number }): FileState {
  if (end.byte === state.unpackedBytes) return { ...state, resume: end };
  const source = new FileSource(state.bytesPath);
  try {
    const headHash = hashOf(readRangeOf(source, 0, Math.min(hashedBytes, end.byte)));
    const tailHash = hashOf(readRangeOf(source, Math.max(0, end.byte - hashedBytes), end.byte));
    return { ...state, size: -1, unpackedBytes: end.byte, headHash, tailHash, resume: end };
  } finally {
    source.close();
  }
}

export function findCached(
  storageDir: string,
  about: { spec: RunSpec; plan: ScanPlan; states: FileState[] },
): CacheHit {
  const key = createHash('sha1')
    .update(
      JSON.stringify([
        version,
        about.states.map((state) => state.path),
        about.plan,
        about.spec.run ?? null,
        about.spec.step ?? null,
      ]),
    )
    .digest('hex');
  const run = load(fileOf(storageDir, key));
  if (!run || run.states.length !== about.states.length) return { key, run: undefined, goOn: [] };
  const goOn: number[] = [];
  for (const [i, state] of about.states.entries()) {
    const relation = compareStates(run.states[i], state);
    // Samples stay in the order of their files: behind one that is read on, nothing may have been read.
    const isBehind = goOn.length > 0 && run.states[i].unpackedBytes > 0;
    if (relation === 'other' || isBehind) return { key, run: undefined, goOn: [] };
    state.resume = run.states[i].resume;
    if (relation === 'grown') goOn.push(i);
  }
  return { key, run, goOn };
}

/** `grown`: the old bytes are still there, with more behind them, and the scan can go on. */
function compareStates(old: FileState, now: FileState): 'same' | 'grown' | 'other' {
  if (old.headHash !== now.headHash && now.size === old.size) return 'other';
  if (old.size === now.size && old.mtimeMs === now.mtimeMs && old.tailHash === now.tailHash) return 'same';
  if (!old.resume || now.unpackedBytes <= old.unpackedBytes) return 'other';
  const source = new FileSource(now.bytesPath);
  try {
    const head = readRangeOf(source, 0, Math.min(hashedBytes, old.unpackedBytes));
    const tail = readRangeOf(source, Math.max(0, old.unpackedBytes - hashedBytes), old.unpackedBytes);
    return hashOf(head) === old.headHash && hashOf(tail) === old.tailHash ? 'grown' : 'other';
  } finally {
    source.close();
  }
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha1').update(bytes).digest('hex');
}

function fileOf(storageDir: string, key: string): string {
  return join(storageDir, 'indexes', `${key}.idx`);
}

/** Layout: length of the JSON head (u32), the head, zeros up to a multiple of 8, the columns one after the other, each so padded. */
function load(path: string): CachedRun | undefined {
  if (!existsSync(path)) return undefined;
  try {
    const bytes = readFileSync(path);
    const headLength = bytes.readUInt32LE(0);
    const head = JSON.parse(bytes.toString('utf8', 4, 4 + headLength)) as Omit<CachedRun, 'index'> & {
      count: number;
      index: Omit<CachedRun['index'], 'samples'>;
    };
    const samples = newColumns(head.count);
    let at = padded(4 + headLength);
    for (const name of columnNames) {
      const column = samples[name];
      const target = new Uint8Array(column.buffer);
      if (at + target.length > bytes.length) return undefined;
      target.set(bytes.subarray(at, at + target.length));
      at += padded(target.length);
    }
    utimesSync(path, new Date(), new Date());
    return { states: head.states, findings: head.findings, index: { ...head.index, samples } };
  } catch {
    // A damaged entry is no entry.
    return undefined;
  }
}

/** Writes an entry under `key`, whole or not at all. */
export async function saveIndex(storageDir: string, key: string, run: CachedRun): Promise<void> {
  const path = fileOf(storageDir, key);
  const { samples, problems, answers, notes, counted } = run.index;
  const head = Buffer.from(
    JSON.stringify({
      count: samples.problem.length,
      states: run.states,
      findings: run.findings,
      index: { problems, answers, notes, counted },
    }),
  );
  const length = Buffer.alloc(4);
  length.writeUInt32LE(head.length);
  const pieces: Uint8Array[] = [length, head, zeros(4 + head.length)];
  for (const name of columnNames) {
    const column = samples[name] as SampleColumns['offset'];
    pieces.push(new Uint8Array(column.buffer, column.byteOffset, column.byteLength), zeros(column.byteLength));
  }
  mkdirSync(join(storageDir, 'indexes'), { recursive: true });
  const partial = `${path}.${randomUUID()}.part`;
  await writeFile(partial, pieces);
  await rename(partial, path);
  prune(join(storageDir, 'indexes'));
}

function padded(length: number): number {
  return Math.ceil(length / 8) * 8;
}

function zeros(length: number): Uint8Array {
  return new Uint8Array(padded(length) - length);
}

function prune(folder: string): void {
  const files = readdirSync(folder).map((name) => ({
    path: join(folder, name),
    used: statSync(join(folder, name)).mtimeMs,
  }));
  files.sort((a, b) => b.used - a.used);
  for (const { path } of files.slice(keptEntries)) rmSync(path, { force: true });
}
