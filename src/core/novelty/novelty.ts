/**
 * Surface novelty: which words of a trace stand in no base sample of its problem. It says nothing about the approach: the
 * same idea in other words is new on the surface, and a new idea in known phrases is not. Nothing here decides a claim;
 * it finds what a person has to look at.
 *
 * Samples of the base are numbered by their place in what is searched, from 0; callers know which samples these are.
 */
import type { Span } from '../trace/regions';

/** Tokens in a row that must be found for a passage to count as known. */
export const gramTokens = 6;

/** Name and version of the computation, stored with what it found. A change of tokens or of `gramTokens` changes it. */
export const noveltyMethod = `${gramTokens}-token n-grams 1`;

/** What of a trace is found in no base sample. Spans are in UTF-16 units of the trace. */
export interface Novelty {
  /** Tokens of the trace, and those that are in no run of `gramTokens` tokens which some base sample has. */
  tokens: number;
  novelTokens: number;
  /** `novelTokens` of `tokens`, 0 to 1; NaN for a trace of fewer than `gramTokens` tokens, of which nothing can be said. */
  share: number;
  /** Maximal runs of such tokens, in order. Empty where `share` is NaN. */
  passages: NovelPassage[];
  /** What lies between them, in order: each with a base sample that has it word for word. */
  copied: CopiedPassage[];
}

export interface NovelPassage extends Span {
  tokens: number;
}

export interface CopiedPassage extends Span {
  tokens: number;
  /** Place of the base sample. */
  sample: number;
  /** Where the passage begins in that sample, in its tokens. */
  firstToken: number;
  /** Base samples that have the first `gramTokens` tokens of it. */
  samples: number;
}

/** How new base samples of about the same length are on the surface, each against all others: what a share is read against. */
export interface Baseline {
  /** Samples it was computed of, a seeded choice from `eligible`. */
  samples: number;
  /** Base samples of about that length. */
  eligible: number;
  /** Their shares of novel tokens. */
  median: number;
  quantile95: number;
  /** Of `samples`: those whose share is at least as high as the one asked about. */
  atLeastAsHigh: number;
  /** Tokens of the shortest and the longest of them. */
  tokens: [least: number, most: number];
  seed: number;
}

/** A base sample that is near to a trace. */
export interface NearSample {
  sample: number;
  /** Share of the trace's distinct n-grams that the sample has, 0 to 1; and of both together. */
  containment: number;
  jaccard: number;
  /** Set for the first few: share of the trace's tokens in steps that stand beside a like step, 0 to 1. The order is by it. */
  alignedShare?: number;
  /** Such steps, of how many the trace has. */
  alignedSteps?: [aligned: number, of: number];
}

/** A base sample that speaks against a claimed span. */
export interface CounterExample {
  sample: number;
  /** Share of the span's distinct n-grams that it has; for spans below `gramTokens` tokens, of `longest` in the span. */
  containment: number;
  /** Tokens of the longest passage that the span and the sample share. */
  longest: number;
  /** That passage in the base sample, in UTF-16 units of its text. */
  span: Span;
  /** The same in the claimed text. */
  claimed: Span;
}

export interface Challenge {
  /** Tokens of the span. */
  tokens: number;
  /** Base samples searched. */
  samples: number;
  /** Best first. Samples that share no passage of at least 2 tokens are in none. */
  examples: CounterExample[];
  /** Base samples that hold all of it. */
  whole: number;
}
