/** The record of what was found for and against a claim at one time; plain JSON that is stored as it is. */
import type { Span } from '../trace/regions';
import type { Carriers, Settling } from './carriers';

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
  baseline?: {
    samples: number;
    eligible: number;
    median: number;
    quantile95: number;
    atLeastAsHigh: number;
    tokens: [least: number, most: number];
  };
  /** Best first. `by`: what `similarity` measures. */
  nearest?: { sample: NamedSample; similarity: number; by: 'aligned steps' | 'shared n-grams' }[];
  /** What *Challenge…* found, best first; `span` is in the base sample. */
  counterExamples?: { sample: NamedSample; span: Span; quote: string; containment: number; longest: number }[];
  /** Base samples with the same tag or named pattern. */
  same?: { tag?: string; pattern?: string; carriers: Carriers; settling: Settling }[];
  /** Under the base's model, of the claimed trace; and where it stands among base samples of the problem. */
  perplexity?: number;
  perplexityAmong?: { samples: number; below: number };
  /** A person's verdict; never derived from the numbers above. */
  approach?: { verdict: 'same' | 'different' | 'unsure'; author: string; time: string };
  outcome?: { outcome: 'survived' | 'refuted'; author: string; time: string; reason: string };
}
