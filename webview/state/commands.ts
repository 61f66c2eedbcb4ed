/** What the host's commands do in the page. */
import type { PageCommand } from '../../src/protocol/comparePage';
import type { SampleKind } from '../../src/core/compare/strip';
import { focusGrid } from '../problems/problemGrid';
import { nextSort } from '../problems/columns';
import type { PairRule } from '../../src/core/trace/choosePair';
import { choosePair, shownSamples } from '../traces/pairs';
import { readers, type Reader } from '../traces/reading/reader';
import { stepSample } from '../traces/samples';
import { focusOtherPane } from '../traces/tracesPage';
import { focusField } from '../ui/controls';
import { changeView, comparison, view } from './comparison';
import { firstProblem, goBack, goForward, openTrace, panesOf, showPage, stepProblem } from './navigation';
import { act } from './host';
import { page } from './page';

const commands: Record<PageCommand, () => void> = {
  showProblems: () => {
    showPage('problems');
    requestAnimationFrame(focusGrid);
  },
  showTraces: () => showPage('traces'),
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
  toggleRaw: () => page.update({ rendered: !page.get().rendered }),
  toggleDiff: () => page.update({ diff: !page.get().diff }),
  nextDifference: () => reader()?.difference(1),
  previousDifference: () => reader()?.difference(-1),
  followMove: () => reader()?.followMove(),
  nextStep: () => reader()?.step(1),
  previousStep: () => reader()?.step(-1),
  nextCue: () => reader()?.cue(1),
  previousCue: () => reader()?.cue(-1),
  firstStep: () => reader()?.first(),
  answerStep: () => reader()?.toAnswer(),
  toggleStep: () => reader()?.toggleFold(),
  toggleAllSteps: () => reader()?.toggleFoldAll(),
  choosePair: () => document.querySelector<HTMLElement>('.pair-rule')?.focus(),
  pairNearest: () => pairBy('nearest'),
  pairFirstCorrect: () => pairBy('firstCorrect'),
  pairShortestCorrect: () => pairBy('shortestCorrect'),
  pairMedianLength: () => pairBy('medianLength'),
  pairSameAnswer: () => pairBy('sameAnswer'),
  pairRandom: () => pairBy('random'),
  pairPinned: () => pairBy('pinned'),
  openTraceDocument: () => {
    const samples = shownSamples();
    const sample = samples?.[Math.min(page.get().pane, samples.length - 1)];
    if (sample) act({ kind: 'openTraceDocument', sample });
  },
  openNativeDiff: () => {
    const [left, right] = shownSamples() ?? [];
    if (left && right) act({ kind: 'openNativeDiff', left, right });
  },
  openTrace: () => {
    const problem = view.get().problem ?? firstProblem();
    if (view.get().page === 'problems' && problem !== undefined) openTrace(problem, view.get().run);
  },
  back: goBack,
  forward: goForward,
  showKeys: () => page.update({ keysOpen: !page.get().keysOpen }),
};

export function runCommand(command: PageCommand): void {
  commands[command]?.();
}

/** The difference, when it is on screen, else the pane in focus. */
function reader(): Reader | undefined {
  return readers.get('diff') ?? readers.get(page.get().pane) ?? readers.get(0);
}

function pairBy(rule: PairRule): void {
  if (view.get().page === 'traces') choosePair(rule);
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
