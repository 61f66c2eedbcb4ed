/** How reviewers of one queue agree, as the page shows it. */
import type { AnnotationState, ReviewQueue } from '../../core/annotations/state';
import type { Agreement, Coefficient } from '../../core/review/agreement';
import { judgementsIn, progressOf, queuesBeside, reviewAgreement } from '../../core/review/progress';
import { keyOf } from '../../core/review/verdicts';
import type { Measured, OpenQueue, ReviewAgreement } from '../../protocol/comparePage';

/** Draws of a bootstrap, times chains: so many take some milliseconds. */
const mostDrawn = 500_000;

/** "Name <email>" without the address. */
export function reviewerName(author: string): string {
  return author.replace(/\s*<[^<>]*>$/, '') || author;
}

export function othersOf(state: AnnotationState, queue: ReviewQueue): OpenQueue['others'] {
  return queuesBeside(state, queue).map((other) => {
    return { reviewer: reviewerName(other.reviewer), read: progressOf(state, other).read };
  });
}

/** @returns undefined unless at least two have judged the same chains. */
export function agreementIn(state: AnnotationState, queue: ReviewQueue): ReviewAgreement | undefined {
  const placeOf = new Map(queue.samples.map((sample, place) => [keyOf(nameOf(sample)), place]));
  const judgements = judgementsIn(state).filter((judgement) => placeOf.has(keyOf(judgement)));
  const resamples = Math.min(2000, Math.max(200, Math.floor(mostDrawn / Math.max(1, queue.samples.length))));
  const found = reviewAgreement(judgements, { resamples });
  if (found.units === 0) return undefined;
  const decided = new Map(judgements.flatMap((one) => (one.adjudicated ? [[keyOf(one), one.verdict] as const] : [])));
  return {
    ...numbersOf(found),
    disagreements: found.disagreements.map(({ unit, labels }) => ({
      place: placeOf.get(unit)!,
      said: labels.map(({ rater, label }) => ({ reviewer: reviewerName(rater), verdict: label })),
      ...(decided.has(unit) && { decided: decided.get(unit)! }),
    })),
  };
}

function numbersOf({ raters, units, percent, kappa, alpha }: Agreement) {
  return {
    reviewers: raters.map(reviewerName),
    chains: units,
    percent: measured(percent),
    ...(kappa && { kappa: measured(kappa) }),
    alpha: measured(alpha),
  };
}

function measured({ value, lo, hi }: Coefficient): Measured {
  return { value, lo, hi };
}

/** A key has a fixed order of fields, whatever the anchor has besides. */
function nameOf({ run, problem, index }: { run: string; problem: string; index: number }) {
  return { run, problem, index };
}
