/** Verdicts that were stored apart from a dump, laid over its samples. */
import { Verdict, type ProblemEntry, type RunIndex } from '../../runIndex';
import type { GradeLine } from '../sampleLine';

/** What one grader said of one run's samples. */
export class StoredVerdicts {
  private readonly problems = new Map<string, Map<number, Pick<GradeLine, 'verdict' | 'print'>>>();
  private lines = 0;

  /** @param run label under which the samples were judged */
  constructor(private readonly run: string) {}

  /** Lines of other runs are passed over; the last one of a sample counts. */
  add({ model, problem, benchmark, index, verdict, print }: GradeLine): void {
    if (model !== this.run) return;
    const key = keyOf(problem, benchmark);
    let samples = this.problems.get(key);
    if (!samples) this.problems.set(key, (samples = new Map()));
    samples.set(index, { verdict, print });
    this.lines++;
  }

  get isEmpty(): boolean {
    return this.lines === 0;
  }

  /** Lines for samples of this run, repeated ones too. */
  get size(): number {
    return this.lines;
  }

  /** undefined: nobody judged this text. @param print of the sample as it is now; 0: not known */
  of(problem: Pick<ProblemEntry, 'id' | 'benchmark'>, index: number, print: number): Verdict | undefined {
    return verdictOf(this.problems.get(keyOf(problem.id, problem.benchmark))?.get(index), print);
  }

  /**
   * The index with these verdicts instead of the dump's: a sample that was not judged has none. Counts that a dump gives
   * without saying which samples are meant are gone with its verdicts.
   *
   * @returns also how many samples were not judged
   */
  over(index: RunIndex, rule: RunIndex['verdictRule']): { index: RunIndex; missing: number } {
    const { samples, order } = index;
    const verdict = new Uint8Array(samples.verdict.length).fill(Verdict.unscored);
    let missing = 0;
    const problems = index.problems.map((problem): ProblemEntry => {
      const judged = this.problems.get(keyOf(problem.id, problem.benchmark));
      let [n, c] = [0, 0];
      for (let at = problem.start; at < problem.end; at++) {
        const row = order[at];
        const said = verdictOf(judged?.get(at - problem.start), samples.print[row]);
        if (said === undefined) missing++;
        else verdict[row] = said;
        if (verdict[row] !== Verdict.unscored) n++;
        if (verdict[row] === Verdict.correct) c++;
      }
      const { countOnly: _, ...rest } = problem;
      return { ...rest, n, c, unscored: problem.end - problem.start - n };
    });
    const { counted: _, ...rest } = index;
    return { index: { ...rest, problems, samples: { ...samples, verdict }, verdictRule: rule }, missing };
  }
}

function verdictOf(said: Pick<GradeLine, 'verdict' | 'print'> | undefined, print: number): Verdict | undefined {
  if (!said || (said.print && print && said.print !== print)) return undefined;
  if (said.verdict === null) return Verdict.unscored;
  return said.verdict ? Verdict.correct : Verdict.wrong;
}

const keyOf = (problem: string, benchmark: string | undefined): string => JSON.stringify([problem, benchmark ?? '']);
