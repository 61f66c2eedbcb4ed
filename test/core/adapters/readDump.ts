/** Test-only reading of whole dumps: tolerant as the scanner is, but with JSON.parse and everything in memory. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { Probe } from '../../../src/core/adapters/adapter';

export interface ReadDump {
  container: Probe['container'];
  documents: unknown[];
  /** Rows that could not be parsed. */
  damaged: number;
}

export function readDump(path: string): ReadDump {
  const bytes = readFileSync(path);
  const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  return parseDump(text.replace(/^\uFEFF/, ''));
}

/** A JSON array or an object over several lines is a document; anything else is lines. */
function parseDump(text: string): ReadDump {
  const whole = text.trim();
  const isDocument = whole.startsWith('[') || /^\{\s*\n/.test(whole) || !whole.includes('\n');
  if (isDocument) {
    const document = tryParse(whole);
    if (document !== undefined) return { container: 'document', documents: [document], damaged: 0 };
  }
  const rows = text.split('\n').filter((line) => line.trim() !== '');
  const documents = rows.map(tryParse).filter((document) => document !== undefined);
  return { container: 'lines', documents, damaged: rows.length - documents.length };
}

/** `JSON.parse`, and Python's NaN and Infinity, and raw control characters in strings. */
function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return tryPython(text);
  }
}

function tryPython(text: string): unknown {
  const plain = text.replace(/"(?:[^"\\]|\\.)*"|NaN|Infinity/gs, (token) => {
    if (token === 'NaN') return 'null';
    if (token === 'Infinity') return '1e999';
    // eslint-disable-next-line no-control-regex -- they are what this is about
    return token.replace(/[\u0000-\u001f]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
  });
  try {
    return JSON.parse(plain);
  } catch {
    return undefined;
  }
}

/** What the real prober shows an adapter: see `Probe`. */
export function probeOf(path: string, { container, documents }: ReadDump): Probe {
  if (container === 'document') return { path, container, documents: documents.slice(0, 1).map(cut) };
  const rest = documents.slice(20);
  const later = Array.from({ length: 8 }, (_, i) => rest[Math.floor(((2 * i + 1) / 16) * rest.length)]);
  return {
    path,
    container,
    documents: documents.slice(0, 20).map(cut),
    later: [...new Set(later)].filter((row) => row !== undefined).map(cut),
  };
}

const mostEntries = 64;

function cut(value: unknown): unknown {
  if (typeof value === 'string') return value.length > 256 ? `${value.slice(0, 256)}…` : value;
  if (Array.isArray(value)) return value.slice(0, mostEntries).map(cut);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, mostEntries)
      .map(([key, child]) => [key, cut(child)]),
  );
}
