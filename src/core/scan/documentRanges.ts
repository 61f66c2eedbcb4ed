/** Where the documents of a dump are that are rewritten one by one: the scanner's tokenizer, asked for nothing else. */
import { readRangeOf, type ByteSource } from './byteSource';
import type { Path, ScanPlan } from './plan';
import { buildPlanTree } from './planTree';
import type { IndexOfByte } from './stringEnd';
import { contiguousBytes, Tokenizer, ValueKind, type TokenSink } from './tokenizer';

const chunkBytes = 512 * 1024;

/** A document's bytes, or why a row is none. `line` is 1-based, of the file. */
export type DocumentRange =
  | { kind: 'document'; start: number; end: number; line: number }
  | { kind: 'damaged'; at: number; line: number; reason: string; torn: boolean };

/** Every object or list at `each`, in order; a damaged row is told of and passed over. Works through the file in small pieces. */
export function* documentRanges(
  source: ByteSource,
  each: Path,
  container: ScanPlan['container'],
  indexOfByte: IndexOfByte,
): Generator<DocumentRange, void, void> {
  const found: DocumentRange[] = [];
  const tree = buildPlanTree({
    container,
    sections: [{ record: '', fields: [{ role: 'note', path: each }], rule: 'truth' }],
  });
  const sink: TokenSink = {
    beginRecord: () => undefined,
    endRecord: () => undefined,
    key: () => undefined,
    value: (_leaf, kind, start, end) => {
      if (kind === ValueKind.structure) found.push({ kind: 'document', start, end, line: tokenizer.line });
    },
  };
  const lines = container === 'lines';
  // The plain one: it tells of a value while `line` is that of the value.
  const how = { lines, chunkBytes: chunkBytes + 1, contiguous: contiguousBytes, indexOfByte };
  const tokenizer = new Tokenizer(tree, sink, how);
  const buffer = tokenizer.chunk;
  const bom = readRangeOf(source, 0, 3);
  let base = bom[0] === 0xef && bom[1] === 0xbb && bom[2] === 0xbf ? 3 : 0;
  let held = 0;
  tokenizer.restart(1);
  for (;;) {
    const got = source.read(buffer, held, chunkBytes - held, base + held);
    held += got;
    if (got === 0) buffer[held++] = 10;
    const used = tokenizer.push(held, base);
    yield* found.splice(0);
    const torn = got === 0 && !tokenizer.atTop;
    if (tokenizer.damage || torn) {
      const { rowStart, line, reason, at } = tokenizer.damage ?? {
        rowStart: tokenizer.rowStart,
        line: tokenizer.line,
        reason: 'a string or bracket is never closed',
        at: source.size,
      };
      const next = lines ? nextLine(source, rowStart, indexOfByte) : -1;
      const last = next < 0 || next >= source.size;
      yield { kind: 'damaged', at, line: lines ? line : 1, reason, torn: last && (torn || at >= source.size) };
      if (last) return;
      base = next;
      held = 0;
      tokenizer.restart(line + 1);
      continue;
    }
    if (got === 0) return;
    buffer.copyWithin(0, used, held);
    base += used;
    held -= used;
  }
}

/** First byte behind the next newline at or after `from`, or -1. */
function nextLine(source: ByteSource, from: number, indexOfByte: IndexOfByte): number {
  const buffer = new Uint8Array(1 << 16);
  for (let position = from; ; position += buffer.length) {
    const got = source.read(buffer, 0, buffer.length, position);
    if (got === 0) return -1;
    const at = indexOfByte(buffer, 10, 0);
    if (at >= 0 && at < got) return position + at + 1;
  }
}
