/** What the host's commands do in the page. */
import type { PageCommand } from '../../src/protocol/comparePage';
import { undoFilter } from '../overview/actions';
import { focusFigure } from '../overview/overviewPage';
import { focusGrid } from '../problems/problemGrid';
import { nextSort } from '../problems/columns';
import type { PairRule } from '../../src/core/trace/choosePair';
import { copySample } from '../traces/copy';
import { openFind, stepMatch } from '../traces/find/findState';
import { choosePair, shownSamples } from '../traces/pairs';
import { stepToken, toggleHeat } from '../traces/heat/heatState';
import { stepDisagreement, stepFocused, stepUnread } from '../traces/queue';
import { readers, type Reader } from '../traces/reading/reader';
import { focusOtherPane } from '../traces/tracesPage';
import { changeTag, decideSuggestion, noteTag, removeTag, stepTag, stepTagged, tagWith } from '../tags/tagCommands';
import { claimNovel, explainNovelty, onClaims, openNearest, toggleEvidence } from '../evidence/evidenceState';
import { focusField } from '../ui/controls';
import { act } from './host';
import { changeView, view } from './comparison';
import { firstProblem, goBack, goForward, openTrace, showPage, stepProblem } from './navigation';
import { openExport, toggleTable } from './overview';
import { page } from './page';
import { judge, reviewPage, stopReview, undoVerdict } from './review';

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
  showReview: () => showPage('review'),
  judgeValid: () => void judge('valid'),
  judgeInvalid: () => void judge('invalid'),
  judgeAmbiguous: () => void judge('ambiguous'),
  judgeSkip: () => void judge('skip'),
  undoVerdict: () => void undoVerdict(),
  writeReason: () => focusField(document.querySelector('.reason-field')),
  stopReview,
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
    if (view.get().page === 'review') reviewPage.update({ questionOpen: !reviewPage.get().questionOpen });
    else if (view.get().page === 'traces') changeView({ statementOpen: !view.get().statementOpen });
    else page.update({ questionOpen: !page.get().questionOpen });
  },
  toggleWrap: () => page.update({ wrap: !page.get().wrap }),
  toggleRaw: () => page.update({ rendered: !page.get().rendered }),
  toggleLock: () => page.update({ lock: !page.get().lock }),
  toggleDiff: () => page.update({ diff: !page.get().diff }),
  nextDifference: () => reader()?.difference(1),
  previousDifference: () => reader()?.difference(-1),
  followMove: () => reader()?.followMove(),
  toggleHeat: () => onTraces(toggleHeat),
  nextToken: () => onTraces(() => stepToken(1, false)),
  previousToken: () => onTraces(() => stepToken(-1, false)),
  nextUnlikelyToken: () => onTraces(() => stepToken(1, true)),
  previousUnlikelyToken: () => onTraces(() => stepToken(-1, true)),
  showNovelPassages: () => onTraces(toggleEvidence),
  claimNovel: () => onTraces(claimNovel),
  challengeClaim: () => onTraces(() => onClaims('challengeClaim')),
  judgeApproach: () => onTraces(() => onClaims('judgeApproach')),
  rerunEvidence: () => onTraces(() => onClaims('rerunEvidence')),
  openNearest: () => onTraces(openNearest),
  explainNovelty: () => onTraces(explainNovelty),
  toggleTests: () => onTraces(() => page.update({ testsOpen: !page.get().testsOpen })),
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
  tag1: () => onTraces(() => tagWith(1)),
  tag2: () => onTraces(() => tagWith(2)),
  tag3: () => onTraces(() => tagWith(3)),
  tag4: () => onTraces(() => tagWith(4)),
  tag5: () => onTraces(() => tagWith(5)),
  tag6: () => onTraces(() => tagWith(6)),
  tag7: () => onTraces(() => tagWith(7)),
  tag8: () => onTraces(() => tagWith(8)),
  tag9: () => onTraces(() => tagWith(9)),
  tagSelection: () => onTraces(() => tagWith(undefined)),
  noteTag: () => onTraces(noteTag),
  changeTag: () => onTraces(changeTag),
  removeTag: () => onTraces(removeTag),
  nextTag: () => onTraces(() => stepTag(1)),
  previousTag: () => onTraces(() => stepTag(-1)),
  nextTagged: () => onTraces(() => stepTagged(1)),
  previousTagged: () => onTraces(() => stepTagged(-1)),
  acceptSuggestion: () => onTraces(() => decideSuggestion('accepted')),
  declineSuggestion: () => onTraces(() => decideSuggestion('declined')),
  toggleSuggestions: () => page.update({ suggestions: !page.get().suggestions }),
  showKeys: () => page.update({ keysOpen: !page.get().keysOpen }),
};

export function runCommand(command: PageCommand): void {
  commands[command]?.();
}

/** These keys are the Overview's; the palette offers them there only. */
function onOverview(run: () => void): void {
  if (view.get().page === 'overview') run();
}

/** Of the Traces page alone; the palette offers them there only. */
function onTraces(run: () => void): void {
  if (view.get().page === 'traces') run();
}

/** The difference, when it is on screen, else the pane in focus. */
function reader(): Reader | undefined {
  const { pane } = page.get();
  return (pane < 2 ? readers.get('diff') : undefined) ?? readers.get(pane) ?? readers.get(0);
}

function pairBy(rule: PairRule): void {
  if (view.get().page === 'traces') choosePair(rule);
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
