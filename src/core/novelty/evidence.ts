/** The record of what was found for and against a claim at one time; plain JSON that is stored as it is. */
import type { Span } from '../trace/regions';
import type { Carriers, Counted, Settling } from './carriers';
import type { Baseline, Challenge, NearSample, Novelty } from './novelty';
import { noveltyMethod } from './novelty';

/** A sample by name: run label, problem id, place in dump order from 0, and hash of its text. */
export interface NamedSample {
  run: string;
  problem: string;
  index: number;
  hash: string;
}

/**
 * Everything that is stored with a claim. Fields that were not computed are absent; fractions are 0 to 1, spans in UTF-16
 * units of the claimed trace unless they say otherwise.
 */
export interface EvidenceRecord {
  /** `noveltyMethod`. */
  method: string;
  /** Labels of the runs searched. */
  runs: string[];
  /** Base samples of the problem that were searched, their tokens, and those that could not be (no text stored, or unreadable). */
  samples: number;
  tokens?: number;
  unsearched?: number;
  /** Names the very dump, as captions do. */
  dump?: string;
  claim: {
    sample: NamedSample;
    /** Absent: the whole trace. */
    span?: Span;
    /** Text of the span, or the beginning of the trace; cut to what is stored. */
    quote: string;
    /** Name of the tag whose use is claimed to be new. */
    tag?: string;
    statement?: string;
  };
  /** Who asked for it and when (ISO 8601, UTC). */
  author: string;
  time: string;
  /** Of all that was drawn. */
  seed: number;
  /** Passages in no base sample, and their share of the tokens of the claimed text. */
  novel?: Span[];
  share?: number;
  novelTokens?: number;
  claimedTokens?: number;
  baseline?: Omit<Baseline, 'seed'>;
  /** Best first. `by`: what `similarity` measures. */
  nearest?: { sample: NamedSample; similarity: number; by: Similarity }[];
  /** What *Challenge…* found, best first; `span` is in the base sample. */
  counterExamples?: { sample: NamedSample; span: Span; quote: string; containment: number; longest: number }[];
  /** Base samples that hold all of the claimed text, of those searched. */
  whole?: number;
  /** Base samples with the same tag or named pattern. */
  same?: SameInBase[];
  /** How many more base samples would tell, where these are too few: the most that any of `same` needs. */
  moreSamples?: number;
  /** Under the base's model, of the claimed trace; and how many base samples of the problem have a lower one. */
  perplexity?: number;
  perplexityAmong?: { samples: number; below: number };
  /** A person's verdict; never derived from the numbers above. */
  approach?: { verdict: 'same' | 'different' | 'unsure'; author: string; time: string };
  outcome?: { outcome: 'survived' | 'refuted'; author: string; time: string; reason: string };
}

export type Similarity = 'aligned steps' | 'shared n-grams';

/** Counts of one tag or pattern among base samples: `count` of all, the others by verdict. */
export interface SameInBase {
  tag?: string;
  pattern?: string;
  count: Counted;
  byVerdict: Carriers['byVerdict'];
  settling: Settling;
}

/** What a record is put together from; samples of the base are numbered as in the search. */
export interface EvidenceParts {
  claim: EvidenceRecord['claim'];
  runs: string[];
  author: string;
  time: string;
  seed: number;
  searched: { samples: number; tokens: number; unsearched: number; dump?: string };
  novelty: Novelty;
  baseline?: Baseline;
  near: readonly NearSample[];
  challenge?: { found: Challenge; quotes: readonly string[] };
  same?: readonly { tag?: string; pattern?: string; carriers: Carriers; settling: Settling }[];
  /** Under the base; of the claimed trace, and of the base samples of the problem that are scored. */
  perplexity?: { value: number; base: readonly number[] };
  /** Name of a searched sample. */
  nameOf: (sample: number) => NamedSample;
}

/** Puts a record together. Novel passages of a claimed span are told from the beginning of the trace, as the span is. */
export function evidenceRecord(parts: EvidenceParts): EvidenceRecord {
  const { claim, searched, novelty, baseline, near, challenge, same, perplexity, nameOf } = parts;
  const from = claim.span?.start ?? 0;
  return {
    method: noveltyMethod,
    runs: [...parts.runs],
    ...searched,
    claim,
    author: parts.author,
    time: parts.time,
    seed: parts.seed,
    claimedTokens: novelty.tokens,
    // Of a few tokens nothing can be said, and JSON knows no NaN.
    ...(Number.isNaN(novelty.share)
      ? {}
      : {
          novel: novelty.passages.map(({ start, end }) => ({ start: start + from, end: end + from })),
          share: novelty.share,
          novelTokens: novelty.novelTokens,
        }),
    ...(baseline ? { baseline: withoutSeed(baseline) } : {}),
    nearest: near.map(({ sample, containment, alignedShare }) =>
      alignedShare === undefined
        ? { sample: nameOf(sample), similarity: containment, by: 'shared n-grams' }
        : { sample: nameOf(sample), similarity: alignedShare, by: 'aligned steps' },
    ),
    ...(challenge ? challengeFields(challenge, nameOf) : {}),
    ...(same ? sameFields(same) : {}),
    ...(perplexity
      ? {
          perplexity: perplexity.value,
          perplexityAmong: {
            samples: perplexity.base.length,
            below: perplexity.base.filter((value) => value < perplexity.value).length,
          },
        }
      : {}),
  };
}

function withoutSeed({ samples, eligible, median, quantile95, atLeastAsHigh, tokens }: Baseline) {
  return { samples, eligible, median, quantile95, atLeastAsHigh, tokens };
}

function challengeFields(
  { found, quotes }: NonNullable<EvidenceParts['challenge']>,
  nameOf: EvidenceParts['nameOf'],
): Pick<EvidenceRecord, 'counterExamples' | 'whole'> {
  return {
    counterExamples: found.examples.map(({ sample, span, containment, longest }, i) => ({
      sample: nameOf(sample),
      span,
      quote: quotes[i] ?? '',
      containment,
      longest,
    })),
    whole: found.whole,
  };
}

function sameFields(same: NonNullable<EvidenceParts['same']>): Pick<EvidenceRecord, 'same' | 'moreSamples'> {
  const more = same.flatMap(({ settling }) => (settling.kind === 'open' ? [settling.more] : []));
  return {
    same: same.map(({ tag, pattern, carriers: { byVerdict, ...count }, settling }) => ({
      ...(tag === undefined ? {} : { tag }),
      ...(pattern === undefined ? {} : { pattern }),
      count,
      byVerdict,
      settling,
    })),
    ...(more.length > 0 ? { moreSamples: Math.max(...more) } : {}),
  };
}
