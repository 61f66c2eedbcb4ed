/** Evidence as it comes back from a file: every version writes a part of it, and this one more. */
import type { Evidence } from '../annotations/events';
import {
  either,
  fields,
  isOf,
  list,
  number,
  oneOf,
  only,
  optional,
  text,
  whole,
  type Shape,
} from '../annotations/shapes';
import type { Span } from '../trace/regions';
import type { Counted, Settling } from './carriers';
import type { EvidenceRecord, NamedSample, SameInBase } from './evidence';

/** @returns undefined for a record that another version or program wrote, which lacks what this one shows. */
export function storedEvidence(evidence: Evidence): EvidenceRecord | undefined {
  const value: unknown = evidence;
  return isOf(record, value) ? value : undefined;
}

const span = fields<Span>({ start: whole, end: whole });
const sample = fields<NamedSample>({ run: text, problem: text, index: whole, hash: text });
const pair: Shape<[number, number]> = (value, at) => {
  const isPair = Array.isArray(value) && value.length === 2 && value.every((end) => Number.isFinite(end));
  return isPair ? undefined : `${at} is not a pair of numbers`;
};
const counted = fields<Counted>({ x: whole, n: whole, interval: optional(pair) });

type Settled = Extract<Settling, { kind: 'settled' }>;
type Open = Extract<Settling, { kind: 'open' }>;
const settling: Shape<Settling> = either(
  fields<Extract<Settling, { kind: 'carried' }>>({ kind: only('carried'), x: whole }),
  fields<Settled>({ kind: only('settled'), chance: number, k: whole, tau: number }),
  fields<Open>({ kind: only('open'), chance: number, more: whole, k: whole, tau: number }),
);

const record = fields<EvidenceRecord>({
  method: text,
  runs: list(text),
  samples: whole,
  tokens: optional(whole),
  unsearched: optional(whole),
  dump: optional(text),
  claim: fields<EvidenceRecord['claim']>({
    sample,
    span: optional(span),
    quote: text,
    tag: optional(text),
    statement: optional(text),
  }),
  author: text,
  time: text,
  seed: whole,
  novel: optional(list(span)),
  share: optional(number),
  novelTokens: optional(whole),
  claimedTokens: optional(whole),
  baseline: optional(
    fields<NonNullable<EvidenceRecord['baseline']>>({
      samples: whole,
      eligible: whole,
      median: number,
      quantile95: number,
      atLeastAsHigh: whole,
      tokens: pair,
    }),
  ),
  nearest: optional(
    list(
      fields<NonNullable<EvidenceRecord['nearest']>[number]>({
        sample,
        similarity: number,
        by: oneOf(['aligned steps', 'shared n-grams'] as const),
      }),
    ),
  ),
  counterExamples: optional(
    list(
      fields<NonNullable<EvidenceRecord['counterExamples']>[number]>({
        sample,
        span,
        quote: text,
        containment: number,
        longest: whole,
      }),
    ),
  ),
  whole: optional(whole),
  same: optional(
    list(
      fields<SameInBase>({
        tag: optional(text),
        pattern: optional(text),
        count: counted,
        byVerdict: fields<SameInBase['byVerdict']>({ correct: counted, wrong: counted, unscored: counted }),
        settling,
      }),
    ),
  ),
  moreSamples: optional(whole),
  perplexity: optional(number),
  perplexityAmong: optional(fields<NonNullable<EvidenceRecord['perplexityAmong']>>({ samples: whole, below: whole })),
  approach: optional(
    fields<NonNullable<EvidenceRecord['approach']>>({
      verdict: oneOf(['same', 'different', 'unsure'] as const),
      author: text,
      time: text,
    }),
  ),
  outcome: optional(
    fields<NonNullable<EvidenceRecord['outcome']>>({
      outcome: oneOf(['survived', 'refuted'] as const),
      author: text,
      time: text,
      reason: text,
    }),
  ),
});
