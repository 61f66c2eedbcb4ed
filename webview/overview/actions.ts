/** What choosing a mark does: filter by its problems, open their traces, set k or the run in focus. */
import { rowsOfTarget, type Target } from '../../src/core/overview/targets';
import { changeView, view } from '../state/comparison';
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
  const active = hasSet(view.get().filter, targetLabel(context, target));
  overviewPlace.update({ figure, mark: keyOf(target), ...targetWords(context, target, active) });
}

export function choose(context: OverviewContext, target: Target): void {
  if (target.kind === 'k') changeView({ k: target.k, run: target.run });
  else if (target.kind === 'run') changeView({ run: target.run });
  else chooseProblems(context, target);
}

function chooseProblems(context: OverviewContext, target: Target): void {
  const rows = rowsOfTarget(context.overview, target) ?? new Int32Array();
  const label = targetLabel(context, target);
  const { filter } = view.get();
  if (rows.length === 0) return;
  if (rows.length === 1 || hasSet(filter, label)) {
    openTrace(context.ids[rows[0]], 'run' in target ? target.run : context.overview.against);
    return;
  }
  const ids = Array.from(rows, (row) => context.ids[row]);
  setFilter({ ...filter, sets: [...(filter.sets ?? []), { label, ids }] });
  say(label, `problems are filtered by it`, 'open traces');
}

export function undoFilter(): void {
  const without = withoutLast(view.get().filter);
  if (without) setFilter(without);
}
