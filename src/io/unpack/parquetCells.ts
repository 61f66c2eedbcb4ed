/** Cells of a Parquet file, written as JSON without making strings of them where they are texts or JSON already. */
import { JsonCompactor } from '../../core/containers/compactJson';
import { jsonValueOf } from '../../core/containers/parquetColumns';
import { parseTolerant } from '../../core/scan/jsonText';
import { indexOfByte } from '../fileSource';
import { SideText } from './parquetSide';
import type { RowsFile } from './rowsFile';

/** An object or a list as it was written. */
class StoredJson {
  constructor(readonly text: string) {}
}

/** Values nested deeper than this can't be gone through by recursion. */
const mostLevels = 200;

/** The value of a column of JSON. What can't be parsed is text. */
export function storedJson(text: string): unknown {
  const value = parsed(text);
  return typeof value === 'object' && value !== null ? new StoredJson(text) : value;
}

/** The value of JSON inside of a list or struct. What can't be parsed, or is nested beyond reason, is text. */
export function jsonInside(text: string): unknown {
  const value = parsed(text);
  return isWithin(value, mostLevels) ? value : text;
}

function parsed(text: string): unknown {
  try {
    return parseTolerant(text);
  } catch {
    return text;
  }
}

function isWithin(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return levels > 0 && Object.values(value).every((inner) => isWithin(inner, levels - 1));
}

export function writeCell(value: unknown, out: RowsFile): void {
  if (value instanceof Uint8Array) out.string(value);
  else if (value instanceof SideText) out.string(value.readBytes());
  else if (value instanceof StoredJson) writeJson(value.text, out);
  else out.text(JSON.stringify(jsonValueOf(value)));
}

/** On one line. */
function writeJson(text: string, out: RowsFile): void {
  if (!/[\n\r]/.test(text)) return out.text(text);
  const compactor = new JsonCompactor((piece) => out.write(piece), { indexOfByte });
  compactor.push(Buffer.from(text));
  compactor.end();
}
