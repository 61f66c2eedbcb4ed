/** What a person chooses from who says which field of a dump plays which role. */
import type { Path, ScanPlan } from '../scan/plan';
import type { Probe } from './adapter';
import { columnsOf, type Column } from './columns';
import { rowPlaces } from './generic';
import { isObject } from './probe';

export interface RecordPlace {
  /** Where the records are; `''`: each row of the file. */
  record: Path;
  container: ScanPlan['container'];
  /** Records looked at. */
  rows: number;
  fields: FieldChoice[];
  /** The first records as JSON, long texts and lists shortened. */
  preview: string[];
}

export interface FieldChoice {
  path: Path;
  /** What its values are: `text`, `list of true/false`. */
  kind: string;
  /** The first value that is something, on one line, at most 80 characters. */
  example: string;
  /** Records that have it, of those looked at. */
  rows: number;
}

const shownRecords = 3;
const longestExample = 80;

/** Places where records may be, the likeliest first. Empty: the file holds no objects. */
export function recordPlaces(probe: Probe): RecordPlace[] {
  return rowPlaces(probe).map(({ record, rows }) => ({
    record,
    container: probe.container,
    rows: rows.length,
    fields: columnsOf(rows).map(choiceOf),
    preview: rows.slice(0, shownRecords).map((row) => JSON.stringify(row, null, 2)),
  }));
}

function choiceOf({ path, values, rows, list, conversation }: Column): FieldChoice {
  const stored = values.filter((value) => value !== null && value !== '');
  const kind = conversation ? 'messages' : kindOf(stored);
  return { path, kind: list === undefined ? kind : `list of ${kind}`, example: exampleOf(stored[0]), rows };
}

function kindOf(values: unknown[]): string {
  const kinds = new Set(values.map(kindOfOne));
  return kinds.size === 0 ? 'nothing' : kinds.size === 1 ? [...kinds][0] : 'mixed values';
}

function kindOfOne(value: unknown): string {
  if (typeof value === 'string') return 'text';
  if (typeof value === 'number') return 'number';
  if (typeof value === 'boolean') return 'true/false';
  return isObject(value) ? 'object' : 'list';
}

function exampleOf(value: unknown): string {
  if (value === undefined) return '';
  const text = (typeof value === 'string' ? value : JSON.stringify(value)).replace(/\s+/g, ' ').trim();
  return text.length > longestExample ? `${text.slice(0, longestExample - 1)}…` : text;
}
