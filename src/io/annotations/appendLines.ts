/** Appending that is only done when the lines are on the disk, in the file that the path names then. */
import { constants, type Stats } from 'node:fs';
import { open as openFile, stat, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isMissing } from '../errors';
import { untilUnlocked } from './compactionLock';

/** The file was there and is not any more; the lines are not written. */
export class FileGoneError extends Error {}

export interface AppendOptions {
  /** Makes the file when there is none. */
  create: boolean;
  /** For tests: a file system that fails. */
  open?: typeof openFile;
}

/** How often a file may be replaced while it is written to. */
const mostTries = 20;

/**
 * Appends lines by one write, so that those of several processes do not mix, and flushes them. A last line that was torn
 * off is ended first. When the file was replaced meanwhile, by git or a compaction, the lines are written to the new one. An
 * append that meets a compaction waits for its end.
 *
 * @param text whole lines, each with its line end.
 * @throws FileGoneError, or the system's error. Part of the lines may then be in the file; writing them again does no harm.
 */
export async function appendLines(
  path: string,
  text: string,
  { create, open = openFile }: AppendOptions,
): Promise<void> {
  for (let tries = 1; ; tries++) {
    const handle = await openToAppend(path, create, open);
    try {
      await write(handle, text);
      const isNew = (await handle.stat()).size <= Buffer.byteLength(text);
      if (isNew) await flushFolder(dirname(path));
      // In this order: see `compactionLock`.
      await untilUnlocked(path);
      if (await isStillAt(path, handle)) return;
    } finally {
      await handle.close();
    }
    if (tries === mostTries) throw new Error('another program keeps replacing the file');
  }
}

async function openToAppend(path: string, create: boolean, open: typeof openFile): Promise<FileHandle> {
  const flags = constants.O_RDWR | constants.O_APPEND | (create ? constants.O_CREAT : 0);
  try {
    return await open(path, flags);
  } catch (error) {
    if (!create && isMissing(error)) throw new FileGoneError();
    throw error;
  }
}

async function write(handle: FileHandle, text: string): Promise<void> {
  const start = (await endsInLine(handle)) ? '' : '\n';
  const bytes = Buffer.from(start + text);
  const { bytesWritten } = await handle.write(bytes, 0, bytes.length);
  // The rest is not written behind it: other processes may have appended in between.
  if (bytesWritten < bytes.length) throw Object.assign(new Error('not all was written'), { code: 'ENOSPC' });
  await handle.datasync();
}

async function endsInLine(handle: FileHandle): Promise<boolean> {
  const { size } = await handle.stat();
  if (size === 0) return true;
  const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer[0] === 10;
}

async function isStillAt(path: string, handle: FileHandle): Promise<boolean> {
  const own = await handle.stat();
  const there = await stat(path).catch((error: unknown) => {
    if (isMissing(error)) throw new FileGoneError();
    throw error;
  });
  return isSameFile(own, there);
}

export function isSameFile(a: Pick<Stats, 'dev' | 'ino'>, b: Pick<Stats, 'dev' | 'ino'>): boolean {
  return a.dev === b.dev && a.ino === b.ino;
}

/** So that the name of a new file outlives a crash too. Not all systems can: then the file's own flush has to do. */
async function flushFolder(path: string): Promise<void> {
  const folder = await openFile(path, 'r').catch(() => undefined);
  await folder?.sync().catch(() => undefined);
  await folder?.close();
}
