/** Reads the samples that the page wants compared, and has them compared in the worker. */
import {
  choosePair as chooseByFacts,
  nearestCandidates,
  nearestReason,
  type PairChoice,
} from '../core/trace/choosePair';
import type { TraceDiff } from '../core/trace/diff';
import type { TestMessage } from '../core/trace/testMessages';
import type { TokenAnswer } from '../core/trace/tokenHeat';
import type { TraceTasks } from '../io/traceTasks';
import type { PairQuery, SampleRef } from '../protocol/comparePage';
import type { ComparisonSession } from './session';

/** @throws Error as `readTrace`, or when the comparison takes too long */
export async function diffTraces(
  session: ComparisonSession,
  tasks: TraceTasks,
  { left, right }: { left: SampleRef; right: SampleRef },
  signal: AbortSignal,
): Promise<TraceDiff> {
  const [a, b] = await Promise.all([textOf(session, left), textOf(session, right)]);
  return tasks.diff(a, b, signal);
}

/** @throws Error as `diffTraces` */
export async function readTokens(
  session: ComparisonSession,
  tasks: TraceTasks,
  sample: SampleRef,
  signal: AbortSignal,
): Promise<TokenAnswer> {
  const text = await textOf(session, sample);
  return tasks.tokens(session.rangeOf({ ...sample, problem: session.rowOf(sample.problem) }), text, signal);
}

/** @throws Error as `diffTraces` */
export async function readTests(
  session: ComparisonSession,
  tasks: TraceTasks,
  sample: SampleRef,
  signal: AbortSignal,
): Promise<TestMessage[]> {
  // Reading the text first makes sure that the file is the one indexed.
  await textOf(session, sample);
  return tasks.tests(session.rangeOf({ ...sample, problem: session.rowOf(sample.problem) }), signal);
}

/** @throws Error as `diffTraces`, or when a run has no samples of the problem */
export async function choosePair(
  session: ComparisonSession,
  tasks: TraceTasks,
  { problem, runs, rule, current, seed }: PairQuery,
  signal: AbortSignal,
): Promise<PairChoice> {
  const facts = runs.map((run) => session.pairFacts(session.rowOf(problem), run));
  if (rule !== 'nearest') return chooseByFacts(facts, { rule, current, seed });
  const candidates = nearestCandidates(facts);
  const texts = await Promise.all(
    candidates.map((samples, i) =>
      Promise.all(samples.map((sample) => textOf(session, { problem, run: runs[i], sample }))),
    ),
  );
  const { chosen, likeness } = await tasks.nearest(texts, signal);
  const reason = nearestReason(likeness, candidates);
  return { samples: chosen.map((place, i) => candidates[i][place]), reasons: chosen.map(() => reason) };
}

async function textOf(session: ComparisonSession, { problem, run, sample }: SampleRef): Promise<string> {
  return (await session.readTrace({ problem: session.rowOf(problem), run, sample })).text;
}
