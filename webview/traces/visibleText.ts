/**
 * Model output is shown as it is: characters that have no shape of their own, or that move others about, get a box
 * with their code point. The box holds the character itself, so that copying gives the exact text.
 */

export interface Segment {
  /** `plain`: shown as it is. `hidden`: one character, shown as `label`. `surrogate`: half of a pair, shown as U+FFFD. */
  kind: 'plain' | 'hidden' | 'surrogate';
  /** Exactly this stretch of the input. */
  raw: string;
  /** `U+202E`; '' for plain text. */
  label: string;
}

// Controls but for tab, soft hyphen, Arabic letter mark, Hangul and Khmer fillers, zero-width and bidi characters, line
// and paragraph separators, invisible operators, BOM, variation selectors' supplement and tags, odd spaces' kin.
const invisible =
  // eslint-disable-next-line no-control-regex, no-misleading-character-class -- these single characters are what it is for
  /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/gu;

/** Splits one line into what can be shown as it is and what must be made visible. Joined, the raws are the input. */
export function segmentsOf(line: string): Segment[] {
  const segments: Segment[] = [];
  let done = 0;
  for (const match of line.matchAll(invisible)) {
    if (match.index > done) segments.push(plain(line.slice(done, match.index)));
    segments.push(marked(match[0]));
    done = match.index + match[0].length;
  }
  if (done < line.length) segments.push(plain(line.slice(done)));
  return segments;
}

function plain(raw: string): Segment {
  return { kind: 'plain', raw, label: '' };
}

function marked(raw: string): Segment {
  const code = raw.codePointAt(0)!;
  const label = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
  return { kind: code >= 0xd800 && code <= 0xdfff ? 'surrogate' : 'hidden', raw, label };
}

/** Lines as the gutter numbers them: `\n` ends a line, and nothing else does. Joined with `\n` they are the input. */
export function linesOf(text: string): string[] {
  return text.split('\n');
}

/** Whether a text is better read in the editor's font: a third or more of its lines are indented, as code is. */
export function looksLikeCode(text: string): boolean {
  const lines = linesOf(text).filter((line) => line.trim() !== '');
  const indented = lines.filter((line) => /^(?: {2,}|\t)/.test(line)).length;
  return lines.length >= 3 && indented * 3 >= lines.length;
}
