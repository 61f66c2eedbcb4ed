import type { ProblemClass } from '../compare/comparison';
import { isMissing, type Overview } from './overview';

/** What a mark of a figure speaks of. `rowsOfTarget` gives its problems. */
export type Target =
  | { kind: 'class'; class: ProblemClass; run: number }
  | { kind: 'bin'; run: number; bin: number }
  /** Problems that went from one accuracy bin of the base to one of `against`. */
  | { kind: 'flow'; from: number; to: number }
  /** Place in `Overview.sets`. */
  | { kind: 'set'; set: number }
  | { kind: 'change'; run: number; change: 'gained' | 'lost' | 'regained' }
  | { kind: 'support'; run: number; group: 'preserved' | 'shrunk' | 'expanded' | 'out' }
  | { kind: 'row'; row: number }
  /** No problems of its own: sets k. */
  | { kind: 'k'; k: number; run: number }
  /** No problems of its own: chooses a run. */
  | { kind: 'run'; run: number };

/** Table rows behind a mark, in table order; undefined when it stands for no problems of its own. */
export function rowsOfTarget(overview: Overview, target: Target): Int32Array | undefined {
  const { rows, coverage, histogram, sets, ladder, support, base, against } = overview;
  const inBin = (run: number, bin: number) => (_: number, i: number) => histogram.bins[run]?.[i] === bin;
  switch (target.kind) {
    case 'class':
      return coverage[target.run]?.rows[target.class];
    case 'bin':
      return rows.filter(inBin(target.run, target.bin));
    case 'flow': {
      const [isFrom, isTo] = [inBin(base, target.from), inBin(against, target.to)];
      return rows.filter((row, i) => isFrom(row, i) && isTo(row, i));
    }
    case 'set':
      return sets[target.set]?.rows;
    case 'change':
      return isMissing(ladder) ? undefined : ladder.rungs.find(({ run }) => run === target.run)?.[target.change];
    case 'support':
      return support.find(({ run }) => run === target.run)?.[target.group];
    case 'row':
      return Int32Array.of(target.row);
    case 'k':
    case 'run':
      return undefined;
  }
}
