import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { parse } from 'csv-parse/sync';
import { markdownEvents } from '../../core/annotations/exports';
import { parseLog, type LogRecord } from '../../core/annotations/parseLog';
import type { Finding } from '../../core/findings';
import { systemReason } from '../errors';

/**
 * The events in a log, or in a CSV or Markdown export of one.
 *
 * @throws Error with the sentence to show for a file that can't be read or holds none.
 */
export async function importAnnotations(path: string): Promise<{ records: LogRecord[]; findings: Finding[] }> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new Error(`${basename(path)} can't be read: ${systemReason(error)}.`);
  });
  const { records, findings } = parseLog(eventsIn(text, path), path);
  if (records.length === 0) throw new Error(`${basename(path)} holds no annotations.`);
  return { records, findings };
}

function eventsIn(text: string, path: string): string {
  if (/\.csv$/i.test(path)) return csvEvents(text, path);
  return /\.md$/i.test(path) ? (markdownEvents(text) ?? '') : text;
}

function csvEvents(text: string, path: string): string {
  let rows: string[][];
  try {
    rows = parse(text, { bom: true, relaxColumnCount: true });
  } catch (error) {
    throw new Error(`${basename(path)} is not CSV: ${systemReason(error)}.`, { cause: error });
  }
  const column = rows[0]?.indexOf('event') ?? -1;
  return rows
    .slice(1)
    .flatMap((row) => row[column] || [])
    .join('\n');
}
