/**
 * Stretches of a trace that hang together: fenced code, tables, maths, inline code. Steps are not cut inside them, and
 * the page renders them. Found in one pass whatever the text is, for model output is not always well formed: what is
 * opened and not closed is plain text.
 */

/** `[start, end)` in UTF-16 units of the trace. */
export interface Span {
  start: number;
  end: number;
}

export type RegionKind = 'fence' | 'table' | 'display' | 'inline' | 'code';

export interface Region extends Span {
  /** `display` and `inline` are maths; `code` is code inside a line. */
  kind: RegionKind;
  /** What is between the delimiters. */
  inner: Span;
}

/** A fence that is opened and never closed is code when no more than this follows: a trace cut off inside its code. */
const MOST_OPEN_FENCE = 4000;
/** No formula is longer, in UTF-16 units; two far dollar signs are not one. */
const MOST_MATHS = 5000;

/** All regions in order; none overlaps another. Linear in the length of the text. */
export function regionsOf(text: string): Region[] {
  const blocks = blocksOf(text);
  const regions: Region[] = [];
  const closers = new Closers(text);
  let done = 0;
  for (const block of [...blocks, undefined]) {
    inlineRegions(text, done, block?.start ?? text.length, closers, regions);
    if (!block) break;
    regions.push(block);
    done = block.end;
  }
  return regions;
}

/** Maths and inline code inside a table, whose cells have them like any other text. */
export function regionsInTable(text: string, table: Span): Region[] {
  const regions: Region[] = [];
  inlineRegions(text, table.start, table.end, new Closers(text), regions);
  return regions;
}

interface OpenFence {
  mark: string;
  length: number;
  start: number;
  inner: number;
}

/** Fences and tables: what is told by whole lines. */
function blocksOf(text: string): Region[] {
  const blocks: Region[] = [];
  let open: OpenFence | undefined;
  /** Shortest fence of a mark that is known not to be closed any more. */
  const unclosed = new Map<string, number>();
  for (let start = 0; start < text.length;) {
    const end = lineEnd(text, start);
    const line = text.slice(start, end);
    if (open) {
      if (closes(line, open)) {
        blocks.push({ kind: 'fence', start: open.start, end, inner: { start: open.inner, end: start } });
        open = undefined;
      } else if (end === text.length && end - open.start > MOST_OPEN_FENCE) {
        unclosed.set(open.mark, Math.min(open.length, unclosed.get(open.mark) ?? Infinity));
        start = open.inner;
        open = undefined;
        continue;
      }
    } else {
      const opening = openingFence(line, start, end);
      if (opening && opening.length < (unclosed.get(opening.mark) ?? Infinity)) open = opening;
      else if (line.includes('|') && isDelimiterRow(text.slice(end, lineEnd(text, end)))) {
        const tableEnd = endOfTable(text, end);
        blocks.push({ kind: 'table', start, end: tableEnd, inner: { start, end: tableEnd } });
        start = tableEnd;
        continue;
      }
    }
    start = end;
  }
  if (open)
    blocks.push({ kind: 'fence', start: open.start, end: text.length, inner: { start: open.inner, end: text.length } });
  return blocks;
}

/** Behind the line feed of the line at `start`. */
function lineEnd(text: string, start: number): number {
  const found = text.indexOf('\n', start);
  return found < 0 ? text.length : found + 1;
}

function openingFence(line: string, start: number, end: number): OpenFence | undefined {
  const [, fence] = /^[ \t]{0,12}(`{3,}|~{3,})/.exec(line) ?? [];
  if (!fence) return undefined;
  // Backticks may not follow: "```x```" in a line is code inside the line.
  if (fence[0] === '`' && line.includes('`', line.indexOf(fence) + fence.length)) return undefined;
  return { mark: fence[0], length: fence.length, start, inner: end };
}

function closes(line: string, { mark, length }: OpenFence): boolean {
  const trimmed = line.trim();
  if (trimmed.length < length || trimmed[0] !== mark) return false;
  for (const character of trimmed) if (character !== mark) return false;
  return true;
}

function isDelimiterRow(line: string): boolean {
  return line.includes('|') && line.includes('-') && /^[ \t|:-]+\r?\n?$/.test(line);
}

function endOfTable(text: string, delimiterRow: number): number {
  let end = lineEnd(text, delimiterRow);
  while (end < text.length) {
    const next = lineEnd(text, end);
    if (!text.slice(end, next).includes('|')) break;
    end = next;
  }
  return end;
}

/** Where the next closing mark is; each search of the text is done once. */
class Closers {
  readonly #next = new Map<string, number>();
  #blank = -1;
  #runs: Map<number, number[]> | undefined;

  constructor(private readonly text: string) {}

  /** First `closer` at or behind `from`; Infinity: none. `from` may only grow. */
  next(closer: string, from: number): number {
    const known = this.#next.get(closer);
    if (known !== undefined && known >= from) return known;
    const found = this.text.indexOf(closer, from);
    const place = found < 0 ? Infinity : found;
    this.#next.set(closer, place);
    return place;
  }

  /** End of the paragraph that `from` is in: the next blank line. */
  paragraphEnd(from: number): number {
    if (this.#blank < from) {
      blankLine.lastIndex = from;
      this.#blank = blankLine.exec(this.text)?.index ?? this.text.length;
    }
    return this.#blank;
  }

  /** First run of exactly `length` backticks at or behind `from`; Infinity: none. */
  ticks(length: number, from: number): number {
    this.#runs ??= runsOfTicks(this.text);
    const places = this.#runs.get(length);
    if (!places) return Infinity;
    while (places.length > 0 && places[places.length - 1] < from) places.pop();
    return places.at(-1) ?? Infinity;
  }
}

const blankLine = /\n[ \t]{0,200}\r?\n/g;

/** Places of runs of backticks by their length, last first. */
function runsOfTicks(text: string): Map<number, number[]> {
  const runs = new Map<number, number[]>();
  for (const { 0: run, index } of text.matchAll(/`+/g)) {
    const places = runs.get(run.length);
    if (places) places.push(index);
    else runs.set(run.length, [index]);
  }
  for (const places of runs.values()) places.reverse();
  return runs;
}

const environments =
  'equation|align|alignat|aligned|gather|gathered|multline|split|cases|array|matrix|pmatrix|bmatrix|vmatrix|Vmatrix|Bmatrix|eqnarray|displaymath|math';
const opener = new RegExp(`\\\\(?:begin\\{(${environments})(\\*?)\\}|[^])|\\$\\$?|\`+`, 'g');

/** Maths and inline code in `text[from, end)`, appended to `regions`. */
function inlineRegions(text: string, from: number, end: number, closers: Closers, regions: Region[]): void {
  opener.lastIndex = from;
  for (let match = opener.exec(text); match && match.index < end; match = opener.exec(text)) {
    const region = regionAt(text, match, closers);
    if (!region || region.end > end) continue;
    regions.push(region);
    opener.lastIndex = region.end;
  }
}

function regionAt(text: string, match: RegExpExecArray, closers: Closers): Region | undefined {
  const [mark, environment, star] = match;
  const start = match.index;
  const inner = start + mark.length;
  const isCode = mark[0] === '`';
  const limit = Math.min(closers.paragraphEnd(start), isCode ? Infinity : start + MOST_MATHS);
  const between = (kind: RegionKind, close: number, length: number): Region | undefined =>
    close < limit && close > inner
      ? { kind, start, end: close + length, inner: { start: inner, end: close } }
      : undefined;
  if (isCode) return between('code', closers.ticks(mark.length, inner), mark.length);
  if (mark === '\\[') return between('display', closers.next('\\]', inner), 2);
  if (mark === '\\(') return between('inline', closers.next('\\)', inner), 2);
  if (mark === '$$') return between('display', closers.next('$$', inner), 2);
  if (mark === '$') return dollars(text, start, closers);
  if (environment === undefined) return undefined; // an escaped character
  const ending = `\\end{${environment}${star}}`;
  const whole = between('display', closers.next(ending, inner), ending.length);
  return whole && { ...whole, inner: { start, end: whole.end } };
}

/** `$…$` in one line, as Pandoc has it: no space inside the dollars, no digit behind the second: "$5 and $6" is money. */
function dollars(text: string, start: number, closers: Closers): Region | undefined {
  let close = closers.next('$', start + 1);
  while (close < Infinity && isEscaped(text, close)) close = closers.next('$', close + 1);
  if (close === Infinity || close === start + 1 || close > closers.next('\n', start)) return undefined;
  if (/\s/.test(text[start + 1]) || /\s/.test(text[close - 1]) || /\d/.test(text[close + 1] ?? '')) return undefined;
  if (close - start > MOST_MATHS) return undefined;
  return { kind: 'inline', start, end: close + 1, inner: { start: start + 1, end: close } };
}

function isEscaped(text: string, place: number): boolean {
  let backslashes = 0;
  while (text[place - 1 - backslashes] === '\\' && backslashes < 64) backslashes++;
  return backslashes % 2 === 1;
}
