/** Annotations in words, for lists and trees. */
import type { Annotation } from '../../core/annotations/state';

/** Characters of a quote in a row. */
const longest = 60;

/** `“with sum 6: (5 choose 2) = 10 tri…”`; of a trace as a whole, that it is. */
export function quoteOf({ anchor: { span } }: Pick<Annotation, 'anchor'>): string {
  if (!span) return 'whole trace';
  const quote = span.quote.replace(/\s+/g, ' ').trim();
  return quote.length > longest ? `“${quote.slice(0, longest)}…”` : `“${quote}”`;
}
