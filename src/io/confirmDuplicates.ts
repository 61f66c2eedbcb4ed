/** Reads samples that look alike in full, to tell whether they are equal. */
import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Duplicate } from '../core/integrity/duplicates';
import type { RunIndex } from '../core/runIndex';
import { FileSource } from './fileSource';

/** Samples to be read, as columns; samples of one `group` look alike. Plain data that travels to a worker. */
export interface Candidates {
  /** Paths of the bytes, and the sizes they had when they were indexed. */
  files: { bytesPath: string }[];
  row: Int32Array;
  group: Int32Array;
  file: Uint16Array;
  offset: Float64Array;
  length: Uint32Array;
}

export interface ConfirmOptions {
  shouldStop?: () => boolean;
  onProgress?: (done: number, total: number) => void;
}

/** Longest piece hashed at once; a text may be of any length. */
const pieceBytes = 1024 * 1024;
/** The thread is given back this often, where it is not a worker's own. */
const turnMs = 20;

/** The samples behind `duplicates`, each once, in the order in which they stand in their files. */
export function candidatesOf(index: RunIndex, duplicates: readonly Duplicate[]): Candidates {
  const groups = new Map<number, number>();
  for (const { row, first } of duplicates) groups.set(row, first).set(first, first);
  const { file, offset, length } = index.samples;
  const rows = [...groups.keys()].sort((a, b) => file[a] - file[b] || offset[a] - offset[b]);
  return {
    files: index.files.map(({ bytesPath }) => ({ bytesPath })),
    row: Int32Array.from(rows),
    group: Int32Array.from(rows, (row) => groups.get(row)!),
    file: Uint16Array.from(rows, (row) => file[row]),
    offset: Float64Array.from(rows, (row) => offset[row]),
    length: Uint32Array.from(rows, (row) => length[row]),
  };
}

/**
 * The samples that equal an earlier one, byte for byte as stored, by row; undefined when it was stopped.
 *
 * @throws the system's error when a file can't be read
 */
export async function confirm(candidates: Candidates, options: ConfirmOptions = {}): Promise<Duplicate[] | undefined> {
  const { row, group, file, offset, length } = candidates;
  const hashes: string[] = [];
  const sources = new Map<number, FileSource>();
  const piece = new Uint8Array(pieceBytes);
  let turn = performance.now();
  try {
    for (let i = 0; i < row.length; i++) {
      if (options.shouldStop?.()) return undefined;
      let source = sources.get(file[i]);
      if (!source) sources.set(file[i], (source = new FileSource(candidates.files[file[i]].bytesPath)));
      hashes.push(hashAt(source, offset[i], length[i], piece));
      if (performance.now() - turn < turnMs) continue;
      options.onProgress?.(i + 1, row.length);
      await nextTurn();
      turn = performance.now();
    }
  } finally {
    for (const source of sources.values()) source.close();
  }
  return equalOnes(row, group, hashes);
}

function hashAt(source: FileSource, offset: number, length: number, piece: Uint8Array): string {
  const hash = createHash('sha1');
  for (let done = 0; done < length;) {
    const got = source.read(piece, 0, Math.min(piece.length, length - done), offset + done);
    if (got === 0) break;
    hash.update(piece.subarray(0, got));
    done += got;
  }
  return hash.digest('base64');
}

function equalOnes(row: Int32Array, group: Int32Array, hashes: string[]): Duplicate[] {
  const firsts = new Map<string, number>();
  // By row: the first of equal samples is the one that was drawn first.
  const places = Array.from(row.keys()).sort((a, b) => row[a] - row[b]);
  return places.flatMap((i) => {
    const key = `${group[i]} ${hashes[i]}`;
    const first = firsts.get(key);
    if (first !== undefined) return [{ row: row[i], first }];
    firsts.set(key, row[i]);
    return [];
  });
}
