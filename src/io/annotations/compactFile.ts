import { open, type FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { AnnotationLog } from '../../core/annotations/annotationLog';
import { compactText } from '../../core/annotations/compact';
import { parseLog } from '../../core/annotations/parseLog';
import { systemReason } from '../errors';
import { appendLines } from './appendLines';
import { whileLocked } from './compactionLock';

interface Compacted {
  /** Lines before and after. */
  before: number;
  after: number;
}

/**
 * Replaces a log by its compacted text, at once: whoever reads it sees the one or the other. What others append meanwhile
 * is taken along.
 *
 * @throws Error with the sentence to show; the file is then as it was.
 */
export async function compactFile(path: string): Promise<Compacted> {
  const compacted = await whileLocked(path, (isOwn) => compactLocked(path, isOwn)).catch((error: unknown) => {
    throw new Error(`${basename(path)} can't be compacted: ${systemReason(error)}.`, { cause: error });
  });
  if (compacted.late !== '') await appendLines(path, compacted.late, { create: true });
  return compacted;
}

async function compactLocked(path: string, isOwn: () => Promise<boolean>): Promise<Compacted & { late: string }> {
  const old = await open(path, 'r');
  try {
    const bytes = await old.readFile();
    const { records, damaged } = parseLog(bytes.toString('utf8'), path);
    const log = new AnnotationLog();
    log.add(records);
    const text = compactText(log, damaged);
    if (!(await isOwn())) throw new Error('it took too long, or another window took over');
    await writeFileAtomic(path, text, { fsync: true });
    return {
      before: records.length + damaged.length,
      after: text.split('\n').length - 1,
      late: await lateLines(old, bytes),
    };
  } finally {
    await old.close();
  }
}

/**
 * Through the open file: what was appended to it before its name went to the new one, from the last whole line on. Nobody
 * was told that it is written; they write it again themselves, unless they are gone.
 */
async function lateLines(old: FileHandle, bytes: Buffer): Promise<string> {
  const { size } = await old.stat();
  if (size <= bytes.length) return '';
  const start = bytes.lastIndexOf(10) + 1;
  const { buffer, bytesRead } = await old.read(Buffer.alloc(size - start), 0, size - start, start);
  const late = buffer.toString('utf8', 0, bytesRead);
  return late.endsWith('\n') ? late : `${late}\n`;
}
