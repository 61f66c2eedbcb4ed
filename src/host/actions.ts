/** What the page may ask the editor for. */
import * as vscode from 'vscode';
import type { HostAction } from '../protocol/comparePage';
import { exportReport } from './exportReport';
import { editMapping, editMappingAsText } from './editMapping';
import { addRun, guessRuns, saveView, setRole, setVerdict, swapRoles } from './editRuns';
import { copySample } from './copySample';
import { log } from './errors';
import type { OpenComparison } from './openComparisons';
import { findInTraces } from './search/searchCommands';
import type { Services } from './services';

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
      return comparison.session.stopReading();
    case 'continueReading':
      return comparison.session.continueReading();
    case 'showFindings':
      return showFindings();
    case 'showLog':
      return log.show();
    case 'saveView':
      return saveView(services, comparison);
    case 'exportReport':
      return exportReport(comparison);
    case 'editMapping':
      return editMapping(comparison, action.run);
    case 'editMappingAsText':
      return editMappingAsText(services, comparison, action.run);
    case 'findInTraces':
      return findInTraces(services.searches, comparison, action.query);
    case 'copy':
      return copySample(comparison, action);
  }
}

export async function showFindings(): Promise<void> {
  await vscode.commands.executeCommand('workbench.actions.view.problems');
}
