/** What a search over several runs has found so far: matches per sample, and counts per run and verdict. */
import { TextKind, type RunIndex } from '../runIndex';

/** Samples of one verdict in one run. */
export interface HitCount {
  /** Samples looked at; those without a stored text are not counted. */
  searched: number;
  /** Those with a match. */
  hit: number;
  /** Matches in them. */
  matches: number;
}

/** By `Verdict` value. */
export type RunHits = [wrong: HitCount, correct: HitCount, unscored: HitCount];

/** One sample with a match; `sample` is 0-based in dump order among those of its problem. */
export interface SampleHit {
  run: number;
  sample: number;
  /** Row of the run's index. */
  row: number;
  count: number;
  /** Where the first match begins, in UTF-16 units; -1: to be looked for, as in `MatchCount`. */
  first: number;
  /** How long it is. */
  length: number;
}

interface Found {
  row: Int32Array;
  count: Uint32Array;
  first: Int32Array;
  length: Uint32Array;
  searched: readonly number[];
}

export class SearchResults {
  readonly runs: RunHits[];
  /** Per run: matches of each sample row, where the first begins, and its length. */
  readonly #counts: Uint32Array[];
  readonly #firsts: Int32Array[];
  readonly #lengths: Uint32Array[];
  /** Samples with a text, all of which a whole search looks at. */
  readonly total: number;

  /** @param indexes those that are searched; later ones may have other rows. */
  constructor(readonly indexes: readonly RunIndex[]) {
    this.runs = indexes.map((): RunHits => [newCount(), newCount(), newCount()]);
    this.#counts = indexes.map(({ samples }) => new Uint32Array(samples.kind.length));
    this.#firsts = indexes.map(({ samples }) => new Int32Array(samples.kind.length));
    this.#lengths = indexes.map(({ samples }) => new Uint32Array(samples.kind.length));
    this.total = indexes.reduce((sum, { samples }) => sum + withText(samples.kind), 0);
  }

  add(run: number, found: Found): void {
    const counts = this.runs[run];
    found.searched.forEach((more, verdict) => (counts[verdict].searched += more));
    const { verdict } = this.indexes[run].samples;
    found.row.forEach((row, i) => {
      const count = counts[verdict[row]];
      count.hit++;
      count.matches += found.count[i];
      this.#counts[run][row] = found.count[i];
      this.#firsts[run][row] = found.first[i];
      this.#lengths[run][row] = found.length[i];
    });
  }

  /** Sums over all runs and verdicts. */
  get all(): HitCount {
    const all = newCount();
    for (const { searched, hit, matches } of this.runs.flat()) {
      all.searched += searched;
      all.hit += hit;
      all.matches += matches;
    }
    return all;
  }

  /** Places of `index.problems` with a match, and in how many samples. */
  problemsOf(run: number): Map<number, number> {
    const { problem } = this.indexes[run].samples;
    const found = new Map<number, number>();
    this.#counts[run].forEach((count, row) => {
      if (count > 0) found.set(problem[row], (found.get(problem[row]) ?? 0) + 1);
    });
    return found;
  }

  /** Samples of one problem of one run that have a match, in dump order. */
  hitsOf(run: number, problem: number): SampleHit[] {
    const { problems, order } = this.indexes[run];
    const { start, end } = problems[problem];
    const hits: SampleHit[] = [];
    for (let i = start; i < end; i++) {
      const row = order[i];
      const count = this.#counts[run][row];
      if (count === 0) continue;
      hits.push({ run, sample: i - start, row, count, first: this.#firsts[run][row], length: this.#lengths[run][row] });
    }
    return hits;
  }
}

function newCount(): HitCount {
  return { searched: 0, hit: 0, matches: 0 };
}

function withText(kinds: Uint8Array): number {
  let count = 0;
  for (const kind of kinds) if (kind !== TextKind.none) count++;
  return count;
}
