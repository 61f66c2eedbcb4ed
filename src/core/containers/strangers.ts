/** Files that are no dump and can't be opened, known by their first bytes: what they are, and the way on. */
import { begins } from './sniff';

interface Stranger {
  /** Where the mark stands; 0 where nothing else is said. */
  at?: number;
  mark: string;
  /** Goes on after the name of the file. */
  words: string;
}

const unpackIt = (what: string): string =>
  `is packed with ${what}, which can't be opened here; unpack it and open what is in it`;
const exportIt = (what: string): string =>
  `is ${what}, which holds no dump that can be opened; write its rows as JSONL or Parquet`;

const strangers: Stranger[] = [
  { at: 257, mark: 'ustar', words: 'is a tar archive; unpack it and open the folder' },
  { mark: 'BZh', words: unpackIt('bzip2') },
  { mark: '\xfd7zXZ\0', words: unpackIt('xz') },
  { mark: '7z\xbc\xaf\x27\x1c', words: unpackIt('7-Zip') },
  { mark: 'Rar!\x1a\x07', words: unpackIt('RAR') },
  { mark: '\x04\x22\x4d\x18', words: unpackIt('LZ4') },
  { mark: 'PARE', words: 'is an encrypted Parquet file; decrypt it first' },
  { mark: 'ARROW1', words: exportIt('an Arrow file') },
  { mark: '\xff\xff\xff\xff', words: exportIt('an Arrow stream') },
  { mark: 'SQLite format 3\0', words: exportIt('a SQLite database') },
  { mark: '\x89HDF\r\n', words: exportIt('an HDF5 file') },
  { mark: 'Obj\x01', words: exportIt('an Avro file') },
  { mark: 'ORC', words: exportIt('an ORC file') },
  { mark: '\x93NUMPY', words: exportIt('a NumPy array') },
  ...[2, 3, 4, 5].map((version) => ({
    mark: `\x80${String.fromCharCode(version)}`,
    words: 'is a Python pickle, which is never opened because reading one can run code; write its rows as JSONL',
  })),
  ...['\xff\xfe', '\xfe\xff', '{\0', '[\0', '\0{', '\0['].map((mark) => ({
    mark,
    words: 'is text in UTF-16; store it as UTF-8',
  })),
];

/** Bytes of a file's beginning that `strangerIn` wants to see. */
export const strangerBytes = 512;

/** What a file that begins with `head` is, as the rest of a sentence; undefined when its mark is not known. */
export function strangerIn(head: Uint8Array): string | undefined {
  const known = strangers.find(({ at = 0, mark }) =>
    begins(
      head.subarray(at),
      Array.from(mark, (c) => c.charCodeAt(0)),
    ),
  );
  if (known) return known.words;
  const text = new TextDecoder().decode(head).trimStart();
  return /^<(?:!doctype html|html)\b/i.test(text)
    ? 'is a web page, as servers send it in place of a file; fetch the file again, signed in where that is needed'
    : undefined;
}
