/** Opens a session for an editor and joins it with its panel: what both custom editors have in common. */
import { basename } from 'node:path';
import type * as vscode from 'vscode';
import type { ComparisonFile } from '../core/compare/comparison';
import { parseComparison } from '../core/compare/comparisonFile';
import { act } from './actions';
import { ComparePanel } from './comparePanel';
import { baseDirOf, type ComparisonSource } from './comparisonSource';
import { watchDumps } from './dumpWatcher';
import { saveMapping } from './editMapping';
import { log, runWithErrorHandling } from './errors';
import { canDrawMore } from './evidence/claims';
import { claimsOf, novelPassages } from './evidence/evidenceDesk';
import type { OpenComparison } from './openComparisons';
import { ReviewDesk } from './review/reviewDesk';
import { setting, type Services } from './services';
import { ComparisonSession } from './session';
import { AnnotationFindings } from './tags/annotationFindings';
import { TagFeed } from './tags/tagFeed';

/** Network file systems tell of no changes: sizes are looked at while the editor is visible. */
const pollEveryMs = 2000;

export function createSession(services: Services, uri: vscode.Uri): ComparisonSession {
  return new ComparisonSession({
    path: uri.fsPath,
    load: services.loadOptions(baseDirOf(uri)),
    views: services.views,
    marks: services.marks,
    defaultTau: setting<number>('defaultTau'),
    log: (message) => log.info(message),
  });
}

/** Reads the source's text into the session. @returns the sentence to show when it is no comparison. */
export function takeText(session: ComparisonSession, source: ComparisonSource): string | undefined {
  const { file, findings } = parseComparison(source.text(), source.uri.fsPath);
  const name = basename(source.uri.fsPath);
  const saved = source.document !== undefined && !source.document.isUntitled;
  if (file) session.setFile({ ...file, title: titleOf(file, source) }, findings, saved);
  else session.setFile({ title: name, runs: [] }, findings, saved);
  return file ? undefined : `${name} can't be read. ${findings[0]?.message ?? ''}`;
}

function titleOf(file: ComparisonFile, source: ComparisonSource): string {
  return file.title || basename(source.uri.fsPath).replace(/\.traces\.json$/, '');
}

/** Joins panel and session until the panel closes; what the page asks the editor for is carried out on `source`. */
export function joinPanel(
  services: Services,
  {
    session,
    source,
    webviewPanel,
  }: { session: ComparisonSession; source: ComparisonSource; webviewPanel: vscode.WebviewPanel },
): OpenComparison {
  const { extensionUri, comparisons, traceTasks } = services;
  const tags = new TagFeed({
    session,
    source,
    annotations: () => services.annotations.of(comparison),
    searchWorkerPath: services.searchWorkerPath,
  });
  const tagFindings = new AnnotationFindings(session, tags);
  const review = new ReviewDesk(session, () => services.annotations.of(comparison));
  const panel = new ComparePanel(webviewPanel, session, {
    extensionUri,
    traceTasks,
    searchWorkerPath: services.searchWorkerPath,
    act: async (action) =>
      void (await runWithErrorHandling(`The page wants ${action.kind}`, () => act(services, comparison, action))),
    overviewWorkerPath: services.overviewWorkerPath,
    load: services.loadOptions(baseDirOf(source.uri)),
    saveMapping: (runs, mapping) => saveMapping(services, comparison, runs, mapping),
    evidence: {
      novelty: (sample, signal) => novelPassages(comparison, services.noveltyTasks, sample, signal),
      claims: async (sample) => claimsOf(comparison, sample, await canDrawMore()),
    },
    tags,
    focusMoved: (inside) => comparisons.focusMoved(comparison, inside),
    review,
  });
  const comparison: OpenComparison = { session, source, panel, tags, review };
  const open = comparisons.add(comparison);
  // Verdicts of earlier days are part of the Overview. What can't be read is said on the Review page.
  if (source.document && !source.document.isUntitled) void review.load();
  const watcher = watchDumps(session);
  const polling = setInterval(() => {
    if (webviewPanel.visible) void session.reading.poll();
  }, pollEveryMs);
  webviewPanel.onDidDispose(() => {
    clearInterval(polling);
    watcher.dispose();
    open.dispose();
    panel.dispose();
    tagFindings.dispose();
    tags.dispose();
    review.dispose();
  });
  return comparison;
}
