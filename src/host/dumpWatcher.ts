/** Watches the folders that the dumps of a session are in, also outside the workspace. */
import { basename, dirname } from 'node:path';
import * as vscode from 'vscode';
import type { ComparisonSession } from './session';

/** A run of thousands of files in as many folders is not watched; it is checked when a trace of it is read. */
const mostFolders = 20;

export function watchDumps(session: ComparisonSession): { dispose(): void } {
  const watchers = new Map<string, vscode.FileSystemWatcher>();
  const names = new Set<string>();
  const watch = (): void => {
    const { files } = session;
    names.clear();
    for (const file of files) names.add(basename(file));
    const folders = new Set(files.map((file) => dirname(file)));
    for (const folder of folders)
      if (!watchers.has(folder) && watchers.size < mostFolders) watchers.set(folder, watcherOf(folder));
  };
  const watcherOf = (folder: string): vscode.FileSystemWatcher => {
    const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(vscode.Uri.file(folder), '*'));
    const check = (uri: vscode.Uri): void => {
      if (names.has(basename(uri.fsPath))) session.reading.fileChanged();
    };
    watcher.onDidChange(check);
    watcher.onDidCreate(check);
    watcher.onDidDelete(check);
    return watcher;
  };
  const subscription = session.stateChanged.on(({ runs }) => {
    if (!runs.some((run) => run.state.kind === 'reading')) watch();
  });
  return {
    dispose: () => {
      subscription.dispose();
      for (const watcher of watchers.values()) watcher.dispose();
    },
  };
}
