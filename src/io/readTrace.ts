import { existsSync } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { TextKind, type RunIndex, type TextRange } from '../core/runIndex';
import { decodeValue } from '../core/scan/jsonText';
import { StaleDumpError, UnreadableError, systemReason } from './errors';

/**
 * Text of sample `row`, whole and exact; '' when the dump stores none.
 *
 * @throws StaleDumpError when the file is no longer the one indexed; UnreadableError when it can't be read
 */
export function readTrace(index: RunIndex, row: number): Promise<string> {
  const { samples } = index;
  return readRange(index, {
    file: samples.file[row],
    offset: samples.offset[row],
    length: samples.length[row],
    kind: samples.kind[row] as TextKind,
  });
}

/** The value at a range, decoded; errors as `readTrace`. */
export async function readRange(index: RunIndex, range: TextRange): Promise<string> {
  if (range.kind === TextKind.none) return '';
  const file = index.files[range.file];
  const reading = readBytes(file.bytesPath, range).catch((error: unknown) => {
    // An unpacked copy that was cleared away is made anew with the run.
    if (file.bytesPath !== file.path && !existsSync(file.bytesPath)) throw new StaleDumpError(file.path);
    throw new UnreadableError(`${file.path} can't be read: ${systemReason(error)}.`);
  });
  const [bytes, now] = await Promise.all([reading, stat(file.path).catch(() => undefined)]);
  if (now?.size !== file.size || now.mtimeMs !== file.mtimeMs || bytes.length !== range.length)
    throw new StaleDumpError(file.path);
  return decodeValue(bytes, range.kind);
}

async function readBytes(path: string, range: TextRange): Promise<Uint8Array> {
  const handle = await open(path, 'r');
  try {
    const bytes = Buffer.allocUnsafe(range.length);
    const { bytesRead } = await handle.read(bytes, 0, range.length, range.offset);
    return bytes.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
