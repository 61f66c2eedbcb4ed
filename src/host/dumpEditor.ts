/**
 * The read-only editor of one dump: a comparison of the runs in it, that is written down nowhere. Never asks for a text
 * document, which the editor refuses for large files.
 */
import { basename, dirname } from 'node:path';
import * as vscode from 'vscode';
import type { RunSpec } from '../core/compare/comparison';
import { serialiseComparison } from '../core/compare/comparisonFile';
import { discoverRuns } from '../io/loadRun';
import { isCancellation } from './cancellation';
import { memorySource, storedPath } from './comparisonSource';
import { createSession, joinPanel, takeText } from './editorSession';
import { logError } from './errors';
import { comparisonIcon } from './icons';
import type { Services } from './services';
import type { ComparisonSession } from './session';
import { dumpScheme, dumpViewType, namedDumpViewType } from './viewTypes';

export function registerDumpEditor(services: Services): vscode.Disposable {
  const editor = new DumpEditor(services);
  const register = (viewType: string): vscode.Disposable =>
    vscode.window.registerCustomEditorProvider(viewType, editor, { supportsMultipleEditorsPerDocument: false });
  return vscode.Disposable.from(register(dumpViewType), register(namedDumpViewType));
}

interface DumpDocument extends vscode.CustomDocument {
  /** The dump itself, however the editor calls the document. */
  file: vscode.Uri;
  session: ComparisonSession;
}

class DumpEditor implements vscode.CustomReadonlyEditorProvider<DumpDocument> {
  constructor(private readonly services: Services) {}

  openCustomDocument(uri: vscode.Uri): DumpDocument {
    const file = uri.scheme === dumpScheme ? uri.with({ scheme: 'file' }) : uri;
    const session = createSession(this.services, file);
    return { uri, file, session, dispose: () => session.dispose() };
  }

  async resolveCustomEditor({ file: uri, session }: DumpDocument, webviewPanel: vscode.WebviewPanel): Promise<void> {
    webviewPanel.iconPath = comparisonIcon(this.services.extensionUri);
    const { signal, abort } = whenClosed(webviewPanel);
    const alone: RunSpec = { label: basename(uri.fsPath), role: 'base', paths: [basename(uri.fsPath)] };
    // Looking into a packed dump unpacks it, which takes its time: the page tells how far that is.
    const runs = isPacked(uri) ? [alone] : await this.#runsOf(uri, alone, signal);
    if (signal.aborted) return;
    const source = memorySource(uri, textOf(uri, runs), () => takeText(session, source));
    const { panel } = joinPanel(this.services, { session, source, webviewPanel });
    takeText(session, source);
    panel.show(undefined);
    if (isPacked(uri)) {
      await whenRead(session, signal);
      const found = signal.aborted ? runs : await this.#runsOf(uri, alone, signal);
      if (!signal.aborted && found.length > 1) await source.write(textOf(uri, found));
    }
    abort.dispose();
  }

  /** The runs in a dump; `alone` when it can't be read: that run says on the page why. */
  async #runsOf(uri: vscode.Uri, alone: RunSpec, signal: AbortSignal): Promise<RunSpec[]> {
    const folder = dirname(uri.fsPath);
    try {
      if (uri.scheme !== 'file') throw new Error(`${uri.toString()} can't be read: only files on this machine can be.`);
      const { specs } = await discoverRuns([uri.fsPath], { ...this.services.loadOptions(folder), signal });
      return specs.map((spec) => ({ ...spec, paths: spec.paths.map((path) => storedPath(path, folder)) }));
    } catch (error) {
      if (!isCancellation(error)) logError(`Opening ${uri.fsPath}`, error);
      return [alone];
    }
  }
}

function textOf(uri: vscode.Uri, runs: RunSpec[]): string {
  return serialiseComparison({ title: basename(uri.fsPath), runs });
}

function isPacked(uri: vscode.Uri): boolean {
  return /\.(gz|zst|zip|parquet|eval|csv|ya?ml)$/i.test(uri.path);
}

function whenRead(session: ComparisonSession, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const subscription = session.stateChanged.on(({ runs }) => {
      const isReading = runs.some((run) => run.state.kind === 'reading' || run.state.kind === 'waiting');
      if (isReading && !signal.aborted) return;
      subscription.dispose();
      resolve();
    });
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

function whenClosed(panel: vscode.WebviewPanel): { signal: AbortSignal; abort: vscode.Disposable } {
  const controller = new AbortController();
  return { signal: controller.signal, abort: panel.onDidDispose(() => controller.abort()) };
}
