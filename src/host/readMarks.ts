/** Which samples a person has read: by comparison, run, problem and sample, with a hash of the text that was read. */
import { contentHash } from '../io/contentHash';
import type { ViewMemory } from './viewState';

/** Comparisons whose marks are kept; the ones read longest ago go first. */
const keptComparisons = 200;

/** Sample (0-based in dump order) → hash of the text. */
type ProblemMarks = Record<string, string>;
type ComparisonMarks = Record<string, ProblemMarks>;

export interface MarkedSample {
  /** Path of the comparison. */
  path: string;
  /** Label of the run, which is one of its own in a comparison. */
  run: string;
  problem: string;
}

/** They survive the window and are in no file; a text that changed is unread again once it is seen. */
export class ReadMarks {
  constructor(private readonly memory: ViewMemory) {}

  /** The samples marked. */
  of(where: MarkedSample): ProblemMarks {
    return this.#all()[where.path]?.[keyOf(where)] ?? {};
  }

  /** Marked samples by problem, of runs with these labels; problems without one are absent. */
  counts(path: string, labels: ReadonlySet<string>): Record<string, number> {
    const counts = new Map<string, number>();
    for (const [key, marks] of Object.entries(this.#all()[path] ?? {})) {
      const { run, problem } = placeOf(key);
      if (labels.has(run)) counts.set(problem, (counts.get(problem) ?? 0) + Object.keys(marks).length);
    }
    return Object.fromEntries(counts);
  }

  /** @returns false when it was marked already. */
  mark(where: MarkedSample, sample: number, text: string): boolean {
    const hash = contentHash(text);
    const before = this.of(where);
    if (before[sample] === hash) return false;
    const all = this.#all();
    const comparison = { ...all[where.path], [keyOf(where)]: { ...before, [sample]: hash } };
    const others = Object.entries(all).filter(([path]) => path !== where.path);
    const kept = [...others.slice(-(keptComparisons - 1)), [where.path, comparison] as const];
    void this.memory.update(memoryKey, Object.fromEntries(kept));
    return true;
  }

  #all(): Record<string, ComparisonMarks> {
    const all = this.memory.get(memoryKey);
    return typeof all === 'object' && all !== null ? (all as Record<string, ComparisonMarks>) : {};
  }
}

const memoryKey = 'readMarks';

function keyOf({ run, problem }: MarkedSample): string {
  return JSON.stringify([run, problem]);
}

function placeOf(key: string): { run: string; problem: string } {
  const [run, problem] = JSON.parse(key) as [string, string];
  return { run, problem };
}
