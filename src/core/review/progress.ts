/** Where review queues stand, from what the annotations hold. */
import { compareOrder, type Place } from '../annotations/order';
import type { AnnotationState, Review, ReviewQueue } from '../annotations/state';
import { keyOf, type ChainVerdict, type Judgement } from './verdicts';
import { agreementOf, type Agreement, type AgreementOptions } from './agreement';

/** Of one queue. */
export interface QueueProgress {
  /** By place in the queue. */
  reviews: (Review | undefined)[];
  counts: Record<ChainVerdict, number>;
  /** Places with a verdict; a skip is one. */
  read: number;
}

export function progressOf({ reviews }: AnnotationState, { id, samples }: ReviewQueue): QueueProgress {
  const byPlace: QueueProgress['reviews'] = new Array(samples.length).fill(undefined);
  const counts: QueueProgress['counts'] = { valid: 0, invalid: 0, ambiguous: 0, skip: 0 };
  for (const review of reviews.values()) {
    if (review.queue !== id || review.place >= samples.length) continue;
    byPlace[review.place] = review;
    counts[review.verdict]++;
  }
  return { reviews: byPlace, counts, read: byPlace.filter((review) => review !== undefined).length };
}

/** Whether runs and samples of a queue are to be hidden now: it is blind, not read to its end, and nobody had it shown. */
export function isHidden({ blind, unblinded, samples }: ReviewQueue, { read }: QueueProgress): boolean {
  return blind && read < samples.length && !unblinded.some(({ place }) => place === undefined);
}

/** Verdicts of all queues, oldest first, then what was adjudicated. Those of a queue that was removed do not count. */
export function judgementsIn({ queues, reviews, adjudications }: AnnotationState): Judgement[] {
  const given = [...reviews.values()].sort((a, b) => compareOrder(placeOf(a), placeOf(b)));
  const judged = given.flatMap(({ queue, sample, verdict }): Judgement[] => {
    const reviewer = queues.get(queue)?.reviewer;
    if (reviewer === undefined) return [];
    return [{ run: sample.run, problem: sample.problem, index: sample.index, reviewer, verdict }];
  });
  const decided = [...adjudications.values()].flatMap(({ sample, subject, made }): Judgement[] => {
    if (subject.kind !== 'verdict') return [];
    const { run, problem, index } = sample;
    return [{ run, problem, index, reviewer: made.author, verdict: subject.verdict, adjudicated: true }];
  });
  return [...judged, ...decided];
}

function placeOf({ judged }: Review): Place {
  return { clock: judged.clock, id: judged.event };
}

/** Queues of other reviewers over the same samples. */
export function queuesBeside({ queues }: AnnotationState, queue: ReviewQueue): ReviewQueue[] {
  const key = samplesKey(queue);
  return [...queues.values()].filter((other) => other.id !== queue.id && samplesKey(other) === key);
}

function samplesKey({ samples }: ReviewQueue): string {
  return JSON.stringify(samples.map(({ run, problem, index, hash }) => [run, problem, index, hash]));
}

/** How far reviewers agree; who skips has said nothing. Units are samples, as `keyOf` names them. */
export function reviewAgreement(judgements: readonly Judgement[], options?: AgreementOptions): Agreement {
  const ratings = judgements.flatMap((judgement) => {
    const { reviewer, verdict, adjudicated } = judgement;
    return adjudicated || verdict === 'skip' ? [] : [{ unit: keyOf(judgement), rater: reviewer, label: verdict }];
  });
  return agreementOf(ratings, options);
}
