/** Entry point: makes the services, registers what the manifest names. */
import * as vscode from 'vscode';
import { apiOf, type TraceInspectorApi } from './host/api';
import { registerCommands } from './host/commands';
import { registerComparisonEditor } from './host/comparisonEditor';
import { registerComparisonTree } from './host/comparisonTree';
import { registerDiagnostics } from './host/diagnostics';
import { registerDumpEditor } from './host/dumpEditor';
import { logError } from './host/errors';
import { ClaimsTree } from './host/evidence/claimsTree';
import { registerCodeLens } from './host/evals/codeLens';
import { registerEvalNotices } from './host/evals/evalNotices';
import { EvalsTree } from './host/evals/evalsTree';
import { watchTargets } from './host/evals/targetCommands';
import { registerFlips } from './host/grading/flipsDocument';
import { registerLinks } from './host/links';
import { ProblemsTree } from './host/problemsTree';
import { endSearchWithComparison } from './host/search/search';
import { SearchTree } from './host/search/searchTree';
import { createServices } from './host/services';
import { registerStatusBar } from './host/statusBar';
import { registerPrevalence } from './host/tags/prevalenceDocument';
import { TagsTree } from './host/tags/tagsTree';
import { registerTraceDocuments } from './host/traceDocuments';

let leave: () => Promise<void> = () => Promise.resolve();

/** The editor does not show what goes wrong here, so this does. */
export function activate(context: vscode.ExtensionContext): TraceInspectorApi {
  const services = createServices(context);
  leave = () => services.evals.leave();
  try {
    const problems = new ProblemsTree(services);
    const found = new SearchTree(services.searches, services.comparisons);
    context.subscriptions.push(
      registerComparisonEditor(services),
      registerDumpEditor(services),
      registerComparisonTree(services.comparisons),
      problems.register(),
      found.register(),
      new TagsTree(services.comparisons).register(),
      new ClaimsTree(services.comparisons).register(),
      registerPrevalence(services.comparisons),
      endSearchWithComparison(services),
      registerLinks(services),
      registerFlips(),
      registerStatusBar(services.comparisons),
      registerTraceDocuments(services.comparisons),
      registerDiagnostics(services.comparisons),
      new EvalsTree(services.evals, services.comparisons).register(),
      registerEvalNotices(services.evals),
      registerCodeLens(services.comparisons),
      watchTargets(services),
      ...registerCommands(services, problems, found),
    );
    return apiOf(services.harnesses);
  } catch (error) {
    logError('Activation', error);
    void vscode.window.showErrorMessage(`Reasoning Trace Inspector can't start: ${String(error)}`);
    throw error;
  }
}

/** Evals that this window draws are interrupted in good order; jobs elsewhere go on. */
export function deactivate(): Promise<void> {
  return leave();
}
