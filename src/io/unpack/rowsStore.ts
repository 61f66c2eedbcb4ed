/**
 * Unpacked dumps on disk: found by path, size, time and reader version of what they were made of, written whole or not at
 * all, and removed, those used longest ago first, when together they are larger than the cap.
 */
import { createHash, randomUUID } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { ZstdWindowError } from '../../core/containers/zstdFrames';
import type { Finding } from '../../core/findings';
import { UnreadableError, systemReason } from '../errors';
import type { Converted, LogHeader } from './container';
import { Meter } from './meter';
import { RowsFile } from './rowsFile';

/** Raised whenever the layout of the store changes. */
const layout = 1;
/** What a reader that crashed has left is removed after a day. */
const leftoverMs = 24 * 3600 * 1000;

export interface UnpackOptions {
  storageDir: string;
  /** A file that unpacks to more than this is refused, and all unpacked files together are kept below it. */
  maxBytes: number;
  signal?: AbortSignal;
  onProgress?: (unpackedBytes: number) => void;
}

/** A dump whose bytes are JSON now. */
export interface Unpacked {
  /** Where these bytes are: the file itself, or its copy in the storage. */
  bytesPath: string;
  header?: LogHeader;
  /** What the unpacking has shown; `file` is the path that was given. */
  findings: Finding[];
}

export interface Conversion {
  /** The file as a person named it. */
  path: string;
  /** What is read: the file, or what an outer container held. */
  from: string;
  /** Kind and version of the reader. */
  reader: string;
  convert(out: RowsFile, meter: Meter): Promise<Converted>;
}

/**
 * The rows of `conversion`, made now if they aren't there yet.
 *
 * @throws UnreadableError when the file is damaged or too large; AbortError when stopped
 */
export async function rowsOf(conversion: Conversion, options: UnpackOptions): Promise<Unpacked> {
  const { path, from } = conversion;
  const { size, mtimeMs } = statSync(from);
  const key = createHash('sha1').update([layout, conversion.reader, from, size, mtimeMs].join('\0')).digest('hex');
  const folder = join(options.storageDir, 'unpacked');
  const target = join(folder, `${key}.rows`);
  const kept = load(target);
  if (kept) return { ...kept, bytesPath: target };
  mkdirSync(folder, { recursive: true });
  // A container in a container is held against the file that people have.
  const packedBytes = Math.min(size, statSync(path).size);
  const about = await make(conversion, target, packedBytes, options);
  cleanUp(folder, options.maxBytes, target);
  return { bytesPath: target, header: about.header, findings: withFile(about.findings ?? [], path) };
}

async function make(
  conversion: Conversion,
  target: string,
  packedBytes: number,
  options: UnpackOptions,
): Promise<Converted> {
  const { path } = conversion;
  const partial = `${target}.${randomUUID()}.part`;
  const out = new RowsFile(partial, path, options.maxBytes);
  try {
    const about = await conversion.convert(out, new Meter(path, packedBytes, options));
    options.signal?.throwIfAborted();
    out.close();
    // The rows come last: they are used only when all that belongs to them is there.
    writeFileSync(
      noteOf(target),
      JSON.stringify({ header: about.header, findings: withFile(about.findings ?? [], path) }),
    );
    renameSync(partial, target);
    return about;
  } catch (error) {
    out.abandon();
    rmSync(partial, { force: true });
    if (error instanceof UnreadableError || options.signal?.aborted) throw error;
    const way = error instanceof ZstdWindowError ? 'Unpack it yourself' : 'Fetch the file again';
    throw new UnreadableError(`${basename(path)} can't be unpacked: ${damageIn(error)}. ${way}.`);
  }
}

/** What libraries trip over in damaged bytes says nothing to people. */
function damageIn(error: unknown): string {
  if (error instanceof TypeError || error instanceof RangeError) return 'what is in it makes no sense';
  const reason = systemReason(error).replace(/\.+$/, '');
  return /end of central directory/i.test(reason) ? 'its end is missing' : reason;
}

function withFile(findings: Finding[], file: string): Finding[] {
  return findings.map((finding) => ({ file, ...finding }));
}

/** Header and findings stand beside the rows; its time says when they were last used. */
function noteOf(target: string): string {
  return `${target}.json`;
}

function load(target: string): Omit<Unpacked, 'bytesPath'> | undefined {
  if (!existsSync(target)) return undefined;
  try {
    const note = JSON.parse(readFileSync(noteOf(target), 'utf8')) as { header?: LogHeader; findings: Finding[] };
    utimesSync(noteOf(target), new Date(), new Date());
    return { header: note.header, findings: note.findings };
  } catch {
    // A damaged note: everything is made anew.
    return undefined;
  }
}

/** Removes rows, those used longest ago first, until what is left fits; never `newest`. */
function cleanUp(folder: string, maxBytes: number, newest: string): void {
  const now = Date.now();
  const kept: { path: string; bytes: number; used: number }[] = [];
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    const stat = statSync(path, { throwIfNoEntry: false });
    if (!stat) continue;
    const note = statSync(noteOf(path), { throwIfNoEntry: false });
    if (name.endsWith('.rows')) kept.push({ path, bytes: stat.size, used: note?.mtimeMs ?? 0 });
    else if (!name.endsWith('.rows.json') && now - stat.mtimeMs > leftoverMs) rmSync(path, { force: true });
  }
  kept.sort((a, b) => b.used - a.used);
  let total = statSync(newest).size;
  for (const { path, bytes } of kept) {
    if (path === newest) continue;
    total += bytes;
    if (total <= maxBytes) continue;
    rmSync(path, { force: true });
    rmSync(noteOf(path), { force: true });
  }
}
