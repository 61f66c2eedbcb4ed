import { describe, expect, it } from 'vitest';
import type { QueueSpec } from '../../../src/core/annotations/events';
import type { AnnotationState, Review, ReviewQueue } from '../../../src/core/annotations/state';
import { auditProblems, auditSamples, auditWords, chainWords, orderWords } from '../../../src/core/review/audit';
import { isHidden, judgementsIn, progressOf, queuesBeside, reviewAgreement } from '../../../src/core/review/progress';

const spec: QueueSpec = { runs: ['base', 'RL'], band: { above: 0, below: 0.05 }, verdicts: ['correct'], seed: 7 };
const of = (run: string, problem: string, c: number) => ({
  run,
  problem,
  n: 100,
  c,
  samples: Array.from({ length: c }, (_, i) => i),
});
const problems = [of('base', 'p1', 3), of('base', 'p2', 5), of('RL', 'p1', 0), of('RL', 'p2', 1), of('third', 'p1', 1)];

describe('an audit', () => {
  it('is about problems of its runs in the band, both ends left out', () => {
    expect(auditProblems(problems, spec).map(({ run, problem }) => `${run} ${problem}`)).toEqual(['base p1', 'RL p2']);
    expect(auditSamples(problems, spec)).toHaveLength(4);
    expect(auditSamples(problems, { ...spec, perProblem: 1 })).toHaveLength(2);
  });

  it('of a filter is about the problems that it let through', () => {
    const filtered: QueueSpec = { ...spec, band: undefined, problems: ['p2'], filter: 'class: base only' };
    expect(auditProblems(problems, filtered).map(({ run, problem }) => `${run} ${problem}`)).toEqual([
      'base p2',
      'RL p2',
    ]);
    expect(auditWords(filtered)).toBe('class: base only');
  });

  it('is said in words', () => {
    expect(auditWords(spec)).toBe('accuracy above 0 and below 5 %');
    expect(auditWords({ ...spec, band: { above: 0.01, below: 0.125 } })).toBe('accuracy above 1 % and below 12.5 %');
    expect(chainWords([{ problem: 'a' }, { problem: 'a' }, { problem: 'b' }])).toBe('3 chains of 2 problems');
    expect(orderWords({ ...spec, perProblem: 4 })).toBe('at most 4 of a problem and run · order from seed 7');
  });
});

const by = (clock: number) => ({ event: `e${clock}`, clock, author: 'Ada', time: '' });
const samples = [0, 1, 2].map((index) => ({ run: 'base', problem: 'p', index, hash: `h${index}` }));

function queue(id: string, reviewer: string): ReviewQueue {
  return { id, made: by(1), changed: by(1), note: '', name: '', reviewer, blind: true, spec, samples, unblinded: [] };
}
function review(of: string, place: number, verdict: Review['verdict'], clock: number): Review {
  const signed = by(clock);
  const id = `${of} ${place}`;
  return {
    id,
    made: signed,
    changed: signed,
    judged: signed,
    note: '',
    queue: of,
    place,
    sample: samples[place],
    verdict,
    reason: '',
  };
}
function state(queues: ReviewQueue[], reviews: Review[]): AnnotationState {
  const empty = new Map<string, never>();
  return {
    ...{ tags: empty, annotations: empty, suggestions: empty, claims: empty, adjudications: empty },
    queues: new Map(queues.map((one) => [one.id, one])),
    reviews: new Map(reviews.map((one) => [one.id, one])),
  };
}

describe('a queue', () => {
  it('is hidden until its last place has a verdict, of which a skip is one', () => {
    const one = queue('q', 'Ada');
    const some = progressOf(state([one], [review('q', 0, 'valid', 2), review('q', 2, 'skip', 3)]), one);
    expect(some).toMatchObject({ read: 2, counts: { valid: 1, invalid: 0, ambiguous: 0, skip: 1 } });
    expect(isHidden(one, some)).toBe(true);
    expect(isHidden({ ...one, blind: false }, some)).toBe(false);
    expect(isHidden({ ...one, unblinded: [{ by: by(4), place: 0 }] }, some)).toBe(true);
    expect(isHidden({ ...one, unblinded: [{ by: by(4) }] }, some)).toBe(false);
    const all = progressOf(
      state(
        [one],
        [0, 1, 2].map((place) => review('q', place, 'valid', place + 2)),
      ),
      one,
    );
    expect(isHidden(one, all)).toBe(false);
  });

  it('stands beside those of others over the same chains; verdicts of one that was removed do not count', () => {
    const [ada, ben] = [queue('a', 'Ada'), queue('b', 'Ben')];
    const reviews = [review('a', 1, 'valid', 5), review('b', 1, 'invalid', 4), review('gone', 0, 'valid', 3)];
    const both = state([ada, ben], reviews);
    expect(queuesBeside(both, ada).map(({ reviewer }) => reviewer)).toEqual(['Ben']);
    expect(queuesBeside(state([ada, { ...ben, samples: samples.slice(1) }], []), ada)).toEqual([]);
    expect(judgementsIn(both).map(({ reviewer, verdict }) => `${reviewer} ${verdict}`)).toEqual([
      'Ben invalid',
      'Ada valid',
    ]);
    expect(reviewAgreement(judgementsIn(both), { resamples: 10 })).toMatchObject({ units: 1, percent: { value: 0 } });
  });
});
