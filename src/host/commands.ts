/** Every command of the extension, by id. A test holds this table and the manifest together. */
import * as vscode from 'vscode';
import type { PageCommand } from '../protocol/comparePage';
import { showFindings } from './actions';
import { isProblemNode, openProblem, type ProblemsTree } from './problemsTree';
import { runOfNode } from './comparisonTree';
import { compare, newComparison, open } from './createComparison';
import { editMapping } from './editMapping';
import { addRun, guessRuns, removeRun, saveView, setRole, setVerdict, swapRoles } from './editRuns';
import { claimCommands } from './evidence/claimCommands';
import { cancelEval, openEvalComparison, resumeEval, revealEval, setEvalToken } from './evals/evalCommands';
import { drawMoreBase, quickEval, startOf } from './evals/quickEval';
import { addTarget, forgetToken, setToken } from './evals/targetCommands';
import { exportReport } from './exportReport';
import { openFlip } from './grading/flipsDocument';
import { keepVerdicts, regrade, takeVerdicts } from './grading/regradeCommand';
import { scorePerplexityOf } from './grading/scoreCommand';
import { log, runWithErrorHandling } from './errors';
import { openPastedLink } from './links';
import type { OpenComparison } from './openComparisons';
import { pickDumps } from './pickDumps';
import { newReviewQueue } from './review/reviewCommands';
import type { Services } from './services';
import { filterBySearch, findInTraces, openHit, runPattern, savePattern, stepResult } from './search/searchCommands';
import { isHit, type SearchTree } from './search/searchTree';
import { tagCommands } from './tags/tagCommands';
import { setK, setLeaveOut, setMode, setTau, showFinding, toggleLeaveOut } from './setView';

type Command = (...args: unknown[]) => unknown;

/** Commands that the page carries out; the palette's name of each is in the manifest. */
const pageCommands: PageCommand[] = [
  'showProblems',
  'showTraces',
  'showOverview',
  'showReview',
  'judgeValid',
  'judgeInvalid',
  'judgeAmbiguous',
  'judgeSkip',
  'undoVerdict',
  'writeReason',
  'stopReview',
  'nextProblem',
  'previousProblem',
  'nextSample',
  'previousSample',
  'nextCorrect',
  'previousCorrect',
  'nextWrong',
  'previousWrong',
  'otherPane',
  'focusFilter',
  'focusK',
  'sortByColumn',
  'toggleQuestion',
  'toggleWrap',
  'toggleRaw',
  'toggleDiff',
  'toggleLock',
  'nextDifference',
  'previousDifference',
  'followMove',
  'toggleHeat',
  'nextToken',
  'previousToken',
  'nextUnlikelyToken',
  'previousUnlikelyToken',
  'toggleTests',
  'showNovelPassages',
  'claimNovel',
  'challengeClaim',
  'judgeApproach',
  'rerunEvidence',
  'openNearest',
  'explainNovelty',
  'nextStep',
  'previousStep',
  'nextCue',
  'previousCue',
  'firstStep',
  'answerStep',
  'toggleStep',
  'toggleAllSteps',
  'choosePair',
  'pairNearest',
  'pairFirstCorrect',
  'pairShortestCorrect',
  'pairMedianLength',
  'pairSameAnswer',
  'pairRandom',
  'pairPinned',
  'openTraceDocument',
  'openNativeDiff',
  'openTrace',
  'findInTrace',
  'nextMatch',
  'previousMatch',
  'nextUnread',
  'previousUnread',
  'nextTruncated',
  'previousTruncated',
  'nextDisagreement',
  'previousDisagreement',
  'copyTrace',
  'copyMarkdown',
  'copyLink',
  'back',
  'forward',
  'toggleTable',
  'exportFigure',
  'undoFilter',
  'tag1',
  'tag2',
  'tag3',
  'tag4',
  'tag5',
  'tag6',
  'tag7',
  'tag8',
  'tag9',
  'tagSelection',
  'noteTag',
  'changeTag',
  'removeTag',
  'nextTag',
  'previousTag',
  'nextTagged',
  'previousTagged',
  'acceptSuggestion',
  'declineSuggestion',
  'toggleSuggestions',
  'showKeys',
];

/** @returns id without the prefix `traceInspector.` → function. */
export function commandTable(services: Services, problems: ProblemsTree, found: SearchTree): Record<string, Command> {
  const { comparisons, searches } = services;
  const active = (): OpenComparison => comparisons.active ?? fail('No comparison is open.');
  const page =
    (command: PageCommand): Command =>
    () =>
      sendToPage(active(), command);
  return {
    ...tagCommands(services, active),
    open: async (uri, all) => open(services, (await chosenUris(uri, all)) ?? []),
    compare: (uri, all) => compare(services, selectedUris(uri, all)),
    newComparison: () => newComparison(services),
    openSample: () =>
      open(services, [vscode.Uri.joinPath(services.extensionUri, 'media', 'samples', 'tiny-rlvr.traces.json')]),
    addRun: () => addRun(services, active()),
    guessRuns: () => guessRuns(services, active()),
    removeRun: (node) => removeRun(active(), runOfNode(node)),
    swapRoles: () => swapRoles(active()),
    setRole: (node) => setRole(active(), runOfNode(node)),
    setVerdict: (node) => setVerdict(active(), runOfNode(node)),
    editMapping: (node) => editMapping(active(), runOfNode(node)),
    setK: (k) => setK(active().session, k),
    setTau: (tau) => setTau(active().session, tau),
    setMode: () => setMode(active().session),
    setLeaveOut: () => setLeaveOut(active().session),
    leaveOutTruncated: () => toggleLeaveOut(active().session, 'truncated'),
    leaveOutDuplicate: () => toggleLeaveOut(active().session, 'duplicate'),
    leaveOutUnextracted: () => toggleLeaveOut(active().session, 'unextracted'),
    saveView: () => saveView(services, active()),
    exportReport: () => exportReport(active()),
    newReviewQueue: (options) => newReviewQueue(active(), options),
    stopReading: () => active().session.reading.stop(),
    continueReading: () => active().session.reading.continue(),
    reload: () => active().session.reading.again(),
    showFindings,
    showFinding: (mark) => showFinding(active().session, mark),
    nextMarked: () => active().session.stepMarked(1, undefined),
    previousMarked: () => active().session.stepMarked(-1, undefined),
    showLog: () => log.show(),
    openAsText: (uri) => openAsText(uri instanceof vscode.Uri ? uri : active().source.uri),
    openProblem: (id) => openProblem(active(), isProblemNode(id) ? id.problem : String(id)),
    copyProblemId: (node) => (isProblemNode(node) ? vscode.env.clipboard.writeText(node.problem) : undefined),
    openLink: (link) => openPastedLink(services, link),
    findInTraces: (query) => findInTraces(searches, active(), query),
    runPattern: (name) => runPattern(searches, active(), name),
    stopSearch: () => searches.current?.stop(),
    clearSearch: () => searches.clear(),
    nextResult: () => stepResult(searches, 1),
    previousResult: () => stepResult(searches, -1),
    filterBySearch: () => filterBySearch(searches),
    savePattern: (name) => savePattern(searches, name),
    openHit: (hit) => (isHit(hit) ? openHit(searches, hit) : undefined),
    quickEval: (what) => quickEval(services, active(), startOf(active(), what)),
    drawMoreBase: (node) => drawMoreBase(services, active(), node),
    regrade: () => regrade(services, active()),
    takeVerdicts: (document) => takeVerdicts(services, document),
    keepVerdicts: (document) => keepVerdicts(document),
    openFlip: (document, line) => openFlip(comparisons, document, line),
    scorePerplexity: () => scorePerplexityOf(services, active()),
    startEval: (node) => resumeEval(services, node),
    resumeEval: (node) => resumeEval(services, node),
    retryEval: (node) => resumeEval(services, node),
    cancelEval: (node) => cancelEval(services, node),
    openEvalLog: () => services.evals.showLog(),
    openEvalComparison: (node) => openEvalComparison(services, node),
    revealEval: (node) => revealEval(services, node),
    setEvalToken: (node) => setEvalToken(services, node),
    addTarget: async () => void (await addTarget(services)),
    setTargetToken: (id) => setToken(services, typeof id === 'string' ? id : undefined),
    forgetTargetToken: () => forgetToken(services),
    showMoreHits: (of) => found.showMore(String(of)),
    showMoreProblems: (group) => problems.showMore(String(group)),
    ...Object.fromEntries(pageCommands.map((command) => [command, page(command)])),
    ...claimCommands(services, active, (command) => sendToPage(active(), command)),
  };
}

export function registerCommands(services: Services, problems: ProblemsTree, found: SearchTree): vscode.Disposable[] {
  return Object.entries(commandTable(services, problems, found)).map(([name, run]) => {
    const id = `traceInspector.${name}`;
    return vscode.commands.registerCommand(id, (...args: unknown[]) => runWithErrorHandling(id, () => run(...args)));
  });
}

function sendToPage({ panel }: OpenComparison, command: PageCommand): void {
  if (!panel.webviewPanel.visible) panel.webviewPanel.reveal();
  panel.send(command);
}

async function openAsText(uri: vscode.Uri): Promise<void> {
  await vscode.commands.executeCommand('vscode.openWith', uri, 'default', { preview: false });
}

/** What a menu of the Explorer gives: the entry under the pointer, and the whole selection. */
function selectedUris(uri: unknown, all: unknown): vscode.Uri[] {
  const selection = Array.isArray(all) ? all.filter((entry) => entry instanceof vscode.Uri) : [];
  return selection.length > 0 ? selection : uri instanceof vscode.Uri ? [uri] : [];
}

/** The selection; else the file in the active text editor if it may be a dump; else what is picked. */
async function chosenUris(uri: unknown, all: unknown): Promise<vscode.Uri[] | undefined> {
  const selection = selectedUris(uri, all);
  if (selection.length > 0) return selection;
  const shown = vscode.window.activeTextEditor?.document.uri;
  if (shown && /\.(jsonl|ndjson|traces\.json)$/.test(shown.path)) return [shown];
  return pickDumps('Open in Trace Inspector', 'Open');
}

function fail(message: string): never {
  throw new Error(message);
}
