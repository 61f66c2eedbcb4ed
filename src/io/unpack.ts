/** Compressed dumps: unpacked once into a size-capped cache file, because neither gzip nor zip can be read from the middle. */
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { open as openZip, type Entry, type ZipFile } from 'yauzl';
import { UnreadableError } from './errors';

export interface UnpackOptions {
  storageDir: string;
  /** A file that unpacks to more than this is refused. */
  maxBytes: number;
  signal?: AbortSignal;
  onProgress?: (unpackedBytes: number) => void;
}

/**
 * Path of the unpacked copy, made now if it isn't there yet.
 *
 * @throws UnreadableError when it is damaged, too large, or a zip without a JSON file; AbortError when cancelled
 */
export async function unpack(path: string, kind: 'gzip' | 'zip', options: UnpackOptions): Promise<string> {
  const { size, mtimeMs } = statSync(path);
  const key = createHash('sha1').update(`${path}\0${size}\0${mtimeMs}`).digest('hex');
  const folder = join(options.storageDir, 'unpacked');
  const target = join(folder, `${key}.data`);
  if (existsSync(target)) return target;
  mkdirSync(folder, { recursive: true });
  const partial = `${target}.${randomUUID()}.part`;
  try {
    const input =
      kind === 'gzip' ? createReadStream(path).pipe(createGunzip({ chunkSize: 1 << 20 })) : await zipMember(path);
    await pipeline(input, capped(path, options), createWriteStream(partial), { signal: options.signal });
    renameSync(partial, target);
    return target;
  } catch (error) {
    rmSync(partial, { force: true });
    if (error instanceof UnreadableError || options.signal?.aborted) throw error;
    throw new UnreadableError(
      `${basename(path)} can't be unpacked: ${(error as Error).message}. Fetch the file again.`,
    );
  }
}

/** Passes bytes on, counts them, and refuses more than the cap. */
function capped(path: string, options: UnpackOptions): Transform {
  let total = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      total += chunk.length;
      options.onProgress?.(total);
      if (total <= options.maxBytes) return done(null, chunk);
      const cap = Math.round(options.maxBytes / 2 ** 20).toLocaleString('en-US');
      done(
        new UnreadableError(
          `${basename(path)} unpacks to more than ${cap} MB. Unpack it yourself, or raise traceInspector.cacheSizeMB.`,
        ),
      );
    },
  });
}

/** The zip's largest JSON member as a stream; names are never used as paths. */
async function zipMember(path: string): Promise<Readable> {
  const zip = await new Promise<ZipFile>((resolve, reject) =>
    openZip(path, { lazyEntries: true, autoClose: false }, (error, file) => (error ? reject(error) : resolve(file))),
  );
  const entry = await largestJson(zip);
  if (!entry)
    throw new UnreadableError(`${basename(path)} is a zip without a .json or .jsonl file in it.`, 'no-samples');
  return new Promise((resolve, reject) =>
    zip.openReadStream(entry, (error, stream) => {
      if (error) return reject(error);
      stream.once('close', () => zip.close());
      resolve(stream);
    }),
  );
}

function largestJson(zip: ZipFile): Promise<Entry | undefined> {
  return new Promise((resolve, reject) => {
    let best: Entry | undefined;
    zip.on('entry', (entry: Entry) => {
      const fits = /\.(jsonl?|json-lines|ndjson)$/i.test(entry.fileName);
      if (fits && (!best || entry.uncompressedSize > best.uncompressedSize)) best = entry;
      zip.readEntry();
    });
    zip.once('end', () => resolve(best));
    zip.once('error', reject);
    zip.readEntry();
  });
}
