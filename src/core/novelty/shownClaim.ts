/** A claim as it is shown beside its trace, in the list of claims, and on its card. */
import { tagFor } from '../annotations/codebook';
import type { Anchor, ApproachVerdict, SampleAnchor } from '../annotations/events';
import { findSpan } from '../annotations/spans';
import type { AnnotationState, Claim, ClaimStatus } from '../annotations/state';
import type { Span } from '../trace/regions';
import { settlingOf, type Settling } from './carriers';
import type { EvidenceRecord } from './evidence';
import { predictionOf, type Prediction } from './prediction';
import { storedEvidence } from './storedEvidence';

export interface ShownClaim {
  id: string;
  statement: string;
  status: ClaimStatus;
  author: string;
  time: string;
  /** Name of the tag that is claimed to be new. */
  tag?: string;
  /** Where in the trace; absent: all of it. */
  span?: Span;
  /** The span's text is not in the trace any more. */
  lost: boolean;
  /** The last that was recorded; absent where another version wrote it. */
  evidence?: EvidenceRecord;
  /** Set: the base has another number of samples now than were searched. */
  stale?: { searched: number; now: number };
  /** Whether the samples searched can tell that the base does not have these words; absent where it has them. */
  settling?: Settling;
  challenges: { author: string; time: string; counterExamples: number }[];
  decision?: { outcome: 'survived' | 'refuted'; author: string; time: string; reason: string };
  approaches: { verdict: ApproachVerdict; author: string; time: string; other: SampleAnchor }[];
}

/** Each state has a sign of its own, not a colour alone. */
export const claimSigns: Record<ClaimStatus, string> = { claimed: '?', challenged: '⚔', survived: '✓', refuted: '✗' };

/** What a claim is about: the sample or span and the tag; undefined when its annotation is gone, or it is about a tag alone. */
export function placeOfClaim(
  { annotations, tags }: AnnotationState,
  { subject, evidence }: Pick<Claim, 'subject' | 'evidence'>,
): { anchor: Anchor; tag?: string } | undefined {
  if (subject.kind === 'sample') return { anchor: subject.anchor };
  if (subject.kind === 'annotation') {
    const annotation = annotations.get(subject.annotation);
    return annotation && { anchor: annotation.anchor, tag: tagFor(tags, annotation.tag)?.id };
  }
  // A claim about a tag keeps the place that it was made at in its evidence.
  const sample = evidence.map((one) => storedEvidence(one.evidence)?.claim.sample).find((one) => one !== undefined);
  return sample && { anchor: sample, tag: tagFor(tags, subject.tag)?.id };
}

/** @returns claims about a sample, the latest last. `text` is its trace. */
export function claimsOfSample(
  state: AnnotationState,
  sample: SampleAnchor,
  text: string,
  now: { samples: number; k: number; tau: number },
): ShownClaim[] {
  return [...state.claims.values()]
    .filter((claim) => {
      const anchor = placeOfClaim(state, claim)?.anchor;
      if (anchor?.run !== sample.run || anchor.problem !== sample.problem) return false;
      return anchor.hash === sample.hash || anchor.index === sample.index;
    })
    .sort((a, b) => (a.made.event < b.made.event ? -1 : 1))
    .map((claim) => shownClaim(state, claim, text, now));
}

function shownClaim(
  state: AnnotationState,
  claim: Claim,
  text: string,
  { samples, k, tau }: { samples: number; k: number; tau: number },
): ShownClaim {
  const place = placeOfClaim(state, claim);
  const anchored = place?.anchor.span;
  const found = anchored && findSpan(text, anchored);
  const tag = place?.tag === undefined ? undefined : state.tags.get(place.tag)?.definition.name;
  const evidence = evidenceOf(claim);
  const searched = evidence && evidence.samples + (evidence.unsearched ?? 0);
  const isNew = evidence !== undefined && (evidence.share ?? 0) > 0 && !evidence.whole;
  return {
    id: claim.id,
    statement: claim.statement,
    status: claim.status,
    author: claim.made.author,
    time: claim.made.time,
    ...(tag !== undefined && { tag }),
    ...(found && { span: { start: found.start, end: found.end } }),
    lost: anchored !== undefined && !found,
    ...(evidence && { evidence }),
    ...(searched !== undefined && searched !== samples && { stale: { searched, now: samples } }),
    ...(isNew && { settling: settlingOf({ x: 0, n: evidence.samples }, k, tau) }),
    challenges: claim.challenges.map(({ by, counterExamples }) => ({
      author: by.author,
      time: by.time,
      counterExamples: counterExamples.length,
    })),
    ...(claim.decision && {
      decision: {
        outcome: claim.decision.outcome,
        reason: claim.decision.reason,
        author: claim.decision.by.author,
        time: claim.decision.by.time,
      },
    }),
    approaches: claim.approaches.map(({ by, verdict, other }) => ({
      verdict,
      author: by.author,
      time: by.time,
      other,
    })),
  };
}

/** The last evidence of a claim, with what people said since. */
export function evidenceOf(claim: Pick<Claim, 'evidence' | 'approaches' | 'decision'>): EvidenceRecord | undefined {
  const last = claim.evidence.at(-1);
  const stored = last && storedEvidence(last.evidence);
  if (!stored) return undefined;
  const { approach: _, outcome: __, ...found } = stored;
  const said = claim.approaches.at(-1);
  const { decision } = claim;
  return {
    ...found,
    ...(said && { approach: { verdict: said.verdict, author: said.by.author, time: said.by.time } }),
    ...(decision && {
      outcome: {
        outcome: decision.outcome,
        author: decision.by.author,
        time: decision.by.time,
        reason: decision.reason,
      },
    }),
  };
}

/** How well the surface score tells what people said of the approach. *Unsure* counts for neither. */
export function predictionOfClaims({ claims }: Pick<AnnotationState, 'claims'>): Prediction {
  const judged = [...claims.values()].flatMap(({ approaches }) => approaches);
  return predictionOf(
    judged.flatMap(({ verdict, score }) =>
      verdict === 'unsure' || score === undefined ? [] : [{ score, same: verdict === 'same' }],
    ),
  );
}
