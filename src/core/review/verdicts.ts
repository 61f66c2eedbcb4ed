/**
 * Verdicts on chains of thought, as plain values: what a reviewer said of a sample, and what holds of it when several said
 * something. Runs are named by label, problems by their id in the table, samples by place in dump order from 0.
 */

/** `skip`: looked at and not judged; counts as not read. */
export type ChainVerdict = 'valid' | 'invalid' | 'ambiguous' | 'skip';

export interface SampleName {
  run: string;
  problem: string;
  index: number;
}

/** One reviewer's verdict on one sample. Of two by the same reviewer the later in the list holds. */
export interface Judgement extends SampleName {
  reviewer: string;
  verdict: ChainVerdict;
  /** Set: decided after reviewers disagreed. It wins over all of them; of two the later holds. */
  adjudicated?: boolean;
}

/**
 * What holds of a sample. `disputed`: reviewers differ and nobody has adjudicated; it counts like `ambiguous`, on neither
 * side.
 */
export type SettledVerdict = ChainVerdict | 'disputed';

/** What holds of each sample that someone looked at. */
export class SettledVerdicts {
  readonly #verdicts = new Map<string, SettledVerdict>();

  constructor(judgements: readonly Judgement[]) {
    const given = new Map<string, { byReviewer: Map<string, ChainVerdict>; adjudicated?: ChainVerdict }>();
    for (const judgement of judgements) {
      const key = keyOf(judgement);
      let entry = given.get(key);
      if (!entry) given.set(key, (entry = { byReviewer: new Map() }));
      if (judgement.adjudicated) entry.adjudicated = judgement.verdict;
      else entry.byReviewer.set(judgement.reviewer, judgement.verdict);
    }
    for (const [key, { byReviewer, adjudicated }] of given)
      this.#verdicts.set(key, adjudicated ?? together([...byReviewer.values()]));
  }

  /** undefined: nobody has looked at it. */
  of(sample: SampleName): SettledVerdict | undefined {
    return this.#verdicts.get(keyOf(sample));
  }
}

/** One string a sample, equal for equal names only. */
export function keyOf({ run, problem, index }: SampleName): string {
  return JSON.stringify([run, problem, index]);
}

/** Who skips says nothing; the others must agree. */
function together(verdicts: readonly ChainVerdict[]): SettledVerdict {
  const said = new Set(verdicts.filter((verdict) => verdict !== 'skip'));
  if (said.size === 0) return 'skip';
  const [first] = said;
  return said.size === 1 ? first : 'disputed';
}
