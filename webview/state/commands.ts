/** What the host's commands do in the page. */
import type { PageCommand } from '../../src/protocol/comparePage';
import { undoFilter } from '../overview/actions';
import { focusFigure } from '../overview/overviewPage';
import { focusGrid } from '../problems/problemGrid';
import { nextSort } from '../problems/columns';
import { copySample } from '../traces/copy';
import { openFind, stepMatch } from '../traces/find/findState';
import { stepDisagreement, stepFocused, stepUnread } from '../traces/queue';
import { focusOtherPane } from '../traces/tracesPage';
import { focusField } from '../ui/controls';
import { changeView, view } from './comparison';
import { firstProblem, goBack, goForward, openTrace, showPage, stepProblem } from './navigation';
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
  nextSample: () => void stepFocused(1, 'any'),
  previousSample: () => void stepFocused(-1, 'any'),
  nextCorrect: () => void stepFocused(1, 'correct'),
  previousCorrect: () => void stepFocused(-1, 'correct'),
  nextWrong: () => void stepFocused(1, 'wrong'),
  previousWrong: () => void stepFocused(-1, 'wrong'),
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
  findInTrace: () => {
    showPage('traces');
    openFind();
    requestAnimationFrame(() => focusField(document.querySelector('.find-field')));
  },
  nextMatch: () => stepMatch(1),
  previousMatch: () => stepMatch(-1),
  nextUnread: () => stepUnread(1),
  previousUnread: () => stepUnread(-1),
  nextTruncated: () => void stepFocused(1, 'truncated'),
  previousTruncated: () => void stepFocused(-1, 'truncated'),
  nextDisagreement: () => stepDisagreement(1),
  previousDisagreement: () => stepDisagreement(-1),
  copyTrace: () => copySample('trace'),
  copyMarkdown: () => copySample('markdown'),
  copyLink: () => copySample('link'),
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
