/** Reads the JSON object around a trace: what a dump says of a sample beside its text, which no index keeps. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { TextKind } from '../core/runIndex';
import { parseTolerant } from '../core/scan/jsonText';
import { objectAround } from '../core/scan/objectAround';

export interface RangeOnDisk {
  path: string;
  offset: number;
  length: number;
  kind: TextKind;
}

/** Looked at first on each side of the trace, then four times as much, up to the most. */
const firstBytes = 1 << 16;
const mostBytes = 1 << 28;

/**
 * The record, and the place of the trace in a list of it (-1: the record is one sample).
 *
 * @returns undefined when there is no object around the range, or a damaged one, or one of more than 256 MB.
 * @throws Error when the file can't be read
 */
export function readAround(range: RangeOnDisk): { record: unknown; element: number } | undefined {
  if (range.kind === TextKind.none) return undefined;
  const quote = range.kind === TextKind.string ? 1 : 0;
  const file = openSync(range.path, 'r');
  try {
    const { size } = fstatSync(file);
    for (let margin = firstBytes; margin <= mostBytes; margin *= 4) {
      const from = Math.max(0, range.offset - margin);
      const to = Math.min(size, range.offset + range.length + margin);
      const bytes = Buffer.allocUnsafe(to - from);
      const read = bytes.subarray(0, readSync(file, bytes, 0, bytes.length, from));
      const start = range.offset - quote - from;
      const found = objectAround(read, start, start + range.length + 2 * quote);
      if (found) return { record: parsed(read.toString('utf8', found.start, found.end)), element: found.element };
      if (from === 0 && to === size) return undefined;
    }
    return undefined;
  } finally {
    closeSync(file);
  }
}

function parsed(text: string): unknown {
  try {
    return parseTolerant(text);
  } catch {
    return undefined;
  }
}
