/** How far two raters mark the same places, without asking that they begin and end at the same letter. */
import type { Span } from '../trace/regions';
import { coefficientOf, type AgreementOptions, type Coefficient } from './agreement';

/** A tag on a part of a trace. */
export interface TaggedSpan extends Span {
  tag: string;
}

/** What one rater marked in one trace; an entry without spans says that the trace was read and nothing marked. */
export interface MarkedTrace {
  trace: string;
  rater: string;
  spans: readonly TaggedSpan[];
}

/** Of two raters, over the traces that both read. */
export interface SpanAgreement {
  raters: [string, string];
  traces: number;
  /** Spans of each, and pairs that were matched. */
  spans: [number, number];
  matched: number;
  /** F1 of matched spans: same tag, and they share at least `threshold` of what they cover together. */
  f1: Coefficient;
  /** F1 over the characters that a tag covers; needs no threshold. */
  characterF1: Coefficient;
  threshold: number;
}

/**
 * Agreement on spans as F1 of one rater against the other, which is the same either way. κ needs a count of places where
 * both mark nothing, and spans have none.
 *
 * Spans of one tag are matched one to one, best overlap first, where intersection / union ≥ `threshold`; a boundary that is
 * a few words off still matches. Intervals are bootstraps over traces.
 *
 * @param threshold above 0, at most 1.
 * @throws RangeError for a bad seed or threshold.
 * Source: Hripcsak & Rothschild 2005, "Agreement, the F-measure, and reliability in information retrieval"; overlap in
 * place of equality as in Johansson & Moschitti 2013, "Relational features in fine-grained opinion analysis", §5.
 */
export function spanAgreement(
  marked: readonly MarkedTrace[],
  raters: [string, string],
  { threshold = 0.5, seed = 7, resamples = 2000 }: AgreementOptions & { threshold?: number } = {},
): SpanAgreement {
  if (!(threshold > 0 && threshold <= 1))
    throw new RangeError(`threshold must be above 0, at most 1, got ${threshold}`);
  const both = readByBoth(marked, raters);
  const found = both.map(([first, second]) => ({
    spans: [first.length, second.length],
    matched: matchesOf(first, second, threshold),
    ...coverOf(first, second),
  }));
  const sum = (of: (one: (typeof found)[number]) => number) => found.reduce((total, one) => total + of(one), 0);
  const f1 = (both: (one: (typeof found)[number]) => number, all: (one: (typeof found)[number]) => number) =>
    coefficientOf(
      found.length,
      (places) => {
        let [shared, total] = [0, 0];
        for (let i = 0; i < places.length; i++) {
          shared += both(found[places[i]]);
          total += all(found[places[i]]);
        }
        return (2 * shared) / total;
      },
      { seed, resamples },
    );
  return {
    raters,
    traces: both.length,
    spans: [sum(({ spans }) => spans[0]), sum(({ spans }) => spans[1])],
    matched: sum(({ matched }) => matched),
    f1: f1(
      ({ matched }) => matched,
      ({ spans }) => spans[0] + spans[1],
    ),
    characterF1: f1(
      ({ shared }) => shared,
      ({ covered }) => covered,
    ),
    threshold,
  };
}

function readByBoth(marked: readonly MarkedTrace[], raters: [string, string]) {
  const [first, second] = raters.map(
    (rater) => new Map(marked.filter((one) => one.rater === rater).map(({ trace, spans }) => [trace, spans])),
  );
  return Array.from(first).flatMap(([trace, spans]): [readonly TaggedSpan[], readonly TaggedSpan[]][] => {
    const other = second.get(trace);
    return other ? [[spans, other]] : [];
  });
}

/** Pairs of spans of one tag, one to one. */
function matchesOf(first: readonly TaggedSpan[], second: readonly TaggedSpan[], threshold: number): number {
  const pairs = first.flatMap((a, i) =>
    second.flatMap((b, j) => {
      const overlap = overlapOf(a, b);
      return a.tag === b.tag && overlap >= threshold ? [{ i, j, overlap }] : [];
    }),
  );
  pairs.sort((a, b) => b.overlap - a.overlap || a.i - b.i || a.j - b.j);
  const [takenFirst, takenSecond] = [new Set<number>(), new Set<number>()];
  for (const { i, j } of pairs) {
    if (takenFirst.has(i) || takenSecond.has(j)) continue;
    takenFirst.add(i);
    takenSecond.add(j);
  }
  return takenFirst.size;
}

function overlapOf(a: Span, b: Span): number {
  const shared = Math.min(a.end, b.end) - Math.max(a.start, b.start);
  return shared <= 0 ? 0 : shared / (Math.max(a.end, b.end) - Math.min(a.start, b.start));
}

/** Characters covered by a tag in both, and in each, summed over tags. */
function coverOf(first: readonly TaggedSpan[], second: readonly TaggedSpan[]): { shared: number; covered: number } {
  let [shared, covered] = [0, 0];
  for (const tag of new Set([...first, ...second].map((span) => span.tag))) {
    const [a, b] = [first, second].map((spans) => merged(spans.filter((span) => span.tag === tag)));
    const length = (spans: readonly Span[]) => spans.reduce((sum, { start, end }) => sum + end - start, 0);
    covered += length(a) + length(b);
    shared += length(a) + length(b) - length(merged([...a, ...b]));
  }
  return { shared, covered };
}

/** The same places as spans that do not touch, in order. */
function merged(spans: readonly Span[]): Span[] {
  const joined: Span[] = [];
  for (const { start, end } of [...spans].sort((a, b) => a.start - b.start)) {
    const last = joined.at(-1);
    if (last && start <= last.end) last.end = Math.max(last.end, end);
    else joined.push({ start, end });
  }
  return joined;
}
