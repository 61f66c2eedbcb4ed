/**
 * Spans that are found again when the trace changed. A span is anchored by its offsets, its text and what stood around it;
 * where the trace is another one, the text decides, and where it occurs several times, what is around it and then the
 * nearest place.
 */
import { stepAt } from '../trace/steps';
import type { Span } from '../trace/regions';
import type { SpanAnchor } from './events';

/** Longer spans are kept by their beginning and end, each of half this many UTF-16 units. */
export const longestQuote = 1000;
/** UTF-16 units kept before and behind a span. */
const contextLength = 32;
/** A text that occurs more often than this is nowhere in particular; the search ends there. */
const mostPlaces = 2000;

/**
 * @param steps of the trace, from `stepsOf`.
 * @throws RangeError for a span that is empty or not within the text.
 */
export function anchorSpan(text: string, { start, end }: Span, steps: readonly Span[]): SpanAnchor {
  if (!(start >= 0 && start < end && end <= text.length))
    throw new RangeError(`The span ${start} to ${end} is not within a trace of ${text.length} characters.`);
  const isLong = end - start > longestQuote;
  return {
    start,
    end,
    quote: text.slice(start, isLong ? start + longestQuote / 2 : end),
    ...(isLong && { quoteEnd: text.slice(end - longestQuote / 2, end) }),
    before: text.slice(Math.max(0, start - contextLength), start),
    after: text.slice(end, end + contextLength),
    step: Math.max(0, stepAt(steps, start)),
    steps: steps.length,
  };
}

export interface FoundSpan extends Span {
  /** `offsets`: where it was. `quote`: its text stands elsewhere. `context`: its text changed, but not what is around it. */
  by: 'offsets' | 'quote' | 'context';
}

/** Where a span is in a trace that may have changed; undefined: it is lost. Linear in the length of the trace. */
export function findSpan(text: string, span: SpanAnchor): FoundSpan | undefined {
  if (holdsAt(text, span, span.start)) return { start: span.start, end: span.end, by: 'offsets' };
  return byQuote(text, span) ?? byContext(text, span);
}

/** Whether the span's text stands at a place. Of a long one, its beginning and its end. */
function holdsAt(text: string, { start, end, quote, quoteEnd }: SpanAnchor, at: number): boolean {
  if (quote === '' || !text.startsWith(quote, at)) return false;
  if (quoteEnd === undefined) return quote.length === end - start;
  const to = at + (end - start);
  return to <= text.length && text.startsWith(quoteEnd, to - quoteEnd.length);
}

function byQuote(text: string, span: SpanAnchor): FoundSpan | undefined {
  if (span.quote === '') return undefined;
  let best: { found: FoundSpan; around: number; distance: number } | undefined;
  for (const start of placesOf(text, span.quote)) {
    const end = endFrom(text, span, start);
    if (end === undefined) continue;
    const around = commonAround(text, span, { start, end });
    const distance = Math.abs(start - span.start);
    const isBetter = !best || around > best.around || (around === best.around && distance < best.distance);
    if (isBetter) best = { found: { start, end, by: 'quote' }, around, distance };
  }
  return best?.found;
}

/** Where a span that begins at `start` ends; of a long one, at the end that is nearest to its old length. */
function endFrom(text: string, { start, end, quote, quoteEnd }: SpanAnchor, at: number): number | undefined {
  if (quoteEnd === undefined) return at + quote.length;
  const expected = at + (end - start) - quoteEnd.length;
  const next = text.indexOf(quoteEnd, Math.max(expected, at + quote.length));
  const last = text.lastIndexOf(quoteEnd, expected);
  const ends = [next, last].filter((place) => place >= at + quote.length);
  if (ends.length === 0) return undefined;
  const nearest = ends.reduce((a, b) => (Math.abs(a - expected) <= Math.abs(b - expected) ? a : b));
  // A span twice as long is another one.
  return Math.abs(nearest - expected) <= end - start ? nearest + quoteEnd.length : undefined;
}

/** The stretch between what stood before and behind, where both are there once, in order, and not far apart. */
function byContext(text: string, { start, end, before, after }: SpanAnchor): FoundSpan | undefined {
  // Less is around any span.
  if (before.length < contextLength / 2 || after.length < contextLength / 2) return undefined;
  const [at, another] = placesOf(text, before);
  if (at === undefined || another !== undefined) return undefined;
  const from = at + before.length;
  const to = text.indexOf(after, from);
  const length = to - from;
  if (to < 0 || length < 1 || length > 2 * (end - start) + contextLength) return undefined;
  return { start: from, end: to, by: 'context' };
}

/** Where a text begins, overlapping places too. */
function placesOf(text: string, part: string): number[] {
  const places: number[] = [];
  for (let at = text.indexOf(part); at >= 0 && places.length < mostPlaces; at = text.indexOf(part, at + 1))
    places.push(at);
  return places;
}

/** UTF-16 units around the span that are as they were, before and behind. */
function commonAround(text: string, { before, after }: SpanAnchor, { start, end }: Span): number {
  let left = 0;
  while (left < before.length && start - left > 0 && text[start - left - 1] === before[before.length - left - 1])
    left++;
  let right = 0;
  while (right < after.length && end + right < text.length && text[end + right] === after[right]) right++;
  return left + right;
}
