/**
 * The wording of a question with everything folded that dumps of one benchmark differ in by accident: Unicode
 * compatibility forms (NFKC), runs of white space, white space at the ends. Case stays: it can change a question.
 */
export function normaliseQuestion(text: string): string {
  return text.normalize('NFKC').replace(/\s+/g, ' ').trim();
}

/**
 * Fingerprint of the normalised question, for `ProblemEntry.questionHash`. Normalises itself.
 *
 * @returns 14 hexadecimal digits (53 bits), '' when nothing but white space is left. Two of 12,000 different questions
 * share one with chance 1e-8. Not for secrets.
 */
export function hashQuestion(text: string): string {
  const question = normaliseQuestion(text);
  return question === '' ? '' : cyrb53(question).toString(16).padStart(14, '0');
}

/** Source: cyrb53 by bryc (public domain), two rounds of murmur-like mixing over UTF-16 units. */
function cyrb53(text: string): number {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    high = Math.imul(high ^ unit, 2654435761);
    low = Math.imul(low ^ unit, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return 4294967296 * (2097151 & low) + (high >>> 0);
}
