// Numbers as people read them, one way everywhere: page, side bar, reports, command line. See "Numbers and truncation" in
// docs/design.md. Undefined is an en dash, zero is 0, and no number is rounded to a bound it does not reach.

/** What stands where a number is not defined. */
export const UNDEFINED = '–';

/** A whole number with commas from 1,000; a real minus. */
export function formatCount(value: number): string {
  const digits = Math.abs(Math.round(value)).toString();
  return (value < 0 && digits !== '0' ? '−' : '') + digits.replace(/\B(?=(\d{3})+$)/g, ',');
}

/** Correct of scored samples in a table: `21/1,024`. */
export function formatRatio(c: number, n: number): string {
  return `${formatCount(c)}/${formatCount(n)}`;
}

/** Correct of scored samples in a sentence: `21 of 1,024`. */
export function formatOf(c: number, n: number): string {
  return `${formatCount(c)} of ${formatCount(n)}`;
}

/** A fraction such as one problem's pass@k: `0.75`; NaN is an en dash. An estimate may well read 1.00. */
export function formatFraction(value: number, digits = 2): string {
  return Number.isNaN(value) ? UNDEFINED : minus(value.toFixed(digits));
}

/** `[0.58, 0.87]`, both ends with the same decimals. */
export function formatInterval(lo: number, hi: number, digits = 2): string {
  return `[${formatFraction(lo, digits)}, ${formatFraction(hi, digits)}]`;
}

/**
 * A fraction in per cent without the sign: `15.5`. What only rounds to 100 or 0 says so: `99.9+`, and `<0.1`.
 * NaN is an en dash.
 */
export function formatPercent(fraction: number, digits = 1): string {
  if (Number.isNaN(fraction)) return UNDEFINED;
  const text = (fraction * 100).toFixed(digits);
  const unit = 10 ** -digits;
  if (fraction < 1 && Number(text) >= 100) return `${(100 - unit).toFixed(digits)}+`;
  if (fraction > 0 && Number(text) === 0) return `<${unit.toFixed(digits)}`;
  return minus(text);
}

/** A difference of two fractions in percentage points, signed, without the unit: `−17.5`, `+2.3`, `0.0`. */
export function formatPoints(difference: number, digits = 1): string {
  if (Number.isNaN(difference)) return UNDEFINED;
  const text = (difference * 100).toFixed(digits);
  if (Number(text) === 0) return (0).toFixed(digits);
  return difference > 0 ? `+${text}` : minus(text);
}

/** A signed difference of two fractions: `+0.004`, `−0.012`, `+0.000`. */
export function formatDifference(difference: number, digits = 3): string {
  const text = difference.toFixed(digits);
  if (Number(text) === 0) return `+${(0).toFixed(digits)}`;
  return difference > 0 ? `+${text}` : minus(text);
}

/** A size in the unit that fits: `134 bytes`, `12 KB`, `1,412 MB`, `12.3 GB` from 10,000 MB (decimal units). */
export function formatSize(bytes: number): string {
  if (bytes < 1000) return bytes === 1 ? '1 byte' : `${bytes} bytes`;
  if (bytes < 999_500) return `${Math.round(bytes / 1e3)} KB`;
  if (bytes < 10e6) return `${(bytes / 1e6).toFixed(1)} MB`;
  if (bytes < 10e9) return `${formatCount(bytes / 1e6)} MB`;
  return `${(bytes / 1e9).toFixed(1)} GB`;
}

/** Progress through bytes, both in MB: `1,412 of 4,096 MB`. */
export function formatSizeOf(bytes: number, total: number): string {
  return `${formatCount(Math.floor(bytes / 1e6))} of ${formatCount(Math.ceil(total / 1e6))} MB`;
}

/** A number with its noun: `1 problem`, `1,024 samples`. */
export function formatNoun(count: number, noun: string, plural = `${noun}s`): string {
  return `${formatCount(count)} ${count === 1 ? noun : plural}`;
}

/** The first few of a list, and that there are more: `a, b, c, d, e, …`. */
export function formatFirst(items: readonly string[], most = 5): string {
  return items.slice(0, most).join(', ') + (items.length > most ? ', …' : '');
}

function minus(text: string): string {
  return text.replace('-', '−');
}

/** Foreign text for a terminal, a file or a figure: controls, bidi controls and non-characters become U+FFFD. */
export function withoutControls(text: string): string {
  return text.replace(/[^\P{Cc}\t\n\r]|\p{Bidi_Control}|[\ufffe\uffff]|\p{Cs}/gu, '\ufffd');
}
