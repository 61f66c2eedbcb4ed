/** Finds the prompt of a problem in its dump, by reading the one row that its first sample stands in. */
import { promptOf, type StoredPrompt } from '../../core/evals/promptOf';
import { parseTolerant } from '../../core/scan/jsonText';
import { readRangeOf } from '../../core/scan/byteSource';
import { TextKind, type RunIndex } from '../../core/runIndex';
import { closingOf, objectsAround } from '../../core/scan/openRecord';
import { StaleDumpError } from '../errors';
import { FileSource } from '../fileSource';

/** A row of a thousand long traces; one that is longer is not read for its prompt. */
const mostRowBytes = 256 * 2 ** 20;
/** What stands before the first sample of a record; parsing it holds nobody up. */
const mostHeadBytes = 4 * 2 ** 20;
const stepBytes = 64 * 1024;
const newline = 10;
const [openBracket, openBrace] = [0x5b, 0x7b];

/**
 * @param problem place in `index.problems`
 * @returns undefined when the dump holds no prompt there: then only the question is known.
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
    const { offset, kind } = index.samples;
    const at = offset[row] - (kind[row] === TextKind.string ? 1 : 0);
    return promptInRow(source, at) ?? (isOfRows(source, at) ? undefined : promptAround(source, at));
  } finally {
    source.close();
  }
}

/**
 * In a file of lines: what stands before the first sample is read first, because a row may hold a thousand of them; the whole
 * row only if there is no prompt in that.
 */
function promptInRow(source: FileSource, at: number): StoredPrompt | undefined {
  const from = lineStart(source, at);
  if (from === undefined) return undefined;
  const found = promptBefore(source, from, at);
  if (found) return found;
  const to = lineEnd(source, at, from + mostRowBytes);
  return to === undefined ? undefined : promptOf(parsed(textOf(source, from, to)));
}

/** Walking back over rows could end in a torn one, with the prompt of another problem. */
function isOfRows(source: FileSource, at: number): boolean {
  const from = lineStart(source, at);
  const [first] = readRangeOf(source, 0, 1);
  return first !== openBracket && from !== undefined && readRangeOf(source, from, from + 1)[0] === openBrace;
}

/** In a file that is one JSON value, over lines or not: in the objects around the first sample, up to it. */
function promptAround(source: FileSource, at: number): StoredPrompt | undefined {
  for (const start of objectsAround(source, at, mostHeadBytes)) {
    const found = promptBefore(source, start, at);
    if (found) return found;
  }
  return undefined;
}

function promptBefore(source: FileSource, from: number, at: number): StoredPrompt | undefined {
  if (at - from > mostHeadBytes) return undefined;
  const bytes = readRangeOf(source, from, at);
  const closing = closingOf(bytes);
  return closing === undefined ? undefined : promptOf(parsed(new TextDecoder().decode(bytes) + closing));
}

const textOf = (source: FileSource, from: number, to: number): string =>
  new TextDecoder().decode(readRangeOf(source, from, to));

/** undefined where no JSON is. */
function parsed(text: string): unknown {
  try {
    return parseTolerant(text);
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
