/** What a file is: its format and plan, or the sentence that says why it holds no samples. */
import { existsSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import type { Adapter, Detection } from '../core/adapters/adapter';
import { detectFormat } from '../core/adapters/registry';
import { readRangeOf } from '../core/scan/byteSource';
import { probeDump } from '../core/scan/skeleton';
import type { FindingCode } from '../core/findings';
import { UnreadableError, systemReason } from './errors';
import { FileSource, indexOfByte } from './fileSource';
import type { UnpackOptions } from './unpack';

export interface DescribedFile {
  path: string;
  named: boolean;
  bytesPath: string;
  adapter: Adapter;
  detection: Detection;
}

/** Why a file was passed over. */
export interface Unusable {
  path: string;
  named: boolean;
  code: FindingCode;
  /** One sentence: what it is, and the way on. */
  message: string;
  /** Where its bytes are, when nothing but its fields is unknown: a mapping made by hand can read it. */
  bytesPath?: string;
}

export type UnpackHere = Omit<UnpackOptions, 'onProgress'> & { onProgress?: (path: string, bytes: number) => void };

/** What was found out about files that have not changed since: discovering runs and then reading them asks twice. */
const described = new Map<string, DescribedFile>();
const mostDescribed = 1000;

/** Looks at one file; never throws for what is in it. */
export async function describeFile(
  path: string,
  named: boolean,
  unpacking: UnpackHere,
): Promise<DescribedFile | Unusable> {
  const stat = statSync(path, { throwIfNoEntry: false });
  const key = `${path}\0${stat?.size}\0${stat?.mtimeMs}`;
  const known = described.get(key);
  if (known && existsSync(known.bytesPath)) return { ...known, named };
  const found = await lookAt(path, named, unpacking);
  if (described.size >= mostDescribed) described.clear();
  if ('adapter' in found) described.set(key, found);
  return found;
}

async function lookAt(path: string, named: boolean, unpacking: UnpackHere): Promise<DescribedFile | Unusable> {
  const unusable = (code: FindingCode, message: string): Unusable => ({ path, named, code, message });
  let bytesPath = path;
  try {
    const kind = compressionOf(path);
    // Loaded when needed: most dumps are plain.
    if (kind)
      bytesPath = await (
        await import('./unpack')
      ).unpack(path, kind, {
        ...unpacking,
        onProgress: (bytes) => unpacking.onProgress?.(path, bytes),
      });
  } catch (error) {
    if (unpacking.signal?.aborted) throw error;
    const message =
      error instanceof UnreadableError ? error.message : `${basename(path)} can't be read: ${systemReason(error)}.`;
    return unusable('unknown-format', message);
  }
  const source = new FileSource(bytesPath);
  try {
    const unknown = (): Unusable => ({ ...unusable('unknown-format', unknownFormat(path, source)), bytesPath });
    return recognise(path, named, bytesPath, source) ?? unknown();
  } catch (error) {
    return unusable('unknown-format', `${basename(path)} can't be read: ${systemReason(error)}.`);
  } finally {
    source.close();
  }
}

/** True for files that must be unpacked before they can be read: told by their first bytes. */
function isCompressed(head: Uint8Array): 'gzip' | 'zip' | undefined {
  if (head[0] === 0x1f && head[1] === 0x8b) return 'gzip';
  return head[0] === 0x50 && head[1] === 0x4b && head[2] === 3 && head[3] === 4 ? 'zip' : undefined;
}

function compressionOf(path: string): 'gzip' | 'zip' | undefined {
  const source = new FileSource(path);
  try {
    return isCompressed(readRangeOf(source, 0, 4));
  } finally {
    source.close();
  }
}

function recognise(
  path: string,
  named: boolean,
  bytesPath: string,
  source: FileSource,
): DescribedFile | Unusable | undefined {
  const name = basename(path);
  if (source.size === 0)
    return { path, named, code: 'empty-file', message: `${name} is empty: nothing has been written to it yet.` };
  const pointer = lfsPointer(source);
  if (pointer)
    return {
      path,
      named,
      code: 'lfs-pointer',
      message: `${name} can't be read: it is a Git LFS pointer, not the dump${pointer}. Run "git lfs pull" in its folder.`,
    };
  let best: { adapter: Adapter; detection: Detection } | undefined;
  for (const skeleton of probeDump(source, indexOfByte)) {
    const found = detectFormat({ path, ...skeleton });
    if (found && (!best || found.detection.confidence > best.detection.confidence)) best = found;
  }
  if (!best) return undefined;
  if (best.detection.without)
    return { path, named, code: 'results-only', message: `${name}: ${best.detection.without}` };
  return { path, named, bytesPath, ...best };
}

/** '' or a clause with the size it names; undefined when it is no pointer. */
function lfsPointer(source: FileSource): string | undefined {
  if (source.size > 1024) return undefined;
  const text = Buffer.from(readRangeOf(source, 0, 1024)).toString('latin1');
  if (!text.startsWith('version https://git-lfs')) return undefined;
  const size = /^size (\d+)$/m.exec(text)?.[1];
  return size ? ` of ${Number(size).toLocaleString('en-US')} bytes it stands for` : '';
}

function unknownFormat(path: string, source: FileSource): string {
  const head = readRangeOf(source, 0, 64);
  const name = basename(path);
  if (head.includes(0))
    return `${name} is a binary file that is no dump known here; JSONL, JSON, and both in .gz or .zip can be opened.`;
  const start = Buffer.from(head).toString('utf8').trimStart()[0];
  return start === '{' || start === '['
    ? `No text of a sample was found in ${name}; name the fields by hand with Edit Field Mapping.`
    : `${name} is not JSON: it begins with ${JSON.stringify(Buffer.from(head).toString('utf8').slice(0, 20))}.`;
}
