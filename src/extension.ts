/** Entry point: makes the services, registers what the manifest names. */
import * as vscode from 'vscode';
import { registerCommands } from './host/commands';
import { registerComparisonEditor } from './host/comparisonEditor';
import { registerComparisonTree } from './host/comparisonTree';
import { registerDiagnostics } from './host/diagnostics';
import { registerDumpEditor } from './host/dumpEditor';
import { logError } from './host/errors';
import { ClaimsTree } from './host/evidence/claimsTree';
import { registerLinks } from './host/links';
import { ProblemsTree } from './host/problemsTree';
import { endSearchWithComparison } from './host/search/search';
import { SearchTree } from './host/search/searchTree';
import { createServices } from './host/services';
import { registerStatusBar } from './host/statusBar';
import { registerPrevalence } from './host/tags/prevalenceDocument';
import { TagsTree } from './host/tags/tagsTree';
import { registerTraceDocuments } from './host/traceDocuments';

/** The editor does not show what goes wrong here, so this does. */
export function activate(context: vscode.ExtensionContext): void {
  const services = createServices(context);
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
      registerStatusBar(services.comparisons),
      registerTraceDocuments(services.comparisons),
      registerDiagnostics(services.comparisons),
      ...registerCommands(services, problems, found),
    );
  } catch (error) {
    logError('Activation', error);
    void vscode.window.showErrorMessage(`Reasoning Trace Inspector can't start: ${String(error)}`);
    throw error;
  }
}
