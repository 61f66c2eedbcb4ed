/** What choosing a mark does: filter by its problems, and when they are filtered by it, open their traces. */
import { rowsOfTarget, type Target } from '../../src/core/overview/targets';
import { view } from '../state/comparison';
import { openTrace, setFilter } from '../state/navigation';
import { overviewPlace, say } from '../state/overview';
import { keyOf } from '../charts/stops';
import type { OverviewContext } from './context';
import { hasSet, withoutLast } from '../problems/filters';
import { targetLabel, targetWords } from './targetWords';

/** A mark of a figure gets the focus (or the pointer), and its words the foot; undefined: none has. */
export function pointAt(context: OverviewContext, figure: string, target: Target | undefined): void {
  if (!target) {
    overviewPlace.update({ mark: undefined, name: '', says: '', enter: undefined });
    return;
  }
  const active = isChosen(context, target);
  overviewPlace.update({ figure, mark: keyOf(target), ...targetWords(context, target, active) });
}

/** Problems are filtered by this mark. */
export function isChosen(context: OverviewContext, target: Target): boolean {
  return hasSet(view.get().filter, targetLabel(context, target));
}

/** @param straight filters and opens traces, both at once. */
export function choose(context: OverviewContext, target: Target, straight = false): void {
  const rows = rowsOfTarget(context.overview, target, context.table);
  const label = targetLabel(context, target);
  const { filter } = view.get();
  if (rows.length === 0) return;
  const filters = rows.length > 1 && !hasSet(filter, label);
  if (filters) {
    const ids = Array.from(rows, (row) => context.ids[row]);
    const also = target.kind === 'k' ? { k: target.k, run: target.run } : {};
    setFilter({ ...filter, sets: [...(filter.sets ?? []), { label, ids }] }, also);
    overviewPlace.update({ chosen: target });
    say(label, `problems are filtered by it`, 'open traces');
  }
  if (straight || !filters) openTrace(context.ids[rows[0]], runOf(context, target));
}

/** The run whose traces prove a mark. */
function runOf({ overview }: OverviewContext, target: Target): number {
  if (target.kind === 'ahead') return overview.base;
  return 'run' in target ? target.run : overview.against;
}

export function undoFilter(): void {
  const without = withoutLast(view.get().filter);
  if (without) setFilter(without);
}
