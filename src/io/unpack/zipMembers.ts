/** Members of a zip: stored, deflated, or in Zstandard (method 93). */
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { inflateRawSync } from 'node:zlib';
import { fromRandomAccessReaderPromise, type Entry, type ZipFile } from 'yauzl';
import { UnreadableError, hasCode } from '../errors';
import type { Meter } from './meter';
import { inflate, unzstd } from './streams';
import { ZipReader } from './zipReader';

/** Members are listed in memory: n = 1,024 of 500 problems in an Inspect log takes 254 MiB to open. */
const mostMembers = 600_000;
/** Of all names together. Those of an Inspect log have some thirty bytes each. */
const mostNameBytes = 32 * 2 ** 20;
/** A stream costs a fifth of a millisecond: members that are packed and unpacked no larger than this go without. */
const smallBytes = 64 * 1024;

/** What is kept of a member; a log has one for each sample. */
export interface Member {
  name: string;
  /** Place of the header that stands before its bytes. */
  offset: number;
  packedBytes: number;
  bytes: number;
  method: number;
  isEncrypted: boolean;
}

export interface ZipMembers {
  /** By name; of equal names the last. */
  members: Map<string, Member>;
  /** The member's bytes, counted; each piece is good until the next one is asked for. */
  bytes(member: Member, meter: Meter): AsyncIterable<Uint8Array>;
  close(): void;
}

/**
 * Reads the directory of a zip. Names are never used as paths.
 *
 * @throws UnreadableError for names that lead out of the zip, and beyond the limits; AbortError when stopped; any other
 * error means damage
 */
export async function openZip(path: string, meter: Meter): Promise<ZipMembers> {
  const reader = new ZipReader(path);
  try {
    const zip = await fromRandomAccessReaderPromise(reader, reader.size, { autoClose: false });
    if (zip.entryCount > mostMembers) throw tooMany(path, `${zip.entryCount.toLocaleString('en-US')} members`);
    const members = await readDirectory(path, zip, meter);
    return {
      members,
      bytes: (member, countedBy) => memberBytes(member, reader, countedBy),
      close: () => reader.end(),
    };
  } catch (error) {
    reader.end();
    throw hostileName(path, error) ?? error;
  }
}

async function readDirectory(path: string, zip: ZipFile, meter: Meter): Promise<Map<string, Member>> {
  const members = new Map<string, Member>();
  let nameBytes = 0;
  let isReadable = false;
  for await (const entry of zip.eachEntry()) {
    const member = memberOf(entry);
    // Set anew, so that the order is that of the members that count.
    members.delete(member.name);
    members.set(member.name, member);
    isReadable ||= !member.isEncrypted && !member.name.endsWith('/');
    nameBytes += entry.fileNameLength;
    if (nameBytes > mostNameBytes) throw tooMany(path, 'members whose names are longer than 32 MB together');
    await meter.breathe();
  }
  if (members.size > 0 && !isReadable)
    throw new UnreadableError(`${basename(path)} is encrypted; unpack it with its password and open what is in it.`);
  return members;
}

function memberOf(entry: Entry): Member {
  return {
    name: entry.fileName,
    offset: entry.relativeOffsetOfLocalHeader,
    packedBytes: entry.compressedSize,
    bytes: entry.uncompressedSize,
    method: entry.compressionMethod,
    isEncrypted: entry.isEncrypted(),
  };
}

function tooMany(path: string, what: string): UnreadableError {
  return new UnreadableError(
    `${basename(path)} has ${what}; a zip is read up to ${mostMembers.toLocaleString('en-US')} members and 32 MB of names. Unpack it and open what is in it.`,
  );
}

async function* memberBytes(member: Member, reader: ZipReader, meter: Meter): AsyncGenerator<Uint8Array> {
  if (member.isEncrypted) throw new Error('it is encrypted');
  let total = 0;
  for await (const bytes of decoded(member, reader, meter)) {
    total += bytes.length;
    // A directory that lies about a size is that of a bomb, or damaged.
    if (total > member.bytes) break;
    yield bytes;
    await meter.breathe();
  }
  if (total !== member.bytes) throw wrongSize();
}

function wrongSize(): Error {
  return new Error('its size is not the one that the directory names');
}

async function* decoded(member: Member, reader: ZipReader, meter: Meter): AsyncGenerator<Uint8Array> {
  const { method, packedBytes } = member;
  if (method !== 0 && method !== 8 && method !== 93)
    throw new Error(`it is packed with method ${method}, which is not known here`);
  const start = reader.dataStart(member);
  if (method === 93) return yield* unzstd(reader.pieces(start, packedBytes), meter, member.bytes);
  for await (const bytes of plainPieces(member, start, reader)) {
    meter.count(bytes.length);
    yield bytes;
  }
}

function plainPieces(member: Member, start: number, reader: ZipReader): Iterable<Uint8Array> | Readable {
  const { method, packedBytes, bytes } = member;
  if (method === 0) return reader.pieces(start, packedBytes);
  if (packedBytes > smallBytes || bytes > smallBytes) return inflate(Readable.from(reader.pieces(start, packedBytes)));
  return [inflateSmall(reader.view(start, packedBytes), bytes)];
}

function inflateSmall(packed: Uint8Array, bytes: number): Uint8Array {
  try {
    // One byte more than wanted shows what is longer, and ends the decoder in one go.
    return inflateRawSync(packed, { maxOutputLength: bytes + 1, chunkSize: Math.max(64, bytes + 1) });
  } catch (error) {
    throw hasCode(error, 'ERR_BUFFER_TOO_LARGE') ? wrongSize() : error;
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
