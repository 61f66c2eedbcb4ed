// Which run is the base, which one the single class column speaks of, and which runs are neighbours on the ladder of
// checkpoints. All are indexes into the comparison's runs, whose order nothing here changes.
import type { RunRole } from './comparison';

/** What of a run decides its place. */
export interface RunPlace {
  role: RunRole;
  /** Training step of a checkpoint. */
  step?: number;
}

/** The first run with role `base`, else the first run. -1 without runs. */
export function baseOf(runs: readonly RunPlace[]): number {
  const base = runs.findIndex((run) => run.role === 'base');
  return base < 0 && runs.length > 0 ? 0 : base;
}

/**
 * The run that is set against the base where there is room for one: the other one of two; the top of the ladder when
 * there are checkpoints; else the first `rl` run, else the last that is not the base. The base itself when it is alone.
 */
export function againstOf(runs: readonly RunPlace[]): number {
  const base = baseOf(runs);
  const others = runs.map((_, run) => run).filter((run) => run !== base);
  if (others.length === 0) return base;
  if (runs.some((run) => run.role === 'checkpoint')) return ladderOf(runs).at(-1)!;
  return others.find((run) => runs[run].role === 'rl') ?? others.at(-1)!;
}

/**
 * Per run the run before it in training, -1 for none. The ladder is the base, its checkpoints by step (those without one
 * in file order, after the others), then the `rl` run if there is just one. Any other `rl` run follows the base; distilled
 * and reference models follow nothing.
 */
export function predecessorsOf(runs: readonly RunPlace[]): number[] {
  const base = baseOf(runs);
  const before = runs.map((run, i) => (run.role === 'rl' && i !== base ? base : -1));
  const ladder = ladderOf(runs);
  for (let i = 1; i < ladder.length; i++) before[ladder[i]] = ladder[i - 1];
  return before;
}

function ladderOf(runs: readonly RunPlace[]): number[] {
  const base = baseOf(runs);
  const withRole = (role: RunRole) => runs.map((_, i) => i).filter((i) => i !== base && runs[i].role === role);
  const stepOf = (run: number) => runs[run].step ?? Number.MAX_VALUE;
  const checkpoints = withRole('checkpoint').sort((a, b) => stepOf(a) - stepOf(b));
  const trained = withRole('rl');
  return [base, ...checkpoints, ...(trained.length === 1 ? trained : [])];
}
