/** What the host's commands do in the page. */
import type { PageCommand } from '../../src/protocol/comparePage';
import type { SampleKind } from '../../src/core/compare/strip';
import { undoFilter } from '../overview/actions';
import { focusFigure } from '../overview/overviewPage';
import { focusGrid } from '../problems/problemGrid';
import { nextSort } from '../problems/columns';
import { stepSample } from '../traces/samples';
import { focusOtherPane } from '../traces/tracesPage';
import { focusField } from '../ui/controls';
import { changeView, comparison, view } from './comparison';
import { firstProblem, goBack, goForward, openTrace, panesOf, showPage, stepProblem } from './navigation';
import { openExport, toggleTable } from './overview';
import { page } from './page';

const commands: Record<PageCommand, () => void> = {
  showProblems: () => {
    showPage('problems');
    requestAnimationFrame(focusGrid);
  },
  showTraces: () => showPage('traces'),
  showOverview: () => {
    showPage('overview');
    requestAnimationFrame(focusFigure);
  },
  nextProblem: () => stepProblem(1),
  previousProblem: () => stepProblem(-1),
  nextSample: () => step(1, 'any'),
  previousSample: () => step(-1, 'any'),
  nextCorrect: () => step(1, 'correct'),
  previousCorrect: () => step(-1, 'correct'),
  nextWrong: () => step(1, 'wrong'),
  previousWrong: () => step(-1, 'wrong'),
  otherPane: () => focusOtherPane(view.get().panes.length),
  focusFilter: () => {
    showPage('problems');
    requestAnimationFrame(() => focusField(document.querySelector('.filter-field')));
  },
  focusK: () => focusField(document.querySelector('.k-field .field')),
  sortByColumn,
  toggleQuestion: () => {
    if (view.get().page === 'traces') changeView({ statementOpen: !view.get().statementOpen });
    else page.update({ questionOpen: !page.get().questionOpen });
  },
  toggleWrap: () => page.update({ wrap: !page.get().wrap }),
  openTrace: () => {
    const problem = view.get().problem ?? firstProblem();
    if (view.get().page === 'problems' && problem !== undefined) openTrace(problem, view.get().run);
  },
  toggleTable: () => onOverview(toggleTable),
  exportFigure: () => onOverview(openExport),
  undoFilter: () => onOverview(undoFilter),
  back: goBack,
  forward: goForward,
  showKeys: () => page.update({ keysOpen: !page.get().keysOpen }),
};

export function runCommand(command: PageCommand): void {
  commands[command]?.();
}

/** These keys are the Overview's; the palette offers them there only. */
function onOverview(run: () => void): void {
  if (view.get().page === 'overview') run();
}

function step(direction: 1 | -1, want: SampleKind): void {
  const state = comparison.get();
  if (!state || view.get().page !== 'traces') return;
  const panes = panesOf(view.get().panes, state.runs.length);
  stepSample(state, panes, Math.min(page.get().pane, panes.length - 1), direction, want);
}

/** Sorts by the column in focus; a cell of a run by its pass@k. */
function sortByColumn(): void {
  if (view.get().page !== 'problems') return;
  const { column } = page.get();
  const by =
    column === 'problem'
      ? 'id'
      : column === 'question' || column === 'delta' || column === 'class'
        ? column
        : undefined;
  changeView({ sort: nextSort(view.get().sort, by ?? `pass:${view.get().run}`) });
}
