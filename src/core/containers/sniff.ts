/** What a file is packed in, told by its first bytes, whatever its name. */

export const containerIds = ['gzip', 'zstd', 'zip', 'parquet', 'csv', 'yaml'] as const;
export type ContainerId = (typeof containerIds)[number];

/** Bytes of a file's beginning that `containerOf` wants to see. */
export const sniffedBytes = 64 * 1024;

/**
 * The container of a file that begins with `head`; undefined for JSON and for what is not known.
 *
 * CSV and YAML have no mark: CSV begins with a row of short names and a second row of as many fields, YAML with a key at
 * the margin and another one below it.
 */
export function containerOf(head: Uint8Array): ContainerId | undefined {
  if (begins(head, [0x1f, 0x8b])) return 'gzip';
  if (begins(head, [0x28, 0xb5, 0x2f, 0xfd])) return 'zstd';
  // A skippable frame, as pzstd writes it.
  if (head[0] >= 0x50 && head[0] <= 0x5f && begins(head.subarray(1), [0x2a, 0x4d, 0x18])) return 'zstd';
  // The second mark is that of a zip with nothing in it.
  if (begins(head, [0x50, 0x4b, 3, 4]) || begins(head, [0x50, 0x4b, 5, 6])) return 'zip';
  if (begins(head, [0x50, 0x41, 0x52, 0x31])) return 'parquet';
  return head.includes(0) ? undefined : textContainer(head);
}

export function begins(head: Uint8Array, bytes: number[]): boolean {
  return bytes.every((byte, i) => head[i] === byte);
}

function textContainer(head: Uint8Array): ContainerId | undefined {
  const text = new TextDecoder().decode(head);
  if (/^\s*[[{]/.test(text)) return undefined;
  if (looksLikeYaml(text)) return 'yaml';
  return looksLikeCsv(text) ? 'csv' : undefined;
}

/** Prose has keys now and then too, but at the margin of YAML stands nothing else. */
function looksLikeYaml(text: string): boolean {
  const key = /^["']?[A-Za-z_][\w .-]{0,63}["']?:(?=\s|$)/;
  const lines = text.split(/\r?\n/).filter((line) => /^[^\s#%]/.test(line) && !/^(?:---|\.\.\.)/.test(line));
  const keys = lines.filter((line) => key.test(line));
  // The last line may be cut off.
  return (
    keys.length > 1 && key.test(lines[0]) && lines.slice(0, -1).every((line) => key.test(line) || /^[-\]}]/.test(line))
  );
}

function looksLikeCsv(text: string): boolean {
  const [header, second] = firstRecords(text);
  if (!header || header.length < 2 || second?.length !== header.length) return false;
  const isName = (name: string): boolean => /^[^\d\s][^\n]{0,63}$/.test(name);
  return header.every(isName) && new Set(header).size === header.length;
}

/** Fields of the first two records; the second may be cut off by the end of `text`. */
function firstRecords(text: string): string[][] {
  const records: string[][] = [[]];
  const field = /(?:"((?:[^"]|"")*)("|$)|([^",\r\n]*))(,|\r?\n|$)/y;
  while (field.lastIndex < text.length) {
    const match = field.exec(text);
    if (!match) return [];
    records[records.length - 1].push(match[1] ?? match[3]);
    if (match[4] === ',') continue;
    if (records.length === 2) break;
    records.push([]);
  }
  return records;
}
