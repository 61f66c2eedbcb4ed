/** *Find in Traces*: the one search there is, over all runs of the comparison it was started on. */
import type { RunIndex } from '../../core/runIndex';
import { queryWords, textMatcher, type SearchQuery } from '../../core/search/query';
import { SearchResults, type SampleHit } from '../../core/search/results';
import { searchSamples } from '../../io/searchSamples';
import { Event } from '../event';
import type { OpenComparison } from '../openComparisons';
import type { Services } from '../services';

/** A problem with matches. */
export interface ProblemHits {
  /** As in the comparison's table. */
  problem: string;
  /** Samples with a match, by run. */
  counts: number[];
}

/** Where a match is: the problem by its id, the rest as in `SampleHit`. */
export interface PlacedHit extends SampleHit {
  problem: string;
}

export class TraceSearch {
  readonly results: SearchResults;
  /** Sentences about what was not searched. */
  readonly notes: string[] = [];
  state: 'running' | 'done' | 'stopped' = 'running';
  readonly #stop = new AbortController();
  /** Per run: place of a problem in its index by id, of the time of the search. */
  readonly #places: Map<string, number>[];
  readonly #ids: (string | undefined)[][];
  #problems: ProblemHits[] | undefined;

  constructor(
    readonly comparison: OpenComparison,
    readonly query: SearchQuery,
    indexes: readonly RunIndex[],
  ) {
    const { session } = comparison;
    this.results = new SearchResults(indexes);
    this.#ids = indexes.map((_, run) => session.problemIdsOf(run));
    this.#places = this.#ids.map(
      (ids) => new Map(ids.flatMap((id, place) => (id === undefined ? [] : [[id, place] as const]))),
    );
  }

  stop(): void {
    this.#stop.abort();
  }

  /** @param changed called about every 50 ms. @throws Error with the sentence to show */
  async run(workerPath: string, changed: () => void): Promise<void> {
    const { indexes } = this.results;
    try {
      const whole = await searchSamples(indexes, this.query, {
        workerPath,
        signal: this.#stop.signal,
        onFound: (run, batch) => {
          this.results.add(run, batch);
          this.#problems = undefined;
          changed();
        },
        onUnsearched: (message) => this.notes.push(message),
        onTimeout: (run, row) => this.notes.push(this.#timeoutWords(run, row)),
      });
      this.state = whole ? 'done' : 'stopped';
    } catch (error) {
      this.state = 'stopped';
      throw error;
    } finally {
      changed();
    }
  }

  /** In the order of the comparison's table. */
  get problems(): ProblemHits[] {
    if (this.#problems) return this.#problems;
    const hits = this.results.indexes.map((_, run) => this.results.problemsOf(run));
    const { ids } = this.comparison.session.state.table;
    this.#problems = ids.flatMap((problem) => {
      const counts = hits.map((found, run) => found.get(this.#places[run].get(problem) ?? -1) ?? 0);
      return counts.some((count) => count > 0) ? [{ problem, counts }] : [];
    });
    return this.#problems;
  }

  /** Samples of a problem with a match: run by run, in dump order. */
  hitsOf(problem: string): PlacedHit[] {
    return this.#places.flatMap((places, run) => {
      const place = places.get(problem);
      return place === undefined ? [] : this.results.hitsOf(run, place).map((hit) => ({ ...hit, problem }));
    });
  }

  #timeoutWords(run: number, row: number): string {
    const { samples, problems, order } = this.results.indexes[run];
    const place = samples.problem[row];
    const sample = order.indexOf(row) - problems[place].start + 1;
    const { label } = this.comparison.session.state.runs[run];
    return `${queryWords(this.query)} took too long in sample ${sample} of ${this.#ids[run][place] ?? problems[place].id}, ${label}: it was left out.`;
  }
}

/** A search ends with the editor of its comparison. */
export function endSearchWithComparison({ comparisons, searches }: Services): { dispose(): void } {
  return comparisons.closed.on((closed) => {
    if (searches.current?.comparison === closed) searches.clear();
  });
}

/** Starts and ends searches; views listen. */
export class Searches {
  /** Another search, or none, or the present one found more. */
  readonly changed = new Event<TraceSearch | undefined>();
  #current: TraceSearch | undefined;
  #started = 0;

  constructor(private readonly workerPath: string) {}

  get current(): TraceSearch | undefined {
    return this.#current;
  }

  /**
   * Ends the search before it, and begins when all runs have been read. Resolves when this one has ended.
   *
   * @throws Error with the sentence to show
   */
  async start(comparison: OpenComparison, query: SearchQuery): Promise<void> {
    textMatcher(query);
    const { session } = comparison;
    this.clear();
    const mine = ++this.#started;
    await session.whenRead();
    if (mine !== this.#started) return;
    const indexes = session.specs.map((_, run) => session.indexOf(run));
    const search = new TraceSearch(comparison, query, indexes);
    this.#current = search;
    this.changed.fire(search);
    await search.run(this.workerPath, () => {
      if (this.#current === search) this.changed.fire(search);
    });
  }

  clear(): void {
    this.#started++;
    this.#current?.stop();
    this.#current = undefined;
    this.changed.fire(undefined);
  }
}
