/** Files in which no samples can be looked for: what they are, in one sentence, and the way on. */
import { basename } from 'node:path';
import { recordPlaces, type RecordPlace } from '../core/adapters/mappingChoices';
import { strangerBytes, strangerIn } from '../core/containers/strangers';
import { readRangeOf } from '../core/scan/byteSource';
import { probeDump } from '../core/scan/skeleton';
import { FileSource, indexOfByte } from './fileSource';
import type { Unusable } from './describeFile';
import type { Unpacked } from './unpack/rowsStore';

/** A file without bytes, or one that only points at the dump. */
export function withoutContent(
  path: string,
  source: FileSource,
  { bytesPath, header, findings }: Unpacked,
): Pick<Unusable, 'code' | 'message'> | undefined {
  const name = basename(path);
  if (source.size === 0 && header && findings.length === 0)
    return {
      code: 'no-samples',
      message: `${name} is an Inspect log without samples: none has been finished yet, or the log was kept without them.`,
    };
  const [finding] = findings;
  if (source.size === 0 && finding)
    return { code: 'no-samples', message: `No sample of ${name} can be read: ${finding.message}` };
  if (source.size === 0 && bytesPath !== path) return { code: 'empty-file', message: `${name} holds no rows.` };
  if (source.size === 0)
    return { code: 'empty-file', message: `${name} is empty: nothing has been written to it yet.` };
  if (isBlank(source)) return { code: 'empty-file', message: `${name} holds nothing but white space.` };
  if (source.size <= 1024 && /^(?:\/|\.\.\/).*annex\/objects\//.test(startOf(source)))
    return {
      code: 'lfs-pointer',
      message: `${name} can't be read: it is a git-annex pointer, not the dump. Run "git annex get" on it.`,
    };
  const pointer = lfsPointer(source);
  if (pointer === undefined) return undefined;
  return {
    code: 'lfs-pointer',
    message: `${name} can't be read: it is a Git LFS pointer, not the dump${pointer}. Run "git lfs pull" in its folder.`,
  };
}

function isBlank(source: FileSource): boolean {
  return (
    source.size <= 1024 &&
    Buffer.from(readRangeOf(source, 0, 1024))
      .toString('utf8')
      .trim() === ''
  );
}

function startOf(source: FileSource): string {
  return Buffer.from(readRangeOf(source, 0, 1024)).toString('latin1');
}

/** '' or a clause with the size it names; undefined when it is no pointer. */
function lfsPointer(source: FileSource): string | undefined {
  if (source.size > 1024) return undefined;
  const text = startOf(source);
  if (!text.startsWith('version https://git-lfs')) return undefined;
  const size = /^size (\d+)$/m.exec(text)?.[1];
  return size ? ` of ${Number(size).toLocaleString('en-US')} bytes it stands for` : '';
}

/** A file that no format was recognised in. */
export function unknownFormat(path: string, unpacked: Unpacked): Pick<Unusable, 'message' | 'canBeMapped'> {
  const message = strangerWords(path, unpacked);
  if (message !== undefined) return { message };
  const name = basename(path);
  if (placesIn(path, unpacked.bytesPath).length === 0)
    return { message: `No text of a sample was found in ${name}: what it holds has no fields.` };
  const words = `No text of a sample was found in ${name}; name the fields by hand with Edit Field Mapping.`;
  return { message: words, canBeMapped: true };
}

/** What a file is in which nothing can be parsed; undefined when something can. */
function strangerWords(path: string, unpacked: Unpacked): string | undefined {
  const head = withSource(unpacked, (source) => readRangeOf(source, 0, strangerBytes));
  const name = basename(path);
  const stranger = strangerIn(head);
  if (stranger) return unpacked.bytesPath === path ? `${name} ${stranger}.` : `What is packed in ${name} ${stranger}.`;
  const start = head.subarray(0, 64);
  if (start.includes(0))
    return `${name} is a binary file that is no dump known here; JSONL, JSON, Parquet, Inspect logs, CSV and YAML, also in .gz, .zst or .zip, can be opened.`;
  const text = Buffer.from(start).toString('utf8');
  if (!/^\s*[{[]/.test(text))
    return `${name} is no dump known here: it begins with ${JSON.stringify(text.slice(0, 20))}, which is neither JSON nor a table with rows.`;
  if (/^\s*[{[]\s*[}\]]\s*$/.test(text) && head.length < 64) return `${name} holds no rows.`;
  if (withSource(unpacked, (source) => hasValues(source))) return undefined;
  return /^\s*[{[]+\s*'/.test(text)
    ? `${name} holds Python's own writing of its rows, which is no JSON; write them again with json.dumps.`
    : `No row at the beginning of ${name} can be read: it looks like JSON and is none. Write the file again.`;
}

/** Something at the beginning can be parsed. */
function hasValues(source: FileSource): boolean {
  return probeDump(source, indexOfByte).some(({ documents }) => documents.length > 0);
}

/** The places of records whose fields can be named. */
export function placesIn(path: string, bytesPath: string): RecordPlace[] {
  const source = new FileSource(bytesPath);
  try {
    return probeDump(source, indexOfByte).flatMap((skeleton) => recordPlaces({ path, ...skeleton }));
  } finally {
    source.close();
  }
}

/** Opens the bytes of a dump for as long as `use` needs them. */
export function withSource<T>({ bytesPath }: Unpacked, use: (source: FileSource) => T): T {
  const source = new FileSource(bytesPath);
  try {
    return use(source);
  } finally {
    source.close();
  }
}
