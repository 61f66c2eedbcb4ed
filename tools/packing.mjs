// Writes containers by hand, for tests and benchmarks: a zip of any compression method, a Zstandard frame that stores.
import { crc32, deflateRawSync } from 'node:zlib';

/**
 * A zip of `members`, each `{ name, bytes, method?, packed? }`: method 0 stores, 8 deflates (the default); for another one
 * `packed` holds the packed bytes.
 *
 * @returns {Buffer}
 */
export function makeZip(members) {
  const pieces = [];
  const directory = [];
  let at = 0;
  for (const member of members) {
    const record = zipRecord(member);
    directory.push(directoryEntry(record, at));
    for (const piece of [localHeader(record), record.name, record.packed]) {
      pieces.push(piece);
      at += piece.length;
    }
  }
  const size = directory.reduce((sum, entry) => sum + entry.length, 0);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(members.length, 8);
  end.writeUInt16LE(members.length, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...pieces, ...directory, end]);
}

function zipRecord({ name, bytes, method = 8, packed }) {
  const content = Buffer.from(bytes);
  return {
    name: Buffer.from(name),
    method,
    packed: packed ?? (method === 8 ? deflateRawSync(content) : content),
    size: content.length,
    crc: crc32(content),
  };
}

function localHeader({ name, method, packed, size, crc }) {
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(20, 4);
  header.writeUInt16LE(0x800, 6);
  header.writeUInt16LE(method, 8);
  header.writeUInt32LE(crc, 14);
  header.writeUInt32LE(packed.length, 18);
  header.writeUInt32LE(size, 22);
  header.writeUInt16LE(name.length, 26);
  return header;
}

function directoryEntry({ name, method, packed, size, crc }, at) {
  const entry = Buffer.alloc(46);
  entry.writeUInt32LE(0x02014b50, 0);
  entry.writeUInt16LE(20, 4);
  entry.writeUInt16LE(20, 6);
  entry.writeUInt16LE(0x800, 8);
  entry.writeUInt16LE(method, 10);
  entry.writeUInt32LE(crc, 16);
  entry.writeUInt32LE(packed.length, 20);
  entry.writeUInt32LE(size, 24);
  entry.writeUInt16LE(name.length, 28);
  entry.writeUInt32LE(at, 42);
  return Buffer.concat([entry, name]);
}

/**
 * A Zstandard frame that stores `bytes` in raw blocks (RFC 8878, 3.1.1), with an 8 KB window.
 *
 * @returns {Buffer}
 */
export function zstdStored(bytes) {
  const content = Buffer.from(bytes);
  const blockBytes = 4096;
  const pieces = [Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x18])];
  for (let at = 0; at === 0 || at < content.length; at += blockBytes) {
    const block = content.subarray(at, at + blockBytes);
    const isLast = at + blockBytes >= content.length ? 1 : 0;
    const header = Buffer.alloc(3);
    header.writeUIntLE((block.length << 3) | isLast, 0, 3);
    pieces.push(header, block);
  }
  return Buffer.concat(pieces);
}
