import { open, type FileHandle } from 'node:fs/promises';
import writeFileAtomic from 'write-file-atomic';
import { AnnotationLog } from '../../core/annotations/annotationLog';
import { compactText } from '../../core/annotations/compact';
import { parseLog } from '../../core/annotations/parseLog';
import { appendLines } from './appendLines';

/**
 * Replaces a log by its compacted text, at once: whoever reads it sees the one or the other. What others append meanwhile
 * is taken along.
 *
 * @returns numbers of lines before and after.
 * @throws the system's error; the file is then as it was.
 */
export async function compactFile(path: string): Promise<{ before: number; after: number }> {
  const old = await open(path, 'r');
  try {
    const bytes = await old.readFile();
    const { records, damaged } = parseLog(bytes.toString('utf8'), path);
    const log = new AnnotationLog();
    log.add(records);
    const text = compactText(log, damaged);
    await writeFileAtomic(path, text, { fsync: true });
    await takeAlong(path, old, bytes);
    return { before: records.length + damaged.length, after: text.split('\n').length - 1 };
  } finally {
    await old.close();
  }
}

/** Through the open file: what was appended to it before its name went to the new one, from the last whole line on. */
async function takeAlong(path: string, old: FileHandle, bytes: Buffer): Promise<void> {
  const { size } = await old.stat();
  if (size <= bytes.length) return;
  const start = bytes.lastIndexOf(10) + 1;
  const { buffer, bytesRead } = await old.read(Buffer.alloc(size - start), 0, size - start, start);
  const late = buffer.toString('utf8', 0, bytesRead);
  await appendLines(path, late.endsWith('\n') ? late : `${late}\n`, { create: true });
}
