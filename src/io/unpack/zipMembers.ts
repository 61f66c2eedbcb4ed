/** Members of a zip as streams: stored, deflated, or in Zstandard (method 93), which the zip library leaves alone. */
import { basename } from 'node:path';
import type { Readable } from 'node:stream';
import { openPromise, type Entry } from 'yauzl';
import { UnreadableError } from '../errors';
import type { Meter } from './meter';
import { inflate, unzstd } from './streams';

/** A zip with more members than this is not read: their names alone would fill the memory. */
const mostMembers = 1_000_000;

export interface ZipMembers {
  /** By name; of equal names the last. */
  members: Map<string, Entry>;
  /** The member's bytes, counted. */
  bytes(member: Entry, meter: Meter): AsyncIterable<Uint8Array>;
  close(): void;
}

/**
 * Reads the directory of a zip. Names are never used as paths.
 *
 * @throws UnreadableError for names that lead out of the zip; any other error means damage
 */
export async function openZip(path: string): Promise<ZipMembers> {
  const zip = await openPromise(path, { autoClose: false });
  const members = new Map<string, Entry>();
  try {
    for await (const entry of zip.eachEntry()) {
      // Set anew, so that the order is that of the members that count.
      members.delete(entry.fileName);
      members.set(entry.fileName, slim(entry));
      if (members.size > mostMembers)
        throw new UnreadableError(`${basename(path)} has more than a million members; unpack it yourself.`);
    }
  } catch (error) {
    zip.close();
    throw hostileName(path, error) ?? error;
  }
  if (members.size > 0 && [...members.values()].every((entry) => entry.isEncrypted() || entry.fileName.endsWith('/'))) {
    zip.close();
    throw new UnreadableError(`${basename(path)} is encrypted; unpack it with its password and open what is in it.`);
  }
  const raw = (entry: Entry): Promise<Readable> => zip.openReadStreamPromise(entry, { decodeFileData: false });
  return {
    members,
    bytes: (entry, meter) => memberBytes(entry, raw, meter),
    close: () => zip.close(),
  };
}

const nothing = Buffer.alloc(0);

/** Without what only the directory needs: 30 MB less for a log of a hundred thousand samples. */
function slim(entry: Entry): Entry {
  return Object.assign(entry, {
    fileNameRaw: nothing,
    extraFieldRaw: nothing,
    extraFields: [],
    fileCommentRaw: nothing,
    fileComment: '',
    comment: '',
  });
}

async function* memberBytes(
  entry: Entry,
  raw: (entry: Entry) => Promise<Readable>,
  meter: Meter,
): AsyncGenerator<Uint8Array> {
  if (entry.isEncrypted()) throw new Error('it is encrypted');
  let total = 0;
  for await (const bytes of decoded(entry, await raw(entry), meter)) {
    total += bytes.length;
    // A directory that lies about a size is that of a bomb, or damaged.
    if (total > entry.uncompressedSize) break;
    yield bytes;
    await meter.breathe();
  }
  if (total !== entry.uncompressedSize) throw new Error('its size is not the one that the directory names');
}

async function* decoded(entry: Entry, packed: Readable, meter: Meter): AsyncGenerator<Uint8Array> {
  const method = entry.compressionMethod;
  if (method === 93) return yield* unzstd(packed, meter);
  if (method !== 0 && method !== 8) throw new Error(`it is packed with method ${method}, which is not known here`);
  for await (const bytes of (method === 8 ? inflate(packed) : packed) as AsyncIterable<Buffer>) {
    meter.count(bytes.length);
    yield bytes;
  }
}

function hostileName(path: string, error: unknown): UnreadableError | undefined {
  const name = /^(?:invalid relative path|absolute path): (.*)$/s.exec(
    error instanceof Error ? error.message : '',
  )?.[1];
  if (name === undefined) return undefined;
  return new UnreadableError(
    `${basename(path)} has a member whose name leads out of the zip (${JSON.stringify(name.slice(0, 60))}); it is not opened.`,
  );
}
