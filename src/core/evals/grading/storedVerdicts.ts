/** Verdicts that were stored apart from a dump, laid over its samples. */
import { Verdict, type ProblemEntry, type RunIndex } from '../../runIndex';
import type { GradeLine } from '../sampleLine';

/** What one grader said of one run's samples. */
export class StoredVerdicts {
  private readonly problems = new Map<string, Said>();
  private lines = 0;

  /** @param run label under which the samples were judged */
  constructor(private readonly run: string) {}

  /** Lines of other runs are passed over; the last one of a sample counts. */
  add({ model, problem, benchmark, index, verdict, print }: GradeLine): void {
    if (model !== this.run) return;
    const key = keyOf(problem, benchmark);
    let said = this.problems.get(key);
    if (!said) this.problems.set(key, (said = new Said()));
    said.set(index, verdict === null ? Verdict.unscored : verdict ? Verdict.correct : Verdict.wrong, print ?? 0);
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
    return this.problems.get(keyOf(problem.id, problem.benchmark))?.of(index, print);
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
        const said = judged?.of(at - problem.start, samples.print[row]);
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

/** Verdicts of one problem by sample. In columns, because they are laid over a million samples while the reader waits. */
class Said {
  /** Verdict + 1; 0: none. */
  private codes = new Uint8Array(32);
  /** 0: not known. */
  private prints = new Uint32Array(32);
  /** Of samples far behind the others: a number in a file must not make the columns large. */
  private readonly far = new Map<number, { verdict: Verdict; print: number }>();

  set(index: number, verdict: Verdict, print: number): void {
    if (index >= 4 * this.codes.length) return void this.far.set(index, { verdict, print });
    if (index >= this.codes.length) this.grow(Math.max(index + 1, 2 * this.codes.length));
    this.codes[index] = verdict + 1;
    this.prints[index] = print;
  }

  /** undefined: nothing, or about another text. */
  of(index: number, print: number): Verdict | undefined {
    const code = this.codes[index];
    if (!code && this.far.size === 0) return undefined;
    const said = code ? { verdict: (code - 1) as Verdict, print: this.prints[index] } : this.far.get(index);
    return said && !(said.print && print && said.print !== print) ? said.verdict : undefined;
  }

  private grow(length: number): void {
    const { codes, prints } = this;
    this.codes = new Uint8Array(length);
    this.codes.set(codes);
    this.prints = new Uint32Array(length);
    this.prints.set(prints);
  }
}

const keyOf = (problem: string, benchmark: string | undefined): string => JSON.stringify([problem, benchmark ?? '']);
