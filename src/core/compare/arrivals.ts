/** Samples of a run that came while somebody had it open: what is new since a problem was last looked at. */
import type { ProblemEntry, RunIndex } from '../runIndex';

export class Arrivals {
  /** Samples of each problem when it was last looked at; undefined until the run has been read once. */
  #seen: Map<string, number> | undefined;
  #last: { index: RunIndex; arrived: Int32Array } | undefined;

  /** All that the run holds now is known; what comes later has arrived. Only the first call counts. */
  begin(index: RunIndex): void {
    this.#seen ??= new Map(index.problems.map((problem) => [keyOf(problem), countOf(problem)]));
  }

  /** Samples that arrived, by place in the index; 0 everywhere before `begin`. The same array until something changes. */
  of(index: RunIndex): Int32Array {
    if (this.#last?.index !== index) this.#last = { index, arrived: this.#arrivedIn(index) };
    return this.#last.arrived;
  }

  /** A problem is looked at: nothing of it is new any more. @returns true when something was. */
  look(index: RunIndex, place: number): boolean {
    const problem = index.problems[place];
    if (!problem || this.of(index)[place] === 0) return false;
    this.#seen?.set(keyOf(problem), countOf(problem));
    this.#last = undefined;
    return true;
  }

  /** A problem that has fewer samples than before was replaced: what comes to it from now on is new. */
  #arrivedIn({ problems }: RunIndex): Int32Array {
    const seen = this.#seen;
    return Int32Array.from(problems, (problem) => {
      const known = seen ? (seen.get(keyOf(problem)) ?? 0) : Infinity;
      if (seen && countOf(problem) < known) seen.set(keyOf(problem), countOf(problem));
      return Math.max(0, countOf(problem) - known);
    });
  }
}

function keyOf({ benchmark = '', id }: ProblemEntry): string {
  return `${benchmark}\0${id}`;
}

function countOf({ start, end }: ProblemEntry): number {
  return end - start;
}
