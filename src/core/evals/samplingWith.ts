import type { Sampling } from './spec';

/** The study's settings; what a dump says about its own comes before them. */
export function samplingWith(known: Partial<Sampling> = {}): Sampling {
  return {
    temperature: 0.6,
    top_p: 0.95,
    top_k: -1,
    min_p: 0,
    repetition_penalty: 1,
    presence_penalty: 0,
    frequency_penalty: 0,
    max_tokens: 16_384,
    stop: [],
    seedBase: 0,
    ...known,
  };
}
