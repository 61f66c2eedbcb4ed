/**
 * Where an open comparison is written down: a text document, or, for a dump opened by itself, a text in memory. Both hold
 * the text of a comparison file, so that the same edits work on both.
 */
import { dirname, isAbsolute, relative, sep } from 'node:path';
import { parse as parseJsonc } from 'jsonc-parser';
import * as vscode from 'vscode';
import type { FilePath } from '../core/compare/comparisonFile';
import { editComparison, parseComparison } from '../core/compare/comparisonFile';
import type { RunSpec } from '../core/compare/comparison';

export interface ComparisonSource {
  /** Of the comparison file, saved or not; of the dump, when it is open by itself. */
  uri: vscode.Uri;
  /** The text document; undefined for a dump open by itself. */
  document: vscode.TextDocument | undefined;
  text(): string;
  write(text: string): Promise<void>;
}

export function documentSource(document: vscode.TextDocument): ComparisonSource {
  return { uri: document.uri, document, text: () => document.getText(), write: (text) => replaceText(document, text) };
}

/** @param written called after every change. */
export function memorySource(uri: vscode.Uri, text: string, written: (text: string) => void): ComparisonSource {
  return {
    uri,
    document: undefined,
    text: () => text,
    write: async (next) => {
      text = next;
      written(text);
    },
  };
}

/** Changes values in the comparison; run places are those of the session. */
export async function edit(source: ComparisonSource, edits: [path: FilePath, value: unknown][]): Promise<void> {
  const text = edits.reduce(
    (before, [path, value]) => editComparison(before, inFile(before, path), value),
    source.text(),
  );
  if (text !== source.text()) await source.write(text);
}

/** Folder that the paths of a comparison are relative to. */
export function baseDirOf(uri: vscode.Uri): string {
  return dirname(uri.fsPath);
}

/** A path as it is written into a comparison file in `folder`. */
export function storedPath(path: string, folder: string): string {
  const below = relative(folder, path);
  return isAbsolute(below) ? path : below.split(sep).join('/') || '.';
}

/** Runs that a file lists but that can't be read are not in the session: its run 1 may be the file's run 2. */
export function inFile(text: string, path: FilePath): FilePath {
  const [first, run, ...rest] = path;
  if (first !== 'runs' || typeof run !== 'number') return path;
  return ['runs', placesOfRuns(text)[run] ?? listedRuns(text).length, ...rest];
}

function placesOfRuns(text: string): number[] {
  return listedRuns(text).flatMap((run, place) => {
    const alone = parseComparison(JSON.stringify({ runs: [run] })).file;
    return alone?.runs.length === 1 ? [place] : [];
  });
}

function listedRuns(text: string): RunSpec[] {
  const { runs } = (parseJsonc(text, [], { allowTrailingComma: true }) ?? {}) as { runs?: RunSpec[] };
  return Array.isArray(runs) ? runs : [];
}

/** Replaces only what differs, so that cursors, folds and undo in a text editor beside it stay small. */
async function replaceText(document: vscode.TextDocument, text: string): Promise<void> {
  const before = document.getText();
  let start = 0;
  while (start < before.length && start < text.length && before[start] === text[start]) start++;
  let tail = 0;
  const longest = Math.min(before.length, text.length) - start;
  while (tail < longest && before.at(-1 - tail) === text.at(-1 - tail)) tail++;
  const range = new vscode.Range(document.positionAt(start), document.positionAt(before.length - tail));
  const change = new vscode.WorkspaceEdit();
  change.replace(document.uri, range, text.slice(start, text.length - tail));
  if (!(await vscode.workspace.applyEdit(change)))
    throw new Error(`${document.uri.fsPath} can't be changed: it is read-only.`);
}
