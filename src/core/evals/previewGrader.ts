/**
 * A grader for the moment until a real one has spoken: equal after folding what writing differs in by habit. It errs
 * towards no, and is always shown as *preview*. Nothing is evaluated; texts are only rewritten and compared.
 */
import type { GraderName } from './spec';

export const previewGrader: GraderName = { id: 'preview', version: '1' };

/** Longer answers are no answers, and only the end of a trace is looked at. */
const mostAnswerChars = 500;
const tailChars = 32_768;

/** @returns the content of the last `\boxed{…}` of a trace; undefined: none, or one that is not closed. */
export function boxedAnswer(text: string): string | undefined {
  const tail = text.slice(-tailChars);
  const at = Math.max(tail.lastIndexOf('\\boxed{'), tail.lastIndexOf('\\fbox{'));
  if (at < 0) return undefined;
  const start = tail.indexOf('{', at) + 1;
  let depth = 1;
  for (let i = start; i < tail.length && i - start <= mostAnswerChars; i++) {
    if (tail[i] === '\\') i++;
    else if (tail[i] === '{') depth++;
    else if (tail[i] === '}' && --depth === 0) return tail.slice(start, i);
  }
  return undefined;
}

/**
 * Whether two answers are surely the same: numbers by value (exactly, as fractions), tuples and intervals entry by entry,
 * sets in any order, everything else by letters. Kinds of brackets, units and percent are never folded.
 */
export function surelyEqual(answer: string, reference: string): boolean {
  const a = normalised(answer);
  const b = normalised(reference);
  return a !== '' && b !== '' && sameText(a, b);
}

function sameText(a: string, b: string): boolean {
  if (a === b) return true;
  const [x, y] = [fractionOf(a), fractionOf(b)];
  if (x && y) return x.over * y.under === y.over * x.under;
  const [s, t] = [bracketed(a), bracketed(b)];
  if (!s || !t || s.open !== t.open || s.close !== t.close || s.entries.length !== t.entries.length) return false;
  if (s.open !== '\\{') return s.entries.every((entry, i) => sameText(entry, t.entries[i]));
  const left = [...t.entries];
  return s.entries.every((entry) => {
    const at = left.findIndex((other) => sameText(entry, other));
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  });
}

interface Bracketed {
  open: string;
  close: string;
  entries: string[];
}

/** `(1,2]`, `\{a,b\}`: a text that is one pair of brackets, cut at the commas directly inside. */
function bracketed(text: string): Bracketed | undefined {
  const outer = /^(\(|\[|\\\{)(.+?)(\)|\]|\\\})$/.exec(text);
  if (!outer) return undefined;
  const [, open, inside, close] = outer;
  if ((open === '\\{') !== (close === '\\}')) return undefined;
  const entries = [''];
  let depth = 0;
  for (const sign of inside) {
    if ('([{'.includes(sign)) depth++;
    if (')]}'.includes(sign) && --depth < 0) return undefined;
    if (sign === ',' && depth === 0) entries.push('');
    else entries[entries.length - 1] += sign;
  }
  return depth === 0 && entries.length > 1 && !entries.includes('') ? { open, close, entries } : undefined;
}

const rewrites: [RegExp, string][] = [
  [/\\(?:left|right|big|Big|displaystyle|,|!|;|:)(?![a-zA-Z])/g, ''],
  [/\\(?:text|mathrm|mathbf|textbf|operatorname|boldsymbol|mathit|mbox)\s*\{([^{}\\]*)\}/g, '$1'],
  [/\\[dt]frac/g, '\\frac'],
  [/\\frac\s*(\d)\s*(\d)/g, '\\frac{$1}{$2}'],
  [/\\(?:cdot|times)(?![a-zA-Z])/g, '*'],
  [/[−–]/g, '-'],
  [/\\%/g, '%'],
  [/∞/g, '\\infty'],
  [/∪/g, '\\cup'],
  [/π/g, '\\pi'],
  [/\\leq(?![a-zA-Z])|≤/g, '\\le'],
  [/\\geq(?![a-zA-Z])|≥/g, '\\ge'],
  [/\\lbrace(?![a-zA-Z])/g, '\\{'],
  [/\\rbrace(?![a-zA-Z])/g, '\\}'],
  [/\\\$|\$/g, ''],
  [/\\(?:\(|\)|\[|\])/g, ''],
  [/\^\s*\{\s*\\circ\s*\}|\^\s*\\circ/g, '°'],
  [/\^\{([^{}])\}/g, '^$1'],
  [/\{,\}/g, ','],
];

function normalised(text: string): string {
  if (text.length > mostAnswerChars) return '';
  // Raised and lowered digits would become plain ones, and 5² the number 52.
  const flat = text.replace(/[⁰¹²³⁴-⁹]+/g, (digits) => `^{${digits}}`).replace(/[₀-₉]+/g, (digits) => `_{${digits}}`);
  let folded = flat.normalize('NFKC');
  for (const [pattern, instead] of rewrites) folded = folded.replace(pattern, instead);
  // White space between digits holds numbers apart: 3 1/2 is not 31/2.
  folded = folded
    .replace(/(\d)\s+(?=\d)/g, '$1~')
    .replace(/\s+/g, '')
    .replace(/\.$/, '');
  return /^-?\d{1,3}(,\d{3})+(\.\d+)?$/.test(folded) ? folded.replace(/,/g, '') : folded;
}

interface Fraction {
  over: bigint;
  under: bigint;
}

/** `3`, `-0.50`, `7/8`, `-\frac{7}{8}`; undefined for anything else. */
function fractionOf(text: string): Fraction | undefined {
  const match = /^([+-]?)(?:\\frac\{(-?\d+)\}\{(-?\d+)\}|(\d+)\/(\d+)|(\d*)(?:\.(\d+))?)$/.exec(text);
  if (!match) return undefined;
  const [, sign, texOver, texUnder, over, under, whole, decimals = ''] = match;
  const value = valueOf(texOver ?? over, texUnder ?? under, whole, decimals);
  if (!value || value.under === 0n) return undefined;
  return sign === '-' ? { ...value, over: -value.over } : value;
}

function valueOf(over: string, under: string, whole: string, decimals: string): Fraction | undefined {
  if (over !== undefined) return { over: BigInt(over), under: BigInt(under) };
  if (whole === '' && decimals === '') return undefined;
  return { over: BigInt(`${whole}${decimals}`), under: 10n ** BigInt(decimals.length) };
}
