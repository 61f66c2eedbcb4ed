import { describe, expect, it } from 'vitest';
import { repeatedChoices } from '../../../src/core/evals/duplicates';
import { summarise } from '../../../src/core/evals/summary';
import { specWith } from './evals';

describe('the summary of an eval', () => {
  it('counts samples, requests and tokens', () => {
    const spec = specWith({ problems: 5, n: 1024 });
    expect(summarise(spec, { meanTokens: 1010, samplesPerSecond: 41 })).toEqual({
      problems: 5,
      models: 1,
      samples: 5120,
      expectedTokens: 5_171_200,
      worstTokens: 83_886_080,
      requests: 640,
      expectedSeconds: 5120 / 41,
    });
  });
  it('expects nothing where nothing is known, and no trace above the cap', () => {
    expect(summarise(specWith())).toMatchObject({ expectedTokens: undefined, expectedSeconds: undefined });
    const { expectedTokens, worstTokens } = summarise(specWith(), { meanTokens: 1e9 });
    expect(expectedTokens).toBe(worstTokens);
  });
});

describe('repeated choices', () => {
  const long = 'x'.repeat(100);
  it('are long texts that are equal, at any temperature above 0', () => {
    expect(repeatedChoices([long, 'short', long, 'short', `${long}y`, long], 0.6)).toBe(2);
    expect(repeatedChoices([long, long], 0)).toBe(0);
  });
});
