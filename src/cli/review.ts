import { basename } from 'node:path';
import type { AnnotationState, ReviewQueue } from '../core/annotations/state';
import { pairRuns } from '../core/compare/pair';
import { formatFraction, formatInterval, formatNoun, formatOf, withoutControls } from '../core/format';
import { indexWithout } from '../core/integrity/leaveOut';
import type { Coefficient } from '../core/review/agreement';
import { auditProblems, auditWords, chainWords, orderWords } from '../core/review/audit';
import { judgementsIn, progressOf, reviewAgreement } from '../core/review/progress';
import type { ProblemSamples } from '../core/review/queue';
import { correctSamples, validChains, validChainsSentence } from '../core/review/results';
import { SettledVerdicts } from '../core/review/verdicts';
import { readAnnotated } from './annotationFiles';
import { readArguments } from './arguments';
import { CliError, distinct, findingsText, printedFinding, toJson, type Command } from './command';
import { loadAll, markAll, readComparison, type Task } from './task';

/** `review`: what the reviews of a comparison found, and how far reviewers agree. */
export const review: Command = {
  usage: `  trace-inspector review <comparison.traces.json> [--seed 7] [--json]
      Review queues with their progress; problems with at least one valid chain, by run; agreement of reviewers (per
      cent, Cohen's kappa, Krippendorff's alpha, with 95 % intervals from --seed) and where they differ. The bounds of
      CoT-pass@k are in stats.`,
  async run(args) {
    const { paths, texts, flags } = readArguments(args, { seed: 'text', json: 'flag' });
    const notes = await readAnnotated(paths, 'review');
    const { state } = notes.log;
    if (state.queues.size === 0)
      throw new CliError(`${basename(paths[0])} has no review queue: make one with "New Review Queue…".`);
    const task = await readComparison(paths[0]);
    const problems = await problemsIn(task);
    const findings = [...task.findings, ...distinct(notes.findings, task.findings)];
    const found = { ...reviewed(state, problems, seedOf(texts.seed)), findings };
    if (!flags.has('json')) return withoutControls(asText(found));
    return toJson({ ...found, findings: findings.map(printedFinding) });
  },
};

function seedOf(text = '7'): number {
  if (/^\d{1,10}$/.test(text) && Number(text) < 2 ** 32) return Number(text);
  throw new CliError(`--seed must be a whole number from 0 to ${2 ** 32 - 1}, not "${text}".`);
}

async function problemsIn(task: Task): Promise<ProblemSamples[]> {
  const runs = await loadAll(task);
  const pairing = pairRuns(runs);
  const marked = await markAll(runs, pairing, task.leaveOut);
  return runs.flatMap(({ label, index }, run) => {
    const counted = indexWithout(index, marked[run].marks, task.leaveOut);
    return correctSamples({ label, index, counted, members: pairing.members[run] }, pairing.table.ids);
  });
}

function reviewed(state: AnnotationState, problems: readonly ProblemSamples[], seed: number) {
  const judgements = judgementsIn(state);
  const settled = new SettledVerdicts(judgements);
  const queues = [...state.queues.values()].map((queue) => queueResult(state, queue, problems, settled));
  const { units, raters, percent, kappa, alpha, disagreements, resamples } = reviewAgreement(judgements, { seed });
  const numbers = { percent: printed(percent), kappa: kappa ? printed(kappa) : null, alpha: printed(alpha) };
  const differ = disagreements.map(({ unit, labels }) => {
    const [run, problem, index] = JSON.parse(unit) as [string, string, number];
    const verdicts = Object.fromEntries(labels.map(({ rater, label }) => [rater, label]));
    return { run, problem, sample: index, verdicts, holds: settled.of({ run, problem, index }) ?? null };
  });
  const agreement =
    units > 0 ? { reviewers: raters, chains: units, ...numbers, seed, resamples, disagreements: differ } : null;
  return { queues, agreement };
}

function queueResult(
  state: AnnotationState,
  queue: ReviewQueue,
  problems: readonly ProblemSamples[],
  settled: SettledVerdicts,
) {
  const { id, name, reviewer, blind, unblinded, spec, samples } = queue;
  const { read, counts } = progressOf(state, queue);
  const found = validChains(auditProblems(problems, spec), settled);
  return {
    id,
    name,
    about: `${auditWords(spec)} · ${chainWords(samples)} · ${orderWords(spec)}`,
    reviewer,
    blind,
    unblinded: unblinded.some(({ place }) => place === undefined),
    seed: spec.seed,
    read,
    chains: samples.length,
    verdicts: counts,
    sentence: validChainsSentence(found),
    runs: found,
  };
}

/** NaN is null in JSON. */
function printed({ value, lo, hi }: Coefficient) {
  const number = (one: number) => (Number.isNaN(one) ? null : one);
  return { value: number(value), interval: [number(lo), number(hi)] };
}

function asText({ queues, agreement, findings }: ReturnType<typeof reviewed> & { findings: Task['findings'] }): string {
  const blocks = queues.map(({ name, about, reviewer, read, chains, verdicts, sentence, blind, unblinded }) =>
    [
      `${name} · ${about}`,
      `  ${reviewer}: ${formatOf(read, chains)} read${blind ? ', blind' : ''}${unblinded ? ', unblinded before the end' : ''}; ` +
        `${verdicts.valid} valid, ${verdicts.invalid} invalid, ${verdicts.ambiguous} ambiguous, ${verdicts.skip} skipped`,
      `  ${sentence}\n`,
    ].join('\n'),
  );
  return [...blocks, ...(agreement ? [agreementText(agreement)] : []), findingsText(findings)].join('\n');
}

function agreementText(agreement: NonNullable<ReturnType<typeof reviewed>['agreement']>): string {
  const { reviewers, chains, percent, kappa, alpha, disagreements } = agreement;
  const words = ({ value, interval: [lo, hi] }: ReturnType<typeof printed>) =>
    `${formatFraction(value ?? NaN)} ${formatInterval(lo ?? NaN, hi ?? NaN)}`;
  const lines = [
    `agreement of ${reviewers.join(', ')} on ${formatNoun(chains, 'chain')}`,
    `  share      ${words(percent)}`,
    ...(kappa ? [`  kappa      ${words(kappa)}`] : []),
    `  alpha      ${words(alpha)}`,
    ...disagreements.map(({ run, problem, sample, verdicts, holds }) => {
      const said = Object.entries(verdicts).map(([reviewer, verdict]) => `${reviewer} ${verdict}`);
      return `  ${run} ${problem} sample ${sample}: ${said.join(', ')}; ${holds === 'disputed' ? 'not decided' : `holds: ${holds}`}`;
    }),
  ];
  return `${lines.join('\n')}\n`;
}
