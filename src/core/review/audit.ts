/** An audit: which problems and samples a queue is about, and its results. */
import type { QueueSpec } from '../annotations/events';
import { formatCount, formatNoun, formatPercent } from '../format';
import { problemsInBand, reviewQueue, type ProblemSamples } from './queue';
import type { SampleName } from './verdicts';

/** The problems of an audit, with the places of all samples that may be read. */
export function auditProblems(problems: readonly ProblemSamples[], spec: QueueSpec): ProblemSamples[] {
  const { runs, band } = spec;
  const chosen = spec.problems && new Set(spec.problems);
  const meant = problems.filter(({ run, problem }) => runs.includes(run) && (chosen?.has(problem) ?? true));
  return problemsInBand(meant, { band });
}

/** The samples of an audit in the order in which they are read. @throws RangeError for a bad seed. */
export function auditSamples(problems: readonly ProblemSamples[], spec: QueueSpec): SampleName[] {
  const { seed, perProblem } = spec;
  return reviewQueue(auditProblems(problems, spec), { seed, perProblem });
}

/** Which problems: `accuracy above 0 and below 5 %`, or the filter's words. */
export function auditWords({ band, filter, problems }: QueueSpec): string {
  if (band) return `accuracy above ${percentOf(band.above)} and below ${percentOf(band.below)}`;
  if (filter !== undefined && filter !== '') return filter;
  return problems ? formatNoun(problems.length, 'problem') : 'all problems';
}

/** `260 chains of 13 problems`. */
export function chainWords(samples: readonly { problem: string }[]): string {
  const problems = new Set(samples.map(({ problem }) => problem)).size;
  return `${formatNoun(samples.length, 'chain')} of ${formatNoun(problems, 'problem')}`;
}

/** `order from seed 7`, and what a cap left out. */
export function orderWords({ seed, perProblem }: QueueSpec): string {
  const cap = perProblem === undefined ? '' : `at most ${formatCount(perProblem)} of a problem and run · `;
  return `${cap}order from seed ${seed}`;
}

function percentOf(fraction: number): string {
  return fraction === 0 ? '0' : `${Number(formatPercent(fraction, 2))} %`;
}

/** What a chain must be to count, where the codebook does not say otherwise. */
export const validityRule =
  'Every step follows from the ones before, or is corrected later. A slip that is repaired is valid. A right answer by guess, by pattern, or by two errors that cancel is not.';

/** Id of the entry of the codebook that says what counts as valid. */
export const validityTag = 'valid-chain';
