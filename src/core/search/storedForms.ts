/**
 * All the ways in which a text can be written in a dump, as one regular expression over bytes (one character a byte, as
 * Latin-1). A letter may be there as itself, as UTF-8 or as `\uXXXX` with digits of either case; a line break raw or as
 * `\n`. What it finds is a candidate: whether a backslash before it makes something else of it is for the caller to see.
 * It never misses what `plainSearch` of `query.ts` finds in the decoded text.
 */

import { isPlain } from './anchor';
import { storedText, type StoredText } from './countStored';
import { utf8 } from './utf8';

export interface StoredForms {
  /** Global; set `lastIndex`. */
  expression: RegExp;
  /** All of the text is letters of ASCII that need no escape. */
  isPlain: boolean;
  /** Absent: the text has no anchor. */
  text: StoredText | undefined;
}

export function storedForms(text: string, caseSensitive: boolean): StoredForms {
  const units = text.match(/[\ud800-\udbff][\udc00-\udfff]|[^]/g) ?? [];
  const source = units.map((unit) => formsOf(unit, caseSensitive)).join('');
  return {
    expression: new RegExp(source, 'g'),
    isPlain: units.every(isPlain),
    text: storedText(units.map((unit) => (isWhole(unit) ? variantsOf(unit, caseSensitive) : []))),
  };
}

/** Neither half of a pair, which is also found inside a whole one, nor what stands for damage. */
function isWhole(unit: string): boolean {
  return unit !== '\ufffd' && !(unit.length === 1 && unit >= '\ud800' && unit <= '\udfff');
}

function variantsOf(unit: string, caseSensitive: boolean): string[] {
  return caseSensitive || unit.length > 1 ? [unit] : caseVariants(unit);
}

/** One character (or pair of surrogates) in all its spellings. */
function formsOf(unit: string, caseSensitive: boolean): string {
  const variants = variantsOf(unit, caseSensitive);
  const spellings = variants.flatMap((variant) => [...rawForms(variant), escapeOf(variant)]);
  const single = variants.every((variant) => variant < '\x80' && !/["\\/\p{Cc}]/u.test(variant));
  if (!single) return `(?:${spellings.join('|')})`;
  // Letters of both cases as one class: several times as fast as `i`.
  return `(?:[${variants.map(literal).join('')}]|${variants.map(escapeOf).join('|')})`;
}

/** All but `\uXXXX`. */
function rawForms(unit: string): string[] {
  if (unit === '"') return ['\\\\"'];
  // Alone where the escape is none of JSON's, which is kept as it stands.
  if (unit === '\\') return ['\\\\{1,2}'];
  if (unit === '/') return ['\\\\?/'];
  const short = '\b\f\n\r\t'.indexOf(unit);
  if (short >= 0) return [literal(unit), `\\\\${'bfnrt'[short]}`];
  const code = unit.charCodeAt(0);
  // Half of a pair: alone only as an escape, but also inside a whole character.
  if (unit.length === 1 && code >= 0xd800 && code <= 0xdfff) return ['[\\xf0-\\xf4][\\x80-\\xbf]{3}'];
  // Stands also for bytes that are not UTF-8.
  if (unit === '\ufffd') return ['[\\x80-\\xff]{1,3}'];
  return [utf8(unit).map(hexByte).join('')];
}

function escapeOf(unit: string): string {
  return Array.from({ length: unit.length }, (_, i) => {
    const digits = unit.charCodeAt(i).toString(16).padStart(4, '0');
    return `\\\\u${digits.replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`)}`;
  }).join('');
}

const hexByte = (byte: number): string => `\\x${byte.toString(16).padStart(2, '0')}`;
const literal = (unit: string): string => hexByte(unit.charCodeAt(0));

/** The characters that `i` (without `u`) takes for the same, as the language's *Canonicalize* says. */
function caseVariants(unit: string): string[] {
  if (unit < '\x80') return [...new Set([unit.toLowerCase(), unit.toUpperCase()])];
  return sameCanonical().get(canonical(unit)) ?? [unit];
}

function canonical(unit: string): string {
  const upper = unit.toUpperCase();
  return upper.length !== 1 || (unit >= '\x80' && upper < '\x80') ? unit : upper;
}

let canonicals: Map<string, string[]> | undefined;

function sameCanonical(): Map<string, string[]> {
  if (canonicals) return canonicals;
  const groups = new Map<string, string[]>();
  for (let code = 0x80; code < 0x10000; code++) {
    const unit = String.fromCharCode(code);
    const key = canonical(unit);
    const group = groups.get(key);
    if (group) group.push(unit);
    else groups.set(key, [unit]);
  }
  canonicals = groups;
  return groups;
}
