/**
 * Reads what Python's `repr` writes: lighteval once stored whole columns as such strings. Tolerant: tuples and sets are lists,
 * a call such as `array([…], dtype=float32)` or `np.float64(0.5)` is its first argument, unknown words are null, and what is
 * cut off or broken ends where it breaks.
 */

/** Deeper nesting than this is not followed. */
const deepest = 64;

/** @returns undefined when `text` begins with no literal. Never throws. */
export function readPythonLiteral(text: string): unknown {
  return new Reader(text).value(0);
}

const closers: Record<string, string> = { '[': ']', '(': ')', '{': '}' };
const names: Record<string, unknown> = { True: true, False: false, None: null, nan: null, inf: null };

class Reader {
  private at = 0;

  constructor(private readonly text: string) {}

  value(depth: number): unknown {
    this.space();
    const next = this.text[this.at];
    if (next === undefined || depth > deepest) return undefined;
    if (next === '[' || next === '(') return this.list(depth);
    if (next === '{') return this.braces(depth);
    const prefix = this.match(/[bBuUrRfF]{0,2}(?=["'])/y);
    if (prefix !== undefined) return this.string(/r/i.test(prefix));
    const number = this.match(/[-+]?(?:0[xX][\da-fA-F]+|(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)/y);
    if (number !== undefined) return Number(number.replaceAll('_', ''));
    return this.named(depth);
  }

  /** Entries up to the bracket that closes; a comma may be missing, as numpy writes its arrays. */
  private list(depth: number): unknown[] {
    const closer = closers[this.text[this.at++]];
    const entries: unknown[] = [];
    while (!this.closed(closer)) {
      const before = this.at;
      const value = this.value(depth + 1);
      if (value === undefined || this.at === before) return this.stop(entries);
      entries.push(value);
      this.take(',');
    }
    return entries;
  }

  /** A dictionary, or a set as a list. */
  private braces(depth: number): unknown {
    this.at++;
    const entries: [unknown, unknown][] = [];
    let isSet = false;
    while (!this.closed('}')) {
      const key = this.value(depth + 1);
      if (key === undefined) return this.stop(objectOf(entries));
      isSet ||= entries.length === 0 && !this.take(':');
      if (!isSet && entries.length > 0) this.take(':');
      const value = isSet ? key : this.value(depth + 1);
      if (value === undefined) return this.stop(objectOf(entries));
      entries.push([key, value]);
      this.take(',');
    }
    return isSet ? entries.map(([key]) => key) : objectOf(entries);
  }

  private string(raw: boolean): string {
    const quote = this.text[this.at];
    const triple = this.text.startsWith(quote.repeat(3), this.at);
    const closer = triple ? quote.repeat(3) : quote;
    this.at += closer.length;
    const start = this.at;
    let end = start;
    for (;;) {
      end = this.text.indexOf(closer, end);
      if (end < 0) end = this.text.length;
      // A quote behind an odd number of backslashes is part of the text.
      let slashes = 0;
      while (end - slashes > start && this.text[end - slashes - 1] === '\\') slashes++;
      if (slashes % 2 === 0 || end >= this.text.length) break;
      end++;
    }
    this.at = Math.min(this.text.length, end + closer.length);
    const inner = this.text.slice(start, end);
    return raw || !inner.includes('\\') ? inner : inner.replace(escape, unescape);
  }

  /** `True`, `nan`, `np.float64(0.5)`; anything else is null. */
  private named(depth: number): unknown {
    const sign = this.match(/[-+]/y) ?? '';
    const name = this.match(/[A-Za-z_][\w.]*/y);
    if (name === undefined) return sign === '' ? undefined : null;
    this.space();
    if (this.text[this.at] === '(') return this.list(depth)[0] ?? null;
    // A keyword argument stands for nothing.
    if (this.take('=')) return this.value(depth + 1) === undefined ? undefined : null;
    return Object.hasOwn(names, name) ? names[name] : null;
  }

  private closed(closer: string): boolean {
    this.space();
    return this.at >= this.text.length || this.take(closer);
  }

  private take(sign: string): boolean {
    this.space();
    if (this.text[this.at] !== sign) return false;
    this.at++;
    return true;
  }

  /** Nothing behind a break is looked at. */
  private stop<T>(value: T): T {
    this.at = this.text.length;
    return value;
  }

  private space(): void {
    this.match(/\s*/y);
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    if (found !== undefined) this.at += found.length;
    return found;
  }
}

function objectOf(entries: [unknown, unknown][]): Record<string, unknown> {
  return Object.fromEntries(
    entries.map(([key, value]) => [typeof key === 'string' ? key : JSON.stringify(key ?? null), value]),
  );
}

const escape = /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-7]{1,3})|(\r\n|[^]))/g;
const plainEscapes: Record<string, string> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
  '\\': '\\',
  "'": "'",
  '"': '"',
  '\n': '',
  '\r\n': '',
};

/** Escapes that Python does not know stand for themselves. */
function unescape(all: string, x?: string, u?: string, long?: string, octal?: string, plain?: string): string {
  if (plain !== undefined) return plainEscapes[plain] ?? all;
  const code = octal === undefined ? parseInt(x ?? u ?? long ?? '', 16) : parseInt(octal, 8);
  return code <= 0x10ffff ? String.fromCodePoint(code) : all;
}
