/** What the page may ask the editor for. */
import * as vscode from 'vscode';
import type { HostAction } from '../protocol/comparePage';
import { exportReport } from './exportReport';
import { editMapping, editMappingAsText } from './editMapping';
import { addRun, guessRuns, saveView, setRole, setVerdict, swapRoles } from './editRuns';
import { copySample } from './copySample';
import { log } from './errors';
import { quickEval, startOf } from './evals/quickEval';
import { actOnClaims } from './evidence/claims';
import type { OpenComparison } from './openComparisons';
import { findInTraces } from './search/searchCommands';
import { adjudicate, editValidity, newReviewQueue, secondReviewer, unblind } from './review/reviewCommands';
import type { Services } from './services';
import { actOnTags } from './tags/tagging';
import { openNativeDiff, openTraceDocument } from './traceDocuments';

export async function act(services: Services, comparison: OpenComparison, action: HostAction): Promise<void> {
  switch (action.kind) {
    case 'addRun':
      return addRun(services, comparison);
    case 'guessRuns':
      return guessRuns(services, comparison);
    case 'swapRoles':
      return swapRoles(comparison);
    case 'setRole':
      return setRole(comparison, action.run, action.role);
    case 'setVerdict':
      return setVerdict(comparison, action.run, action.verdict);
    case 'stopReading':
      return comparison.session.reading.stop();
    case 'continueReading':
      return comparison.session.reading.continue();
    case 'showFindings':
      return showFindings();
    case 'showLog':
      return log.show();
    case 'saveView':
      return saveView(services, comparison);
    case 'exportReport':
      return exportReport(comparison);
    case 'quickEval':
      return quickEval(services, comparison, startOf(comparison, { ids: action.problems, words: 'selected' }));
    case 'editMapping':
      return editMapping(comparison, action.run);
    case 'editMappingAsText':
      return editMappingAsText(services, comparison, action.run);
    case 'openLink':
      return openLink(action.url);
    case 'openTraceDocument':
      return openTraceDocument(comparison, action.sample);
    case 'openNativeDiff':
      return openNativeDiff(comparison, action.left, action.right);
    case 'newReviewQueue':
      return newReviewQueue(comparison);
    case 'secondReviewer':
      return secondReviewer(comparison, action.queue);
    case 'unblind':
      return unblind(comparison, action.queue);
    case 'adjudicate':
      return adjudicate(comparison, action.queue, action.place);
    case 'editValidity':
      return editValidity(comparison);
    case 'findInTraces':
      return findInTraces(services.searches, comparison, action.query);
    case 'tag':
    case 'noteTag':
    case 'changeTag':
    case 'removeTag':
    case 'decideSuggestion':
    case 'stepTagged':
      return actOnTags(services, comparison, action);
    case 'claim':
    case 'challengeClaim':
    case 'rerunEvidence':
    case 'judgeApproach':
    case 'decideClaim':
    case 'withdrawClaim':
    case 'copyEvidenceCard':
    case 'saveEvidenceCard':
    case 'sameApproach':
    case 'drawMoreBase':
    case 'openBeside':
      return actOnClaims(services, comparison, action);
    case 'copy':
      return copySample(comparison, action);
  }
}

export async function showFindings(): Promise<void> {
  await vscode.commands.executeCommand('workbench.actions.view.problems');
}

/** Opens a link of a trace, once the reader has seen where it leads. Only the web: a trace may name any program. */
async function openLink(url: string): Promise<void> {
  if (!/^https?:\/\/[^\s]+$/i.test(url)) throw new Error(`Only web links are opened, and this is none: ${url}`);
  const open = 'Open';
  const detail = `${url}\n\nThe link was written by a model.`;
  const answer = await vscode.window.showWarningMessage(
    'Open this link in the browser?',
    { modal: true, detail },
    open,
  );
  if (answer === open) await vscode.env.openExternal(vscode.Uri.parse(url, true));
}
