/**
 * Reads the lines of a log. Anything may stand in one: what is no event becomes a finding with its line, what is of a newer
 * version is kept as it is, and all other lines are read. Never throws.
 */
import type { Finding } from '../findings';
import { formatNoun } from '../format';
import type { AnnotationEvent } from './events';
import { eventVersion } from './events';
import { headShape, isEventKind, payloadShapes } from './eventShapes';
import { isObject, isOf } from './shapes';

/** One event as it stands in a file. */
export interface LogRecord {
  id: string;
  clock: number;
  /** Its line without white space around it; written again as it is. */
  line: string;
  /** Undefined: of a kind or version that this code does not know. */
  event?: AnnotationEvent;
}

/** A line, or piece of one, that is no event. */
interface DamagedLine {
  /** 1-based. */
  number: number;
  line: string;
  /** As a sentence without its full stop. */
  why: string;
  /** True: it has the beginning of an event that was not written to its end. */
  torn: boolean;
}

/** So many lines are told of one by one. */
const mostFindings = 50;

/** Reads a log piece by piece, as it grows. */
export class LogReader {
  /** Behind the last line end: what is being written, or was torn off. */
  #rest = '';
  #line = 0;
  readonly #damaged: DamagedLine[] = [];
  #newer = 0;

  constructor(private readonly file?: string) {}

  /** @returns the events of the lines that this piece completes. */
  push(text: string): LogRecord[] {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    return lines.flatMap((line) => this.#read(line, ++this.#line));
  }

  /** The event of a last line without a line end, when it is whole. It is read again when its line end comes. */
  rest(): LogRecord[] {
    const parsed = this.#rest.trim() === '' ? undefined : parseEvent(clean(this.#rest));
    return parsed && 'record' in parsed ? [parsed.record] : [];
  }

  /** Lines that hold no event; kept by compaction, for a person may be able to read them. */
  get damaged(): readonly string[] {
    return this.#damaged.map(({ line }) => line);
  }

  /** @param has whether an event is in the log, so that a torn line that was written again is not told of. */
  findings(has: (id: string) => boolean): Finding[] {
    const damaged = this.#damaged.filter(({ line, torn }) => !(torn && isWrittenAgain(line, has)));
    const all = damaged.map((line) => this.#damagedFinding(line));
    const torn = this.rest().length === 0 ? clean(this.#rest) : '';
    if (torn !== '') all.push(this.#tornFinding());
    const findings = all.slice(0, mostFindings);
    if (all.length > mostFindings)
      findings.push({
        code: 'too-many-findings',
        severity: 'error',
        file: this.file,
        message: `${all.length - mostFindings} more lines hold no annotation.`,
        count: all.length - mostFindings,
      });
    if (this.#newer > 0) findings.push(this.#newerFinding());
    return findings;
  }

  #read(raw: string, number: number): LogRecord[] {
    const line = clean(raw);
    if (line === '') return [];
    const records: LogRecord[] = [];
    for (const piece of piecesOf(line)) {
      const parsed = parseEvent(piece);
      if ('record' in parsed) {
        records.push(parsed.record);
        if (!parsed.record.event) this.#newer++;
      } else this.#damaged.push({ number, line: piece, ...parsed });
    }
    return records;
  }

  #damagedFinding({ number, why }: DamagedLine): Finding {
    const message = `Line ${number} holds no annotation: ${why}. The other lines are read; this one is kept in the file.`;
    return { code: 'damaged-annotation', severity: 'error', file: this.file, line: number, message };
  }

  #tornFinding(): Finding {
    const message = `The last line ends in the middle of an annotation, which was never confirmed as written. The next annotation begins a new line.`;
    return { code: 'torn-end', severity: 'warning', file: this.file, line: this.#line + 1, message };
  }

  #newerFinding(): Finding {
    const message = `${formatNoun(this.#newer, 'annotation')} of a newer version of this extension: kept in the file, and neither shown nor counted here.`;
    return { code: 'newer-annotation', severity: 'info', file: this.file, message, count: this.#newer };
  }
}

/** Reads a whole log at once, its last line too where it lacks its line end. */
export function parseLog(
  text: string,
  file?: string,
): { records: LogRecord[]; findings: Finding[]; damaged: string[] } {
  const reader = new LogReader(file);
  const records = [...reader.push(text), ...reader.rest()];
  const ids = new Set(records.map(({ id }) => id));
  return { records, findings: reader.findings((id) => ids.has(id)), damaged: [...reader.damaged] };
}

/** The line that stands for an event in a file, without a line end. */
export function recordOf(event: AnnotationEvent): LogRecord {
  return { id: event.id, clock: event.clock, line: JSON.stringify(event), event };
}

function clean(line: string): string {
  return line.replace(/^\uFEFF/, '').trim();
}

type Parsed = { record: LogRecord } | { why: string; torn: boolean };

function parseEvent(line: string): Parsed {
  if (/^(<{7}|={7}|>{7}|\|{7})( |$)/.test(line))
    return { why: 'it is a mark of a merge of git; the lines of both sides are read', torn: false };
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { why: 'it is not JSON, or ends in the middle', torn: true };
  }
  if (!isOf(headShape, value)) return { why: headShape(value, '') ?? '', torn: false };
  const { id, clock, v } = value;
  const kind = 'kind' in value ? value.kind : undefined;
  if (typeof kind !== 'string') return { why: 'kind is not a text', torn: false };
  if (v > eventVersion || !isEventKind(kind)) return { record: { id, clock, line } };
  const payload = 'payload' in value ? value.payload : undefined;
  const wrong = payloadShapes[kind](payload, 'payload');
  if (wrong !== undefined) return { why: wrong, torn: false };
  // The shape of this kind has just been checked.
  return { record: { id, clock, line, event: value as AnnotationEvent } };
}

/**
 * A line in which a whole event stands behind a torn one, or behind another whose line end was lost, is cut before each
 * event. Inside texts of an event its quotes would be escaped, so the cut is never inside one.
 */
function piecesOf(line: string): string[] {
  if (!line.includes('{"v":', 1) || isJson(line)) return [line];
  return line.split(/(?=\{"v":\d)/);
}

function isJson(line: string): boolean {
  try {
    return isObject(JSON.parse(line));
  } catch {
    return false;
  }
}

function isWrittenAgain(line: string, has: (id: string) => boolean): boolean {
  const id = /^\{"v":\d+,"id":"([^"\\]+)"/.exec(line)?.[1];
  return id !== undefined && has(id);
}
