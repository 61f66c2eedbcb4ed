/** Ids of objects that two people name alike without having met, so that their events speak of the same thing. */
import type { AdjudicationSubject, Anchor, SampleAnchor } from './events';

/** Of the review of one place of a queue. */
export function reviewId(queue: string, place: number): string {
  return JSON.stringify(['review', queue, place]);
}

/** Of what is adjudicated about a sample: its verdict, or whether it has a tag. */
export function adjudicationId({ run, problem, hash }: SampleAnchor, subject: AdjudicationSubject): string {
  const about = subject.kind === 'tag' ? ['tag', subject.tag] : ['verdict'];
  return JSON.stringify(['adjudication', run, problem, hash, ...about]);
}

/** Of a match of a pattern or cue list that is offered as a tag. Stays when the sample's place changes, not when its text does. */
export function suggestionId(source: string, tag: string, { run, problem, hash, span }: Anchor): string {
  return JSON.stringify(['suggestion', source, tag, run, problem, hash, ...(span ? [span.start, span.end] : [])]);
}
