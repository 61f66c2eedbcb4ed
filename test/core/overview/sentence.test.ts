import { describe, expect, it } from 'vitest';
import type { CrossoverEstimate } from '../../../src/core/overview/overview';
import type { SentenceFacts } from '../../../src/core/overview/sentence';
import { plainSentence, sentenceOf } from '../../../src/core/overview/sentence';

const crossing: CrossoverEstimate = {
  k: 11,
  reason: 'crosses',
  later: [],
  lo: 6,
  hi: 27,
  share: 0.998,
  shareBaseLeadsAt1: 0,
};

const facts: SentenceFacts = {
  base: 'base',
  against: 'RL',
  k: 128,
  K: 128,
  mode: 'estimated',
  problems: { total: 500, shown: 500, filteredOut: 0, guessable: 0, notInAllRuns: 0 },
  baseCoverage: 0.924,
  againstCoverage: 0.901,
  crossover: crossing,
  interval: { method: 'closed-form', seed: 7, resamples: 10_000, done: 10_000 },
};

const say = (changes: Partial<SentenceFacts>) => plainSentence(sentenceOf({ ...facts, ...changes }));
const tail = 'at k = 128 base solves 92.4 %, RL 90.1 % of 500 problems.';

describe('the plain sentence', () => {
  it('says where the base overtakes, how sure that is, and where both end', () => {
    expect(say({})).toBe(`Base overtakes RL at k ≈ 11 [6, 27]; ${tail}`);
    expect(sentenceOf(facts).note).toBe(
      '95 % interval: paired bootstrap over 500 problems, 10,000 resamples, seed 7; base overtakes RL in 99.8 % of them.',
    );
  });

  it('has an open end where too many resamples never cross', () => {
    expect(say({ crossover: { ...crossing, hi: null } })).toContain('k ≈ 11 [6, > 128];');
  });

  it('leaves the interval out until there are resamples', () => {
    const crossover = { ...crossing, lo: null, hi: null, share: NaN };
    expect(say({ crossover })).toBe(`Base overtakes RL at k ≈ 11; ${tail}`);
  });

  it('says that the base never overtakes, and in which share of resamples it does', () => {
    const never: CrossoverEstimate = { ...crossing, k: null, reason: 'never', share: 0.032 };
    expect(say({ crossover: never })).toBe(
      `Base never overtakes RL up to k = 128 (it does in 3.2 % of the resamples); ${tail}`,
    );
    expect(say({ crossover: { ...never, share: 0 } })).toContain('(it does in none of the resamples)');
    expect(sentenceOf({ ...facts, crossover: never }).note).not.toContain('3.2');
  });

  it('says so when n is too small for the k that was asked for, and for any crossover', () => {
    expect(say({ asked: 256 })).toContain(
      'at k = 128, the smallest n (it is below 256), base solves 92.4 %, RL 90.1 % of 500 problems.',
    );
    expect(say({ against: undefined, asked: 256 })).toBe(
      'Base solves 92.4 % of 500 problems at k = 128, the smallest n (it is below 256).',
    );
    const never: CrossoverEstimate = { ...crossing, k: null, reason: 'never', share: 0 };
    expect(say({ crossover: never, k: 1, K: 1 })).toMatch(
      /^With one sample a problem no crossover can be seen; at k = 1 base solves/,
    );
  });

  it('says that the base leads from the start, and who leads later', () => {
    const first: CrossoverEstimate = { ...crossing, k: null, reason: 'base-leads-at-1' };
    expect(say({ crossover: first })).toBe(`Base leads RL already at k = 1 and at every k up to 128; ${tail}`);
    expect(say({ crossover: { ...first, later: [5] } })).toBe(
      `Base leads RL already at k = 1; RL takes the lead at k = 5; ${tail}`,
    );
    expect(say({ crossover: { ...first, later: [5, 40] } })).toContain(
      'RL takes the lead at k = 5, and the lead changes hands again at k = 40;',
    );
  });

  it('names further crossings', () => {
    expect(say({ crossover: { ...crossing, later: [20, 90] } })).toBe(
      `Base overtakes RL at k ≈ 11 [6, 27], and the lead changes hands again at k = 20 and 90; ${tail}`,
    );
    expect(say({ crossover: { ...crossing, later: [20, 30, 40, 50, 60] } })).toContain('k = 20, 30, 40 and 2 more;');
  });

  it('says why there is nothing to say', () => {
    const none = { shown: 0, filteredOut: 0, guessable: 0, notInAllRuns: 0 };
    expect(say({ K: 0, problems: { ...none, total: 0 } })).toBe('There are no problems to compare yet.');
    expect(say({ K: 0, problems: { ...none, total: 30, filteredOut: 30 } })).toBe(
      'No problem of 30 passes the filters.',
    );
    expect(say({ K: 0, problems: { ...none, total: 30, notInAllRuns: 30 } })).toBe(
      'No problem of 30 has scored samples in every run, so nothing can be compared.',
    );
  });

  it('speaks of one run alone', () => {
    const alone = { against: undefined, crossover: undefined };
    expect(say(alone)).toBe('Base solves 92.4 % of 500 problems at k = 128.');
    for (const [label, start] of [
      ['samples.jsonl', 'samples.jsonl solves'],
      ['qwen2.5-7b', 'qwen2.5-7b solves'],
      ['step 100', 'Step 100 solves'],
    ])
      expect(say({ ...alone, base: label })).toContain(start);
  });

  it('says when no estimate is meant', () => {
    expect(say({ mode: 'first' })).toContain('at k = 128, by the first samples drawn, base solves 92.4 %');
  });

  it('tells how a ladder goes up and down', () => {
    const ladder = {
      from: 'base',
      to: 'step 400',
      K: 256,
      pass1: [0.062, 0.155] as [number, number],
      passK: [0.733, 0.558] as [number, number],
      lost: 6,
      gained: 0,
      passing: 1,
    };
    expect(say({ ladder })).toBe(
      'From base to step 400, pass@1 rises from 6.2 to 15.5 % while pass@256 falls from 73.3 to 55.8 %; 6 problems are lost, 0 gained, 1 solved only in between.',
    );
    expect(say({ ladder: { ...ladder, passK: [0.558, 0.733], lost: 1, passing: 0 } })).toContain(
      'and pass@256 rises from 55.8 to 73.3 %; 1 problem is lost, 0 gained.',
    );
  });
});
