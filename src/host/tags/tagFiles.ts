/** Annotations to files of other kinds and back, and the log made shorter when somebody asks for it. */
import { basename, dirname } from 'node:path';
import * as vscode from 'vscode';
import { logText } from '../../core/annotations/compact';
import { annotationsCsv, annotationsMarkdown } from '../../core/annotations/exports';
import { formatNoun } from '../../core/format';
import { importAnnotations } from '../../io/annotations/importFile';
import { saveFile } from '../exportReport';
import { writing, type Doing } from './recording';

export async function exportAnnotations({ comparison, own }: Doing): Promise<void> {
  const { title } = comparison.session.state;
  const log = own.wholeLog();
  if (log.size === 0) throw new Error('There are no annotations to export yet.');
  const kinds = [
    {
      label: 'CSV',
      detail: 'A table, one row per tag, span, note and review',
      ending: 'csv',
      make: () => annotationsCsv(log),
    },
    { label: 'JSON Lines', detail: 'The log itself, one event a line', ending: 'jsonl', make: () => logText(log) },
    {
      label: 'Markdown',
      detail: 'To read: the codebook, then spans by tag and problem',
      ending: 'md',
      make: () => annotationsMarkdown(log, title),
    },
  ];
  const chosen = await vscode.window.showQuickPick(kinds, {
    title: 'Export annotations as',
    placeHolder: 'All three can be imported again',
  });
  if (chosen) await saveFile(dirname(own.path), `${title || 'annotations'} tags.${chosen.ending}`, chosen.make());
}

export async function importFile({ services, comparison, own }: Doing): Promise<void> {
  const filters = { Annotations: ['jsonl', 'csv', 'md'] };
  const [uri] = (await vscode.window.showOpenDialog({ filters, openLabel: 'Import Annotations' })) ?? [];
  if (!uri) return;
  const { records, findings } = await importAnnotations(uri.fsPath);
  let added = 0;
  if (!(await writing(services, comparison, own, async () => (added = await own.merge(records))))) return;
  const known = records.length - added;
  const odd = findings.length > 0 ? ` ${findings[0].message}` : '';
  void vscode.window.showInformationMessage(
    `${formatNoun(added, 'event')} imported from ${basename(uri.fsPath)}; ${known} were here already.${odd}`,
  );
}

export async function compactAnnotations({ own }: Doing): Promise<void> {
  const compact = 'Compact';
  const answer = await vscode.window.showWarningMessage(
    `Compact ${basename(own.path)}?`,
    {
      modal: true,
      detail:
        'What was undone or written over is left out of the file, and with it the history. What holds now stays the same. Commit the file first to keep the history in git.',
    },
    compact,
  );
  if (answer !== compact) return;
  const { before, after } = await own.compact();
  void vscode.window.showInformationMessage(`${basename(own.path)} has ${after} lines now; it had ${before}.`);
}
