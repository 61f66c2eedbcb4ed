/** Finds the prompt of a problem in its dump, by reading the one row that its first sample stands in. */
import { promptOf, type StoredPrompt } from '../../core/evals/promptOf';
import { parseTolerant } from '../../core/scan/jsonText';
import { readRangeOf } from '../../core/scan/byteSource';
import type { RunIndex } from '../../core/runIndex';
import { StaleDumpError } from '../errors';
import { FileSource } from '../fileSource';

/** A row of a thousand long traces; one that is longer is not read for its prompt. */
const mostRowBytes = 256 * 2 ** 20;
const stepBytes = 64 * 1024;
const newline = 10;

/**
 * @param problem place in `index.problems`
 * @returns undefined when the dump holds no prompt there, or is no file of lines: then only the question is known.
 * @throws StaleDumpError when the file is not the one indexed
 */
export function readPrompt(index: RunIndex, problem: number): StoredPrompt | undefined {
  const { start, end } = index.problems[problem];
  if (start >= end) return undefined;
  const row = index.order[start];
  const file = index.files[index.samples.file[row]];
  const source = new FileSource(file.bytesPath);
  try {
    if (file.bytesPath === file.path && (source.size !== file.size || source.mtimeMs !== file.mtimeMs))
      throw new StaleDumpError(file.path);
    const record = readRow(source, index.samples.offset[row]);
    return record === undefined ? undefined : promptOf(record);
  } finally {
    source.close();
  }
}

/** The row around a byte, parsed; undefined where no row of JSON is. */
function readRow(source: FileSource, at: number): unknown {
  const from = lineStart(source, at);
  const to = from === undefined ? undefined : lineEnd(source, at, from + mostRowBytes);
  if (from === undefined || to === undefined) return undefined;
  try {
    return parseTolerant(new TextDecoder().decode(readRangeOf(source, from, to)));
  } catch {
    return undefined;
  }
}

function lineStart(source: FileSource, at: number): number | undefined {
  for (let end = at; end > 0 && at - end < mostRowBytes;) {
    const from = Math.max(0, end - stepBytes);
    const found = readRangeOf(source, from, end).lastIndexOf(newline);
    if (found >= 0) return from + found + 1;
    if (from === 0) return 0;
    end = from;
  }
  return at === 0 ? 0 : undefined;
}

function lineEnd(source: FileSource, at: number, limit: number): number | undefined {
  for (let from = at; from < limit; from += stepBytes) {
    const to = Math.min(source.size, from + stepBytes);
    const found = readRangeOf(source, from, to).indexOf(newline);
    if (found >= 0) return from + found;
    if (to === source.size) return to;
  }
  return undefined;
}
