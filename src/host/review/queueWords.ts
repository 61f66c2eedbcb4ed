/** Queues as lists and heads name them. */
import type { AnnotationState, ReviewQueue } from '../../core/annotations/state';
import { auditWords, chainWords, orderWords, validityRule, validityTag } from '../../core/review/audit';
import type { QueueProgress } from '../../core/review/progress';
import type { QueueSummary } from '../../protocol/comparePage';
import { reviewerName } from './agreementView';

export function summaryOf(queue: ReviewQueue, { read }: QueueProgress): QueueSummary {
  const { id, name, spec, samples, reviewer, blind } = queue;
  const about = `${auditWords(spec)} · ${chainWords(samples)} · ${orderWords(spec)}`;
  return { id, name, about, reviewer: reviewerName(reviewer), read, size: samples.length, blind };
}

/** What counts as valid: as the codebook says, else as the study had it. */
export function ruleIn({ tags }: AnnotationState): string {
  const tag = tags.get(validityTag);
  return tag?.fate.kind === 'used' && tag.definition.definition !== '' ? tag.definition.definition : validityRule;
}
