/** Evidence of the fixtures, computed as the host does, and with `claims` in the address two claims of each RL trace. */
import { settlingOf } from '../../src/core/novelty/carriers';
import { challengeSpan } from '../../src/core/novelty/challenge';
import { evidenceRecord, type NamedSample } from '../../src/core/novelty/evidence';
import { Baselines } from '../../src/core/novelty/baseline';
import { findNovelty } from '../../src/core/novelty/findNovelty';
import { GramTable } from '../../src/core/novelty/gramTable';
import { nearestByGrams, rankBySteps } from '../../src/core/novelty/nearest';
import type { ShownClaim } from '../../src/core/novelty/shownClaim';
import type { NovelPassages, SampleRef } from '../../src/protocol/comparePage';

const SEARCHED = 40;

export interface FakeBase {
  label: string;
  run: number;
  textOf(ref: SampleRef): string;
}

function searchedBase({ run, textOf }: FakeBase, ref: SampleRef) {
  const places = Array.from({ length: SEARCHED }, (_, sample) => sample).filter(
    (sample) => run !== ref.run || sample !== ref.sample,
  );
  const textAt = (sample: number): string => textOf({ ...ref, run, sample: places[sample] });
  const table = new GramTable(SEARCHED * 2000);
  places.forEach((_, sample) => table.add(textAt(sample)));
  table.build();
  return { table, textAt, places };
}

export function fakeNovelty(base: FakeBase, ref: SampleRef): NovelPassages {
  const { table, textAt, places } = searchedBase(base, ref);
  const text = base.textOf(ref);
  const { share, passages, tokens, novelTokens } = findNovelty(table, text);
  const baseline = new Baselines(table).against(tokens, share, 7);
  return {
    runs: [base.label],
    samples: places.length,
    claimedTokens: tokens,
    novelTokens,
    share,
    passages: passages.map(({ start, end }) => ({ start, end })),
    ...(baseline && { baseline }),
    nearest: rankBySteps(text, nearestByGrams(table, text, 5), textAt).map(({ sample, alignedShare = 0 }) => ({
      sample: { problem: ref.problem, run: base.run, sample: places[sample] },
      similarity: alignedShare,
      by: 'aligned steps',
    })),
  };
}

export function fakeClaims(base: FakeBase, ref: SampleRef): ShownClaim[] {
  const { table, textAt, places } = searchedBase(base, ref);
  const text = base.textOf(ref);
  const span = { start: 0, end: Math.min(text.length, 160) };
  const part = text.slice(span.start, span.end);
  const found = challengeSpan(table, part, 3, textAt);
  const quotes = found.examples.map((one) => textAt(one.sample).slice(one.span.start, one.span.end));
  const nameOf = (sample: number): NamedSample => ({
    run: base.label,
    problem: ref.problem,
    index: places[sample],
    hash: `hash${sample}`,
  });
  const novelty = findNovelty(table, part);
  const baseline = new Baselines(table).against(novelty.tokens, novelty.share, 7);
  const evidence = evidenceRecord({
    claim: { sample: { run: 'rl', problem: ref.problem, index: ref.sample, hash: '' }, span, quote: part },
    runs: [base.label],
    author: 'Ada <ada@example.org>',
    time: '2026-11-21T12:00:00Z',
    seed: 7,
    searched: { samples: places.length, tokens: table.tokens, unsearched: 0 },
    novelty,
    ...(baseline && { baseline }),
    near: [],
    challenge: { found, quotes },
    perplexity: { value: 1.42, base: [1.2, 1.3, 1.6] },
    nameOf,
  });
  const about = { author: 'Ada <ada@example.org>', time: '2026-11-21T12:00:00Z' };
  return [
    {
      id: 'claim-1',
      statement: 'It splits by the sum before it counts.',
      status: 'challenged',
      ...about,
      tag: 'case split',
      span,
      lost: false,
      evidence,
      stale: { searched: places.length, now: 200 },
      settling: settlingOf({ x: 0, n: places.length }, 64, 0.5),
      challenges: [{ ...about, counterExamples: found.examples.length }],
      approaches: found.examples
        .slice(0, 1)
        .map(({ sample }) => ({ ...about, verdict: 'different' as const, other: nameOf(sample) })),
    },
  ];
}
