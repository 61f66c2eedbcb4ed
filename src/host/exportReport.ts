/** *Export Report…* and the figures' own export: asks where to, and writes there. */
import { join } from 'node:path';
import * as vscode from 'vscode';
import { reportHtml } from '../core/figures/report';
import type { OpenComparison } from './openComparisons';

/** The Overview as one HTML file that needs neither network nor script. */
export async function exportReport({ session, panel }: OpenComparison): Promise<void> {
  const making = panel.wholeOverview();
  const title = 'Making the report';
  const { overview, input } = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title },
    () => making,
  );
  const { state } = session;
  const html = reportHtml({
    title: state.title,
    overview,
    labels: input.runs.map(({ label }) => label),
    ids: input.table.ids,
    dumps: input.runs.map(({ dump }) => dump ?? ''),
    findings: state.findings,
    settings: state.runs.map((run) => [run.label, `${run.format}; a sample is correct when ${run.verdict.label}`]),
  });
  await saveFile(session.baseDir, `${state.title || 'report'}.html`, html);
}

/** Asks where to write `content`; a cancelled question writes nothing. */
export async function saveFile(folder: string, name: string, content: string | Uint8Array): Promise<void> {
  const plain = name.replace(/[^\p{L}\p{N}.+=@ -]+/gu, '-');
  const ending = plain.split('.').at(-1) ?? '';
  const uri = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.file(join(folder, plain)),
    filters: { [ending.toUpperCase()]: [ending] },
  });
  if (!uri) return;
  await vscode.workspace.fs.writeFile(uri, typeof content === 'string' ? new TextEncoder().encode(content) : content);
}
