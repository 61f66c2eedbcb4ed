import * as vscode from 'vscode';

const dumpEndings = 'jsonl json ndjson gz zst zip parquet eval csv yaml yml test txt'.split(' ');

/**
 * Asks for files or a folder. Dialogs of Linux and Windows offer one or the other, so that is asked first.
 *
 * @returns undefined when the person thought better of it.
 */
export async function pickDumps(
  title: string,
  openLabel: string,
  near?: vscode.Uri,
): Promise<vscode.Uri[] | undefined> {
  const kinds = [
    { label: '$(files) Files…', detail: 'One dump, or several seeds or shards of one run', folders: false },
    { label: '$(folder) A folder…', detail: 'All dumps in it', folders: true },
  ];
  const kind = await vscode.window.showQuickPick(kinds, { title, placeHolder: 'Where is it?' });
  if (!kind) return undefined;
  return vscode.window.showOpenDialog({
    title,
    openLabel,
    canSelectFiles: !kind.folders,
    canSelectFolders: kind.folders,
    canSelectMany: !kind.folders,
    defaultUri: near && vscode.Uri.joinPath(near, '..'),
    filters: kind.folders ? undefined : { Dumps: [...dumpEndings], 'All files': ['*'] },
  });
}
