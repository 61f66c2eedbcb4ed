/** What a review found: problems with at least one valid chain, and the counts behind CoT-pass@k. */
import { formatNoun, formatOf } from '../format';
import type { RunIndex } from '../runIndex';
import { Verdict } from '../runIndex';
import type { ProblemSamples } from './queue';
import type { SettledVerdict, SettledVerdicts } from './verdicts';

/** Where a problem of one run stands. */
export type ProblemState =
  /** At least one chain is valid. */
  | 'valid'
  /** All its chains were read and all are invalid. */
  | 'none'
  /** All were read, none is valid, but at least one is ambiguous or disputed: left out, and said. */
  | 'ambiguous'
  /** None is valid so far, and some were not read or were skipped: left out, and said. */
  | 'open';

/** Of one run, over the problems of an audit. */
export interface ValidChains {
  run: string;
  /** Problems with at least one valid chain, of those about which it is known (`valid` and `none`). */
  valid: number;
  of: number;
  /** Left out. */
  ambiguous: number;
  open: number;
  /** Ids by state, in the order given. */
  problems: Record<ProblemState, string[]>;
}

/**
 * Counts problems with at least one valid chain, run by run in order of appearance.
 *
 * @param problems those of the audit, with the places of all their correct samples: see `problemsInBand`.
 * Source: Yue et al. 2025 (arXiv 2504.13837), "base 24 of 25, RL 23 of 25", where ambiguous problems are left out.
 */
export function validChains(problems: readonly ProblemSamples[], settled: SettledVerdicts): ValidChains[] {
  const runs = new Map<string, ValidChains['problems']>();
  for (const { run, problem, samples } of problems) {
    let states = runs.get(run);
    if (!states) runs.set(run, (states = { valid: [], none: [], ambiguous: [], open: [] }));
    states[stateOf(samples.map((index) => settled.of({ run, problem, index })))].push(problem);
  }
  return [...runs].map(([run, states]) => ({
    run,
    valid: states.valid.length,
    of: states.valid.length + states.none.length,
    ambiguous: states.ambiguous.length,
    open: states.open.length,
    problems: states,
  }));
}

/** @param verdicts of all chains of a problem; undefined: not read. Without chains: `open`. */
function stateOf(verdicts: readonly (SettledVerdict | undefined)[]): ProblemState {
  if (verdicts.includes('valid')) return 'valid';
  if (verdicts.length === 0 || verdicts.some((verdict) => verdict === undefined || verdict === 'skip')) return 'open';
  return verdicts.every((verdict) => verdict === 'invalid') ? 'none' : 'ambiguous';
}

/**
 * The result in the words of the study: "Problems with at least one valid chain: base 24 of 25, RL 23 of 25", and in
 * brackets what was left out.
 */
export function validChainsSentence(runs: readonly ValidChains[]): string {
  const counts = runs.map(({ run, valid, of }) => (of === 0 ? `${run} none decided` : `${run} ${formatOf(valid, of)}`));
  const leftOut = runs.flatMap(({ run, ambiguous, open }) => {
    const parts = [
      ...(ambiguous > 0 ? [`${formatNoun(ambiguous, 'ambiguous problem')} left out`] : []),
      ...(open > 0 ? [`${formatNoun(open, 'problem')} not read in full`] : []),
    ];
    return parts.length > 0 ? [`${run}: ${parts.join(', ')}`] : [];
  });
  const note = leftOut.length > 0 ? ` (${leftOut.join('; ')})` : '';
  return `Problems with at least one valid chain: ${counts.join(', ')}${note}.`;
}

/**
 * Settled verdicts on the correct samples of one run, one entry a table row. Goes into `OverviewInput.review`. The five
 * together are at most c.
 */
export interface ReviewColumns {
  valid: Int32Array;
  invalid: Int32Array;
  ambiguous: Int32Array;
  disputed: Int32Array;
  skipped: Int32Array;
}

/** A run lined up with a table's rows. */
export interface ReviewedRun {
  label: string;
  index: RunIndex;
  /** Table row → index into `index.problems`, -1 where the run has no such problem. */
  members: Int32Array;
  /** The index without samples that are left out of all counts, where there are any. */
  counted?: RunIndex;
}

/**
 * Counts what was said of the correct samples of each row. Verdicts on other samples count nowhere: CoT-pass@k is about
 * correct ones.
 *
 * @param ids by table row.
 * @returns undefined when nobody has looked at any of them.
 */
export function reviewColumns(
  { label, index, members, counted = index }: ReviewedRun,
  ids: readonly string[],
  settled: SettledVerdicts,
): ReviewColumns | undefined {
  const column = () => new Int32Array(members.length);
  const columns = { valid: column(), invalid: column(), ambiguous: column(), disputed: column(), skipped: column() };
  let any = false;
  members.forEach((member, row) => {
    if (member < 0) return;
    const { start, end } = index.problems[member];
    const kept = keptSamples(counted, member, counted === index);
    for (let i = start; i < end; i++) {
      const sample = index.order[i];
      if (index.samples.verdict[sample] !== Verdict.correct || kept?.has(sample) === false) continue;
      const verdict = settled.of({ run: label, problem: ids[row], index: i - start });
      if (verdict === undefined) continue;
      columns[verdict === 'skip' ? 'skipped' : verdict][row]++;
      any = true;
    }
  });
  return any ? columns : undefined;
}

/** undefined: all of them. */
function keptSamples({ problems, order }: RunIndex, member: number, all: boolean): Set<number> | undefined {
  if (all) return undefined;
  const { start, end } = problems[member];
  return new Set(order.subarray(start, end));
}

/** The problems of a run as a queue and its results need them: places of the correct samples, in dump order. */
export function correctSamples(
  { label, index, members, counted }: ReviewedRun,
  ids: readonly string[],
): ProblemSamples[] {
  const found: ProblemSamples[] = [];
  members.forEach((member, row) => {
    if (member < 0) return;
    const { start, end } = index.problems[member];
    const kept = counted ? keptSamples(counted, member, false) : undefined;
    const places: number[] = [];
    let scored = 0;
    for (let i = start; i < end; i++) {
      const sample = index.order[i];
      const verdict = index.samples.verdict[sample];
      if (verdict === Verdict.unscored || kept?.has(sample) === false) continue;
      scored++;
      if (verdict === Verdict.correct) places.push(i - start);
    }
    found.push({ run: label, problem: ids[row], n: scored, c: places.length, samples: places });
  });
  return found;
}
