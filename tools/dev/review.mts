/** A blind review queue over the fixture's problems, without a disk behind it. */
import { validityRule } from '../../src/core/review/audit';
import { Verdict } from '../../src/core/runIndex';
import type { ChainVerdict } from '../../src/core/review/verdicts';
import type { OpenQueue, QueuedChain, ReviewState, SampleRef } from '../../src/protocol/comparePage';
import type { Fixture } from './fixtures.mjs';

const size = 260;
const read = 47;

/** @param finished all chains have a verdict, and a second reviewer too. */
export function fakeReview(fixture: Fixture, textOf: (ref: SampleRef) => string, finished: boolean) {
  const { ids } = fixture.state.table;
  const problems = ids.slice(0, 13);
  const problemAt = Array.from({ length: size }, (_, place) => (place * 5 + (place >> 2)) % problems.length);
  const verdictAt = (place: number): ChainVerdict =>
    place % 9 === 4 ? 'ambiguous' : place === 30 ? 'skip' : place % 3 === 1 ? 'invalid' : 'valid';
  const verdicts = problemAt.map((_, place) => (finished || place < read ? verdictAt(place) : null));
  const reasons = new Map([[read - 1, 'step 6 uses a bound it never shows']]);
  const order = Array.from({ length: read }, (_, place) => place);
  const namedAt = (place: number) => {
    const run = (place * 7) % fixture.state.runs.length;
    return { run, label: fixture.state.runs[run].label, sample: (place * 131) % 1000 };
  };
  const count = (verdict: ChainVerdict) => verdicts.filter((one) => one === verdict).length;

  function queue(): OpenQueue {
    const done = verdicts.filter((verdict) => verdict !== null).length;
    const last = order.at(-1);
    const hidden = done < size;
    return {
      id: 'q',
      name: 'Chains behind correct answers',
      about: `accuracy above 0 and below 5 % · ${size} chains of ${problems.length} problems · order from seed 7`,
      reviewer: 'mk',
      read: done,
      size,
      blind: true,
      hidden,
      unblinded: false,
      problems,
      problemAt,
      verdicts: [...verdicts],
      counts: { valid: count('valid'), invalid: count('invalid'), ambiguous: count('ambiguous'), skip: count('skip') },
      ...(last !== undefined && {
        last: { place: last, verdict: verdicts[last]!, reason: reasons.get(last) ?? '', named: namedAt(last) },
      }),
      ...(!hidden && {
        results: {
          sentence: 'Problems with at least one valid chain: base 24 of 25, RL 23 of 25.',
          runs: fixture.state.runs.map(({ label }, run) => {
            return { run, label, valid: 24 - run, of: 25, ambiguous: run, open: 0 };
          }),
        },
        agreement: {
          reviewers: ['mk', 'ak'],
          chains: 40,
          percent: { value: 0.925, lo: 0.85, hi: 1 },
          kappa: { value: 0.83, lo: 0.64, hi: 0.96 },
          alpha: { value: 0.83, lo: 0.62, hi: 0.96 },
          disagreements: [3, 17, 29].map((place) => ({
            place,
            said: [
              { reviewer: 'mk', verdict: 'valid' },
              { reviewer: 'ak', verdict: 'invalid' },
            ],
            ...(place === 3 && { decided: 'invalid' as const }),
          })),
        },
      }),
      others: [{ reviewer: 'ak', read: 40 }],
      rule: validityRule,
    };
  }

  return {
    state: (): ReviewState => {
      const { id, name, about, reviewer, read, size, blind } = queue();
      const isOpen = fixture.view.review.queue === 'q';
      const queues = [{ id, name, about, reviewer, read, size, blind }];
      return { queues, ...(isOpen && { queue: queue() }) };
    },
    chain: (place: number): QueuedChain => {
      const { run, sample } = namedAt(place);
      const problem = problems[problemAt[place]];
      const { question, reference } = fixture.problems[ids.indexOf(problem)];
      return {
        problem,
        question,
        reference,
        text: textOf({ problem, run, sample }),
        hasText: true,
        verdict: Verdict.correct,
        answer: reference,
        tokens: 702,
        reason: reasons.get(place) ?? '',
        ...(!queue().hidden && { named: namedAt(place) }),
      };
    },
    judge: (place: number, verdict: ChainVerdict, reason: string): void => {
      verdicts[place] = verdict;
      reasons.set(place, reason);
      order.push(place);
    },
    undo: (): { place: number } | null => {
      const place = order.pop();
      if (place === undefined) return null;
      verdicts[place] = null;
      return { place };
    },
  };
}
