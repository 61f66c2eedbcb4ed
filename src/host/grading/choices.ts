/** Questions that grading and scoring have in common. */
import * as vscode from 'vscode';
import type { OpenComparison } from '../openComparisons';

/**
 * @returns places of runs; undefined when it was called off.
 * @throws Error when there is none, or a chosen one is still being read
 */
export async function chooseReadRuns(
  comparison: OpenComparison,
  title: string,
  placeHolder: string,
  canPickMany = true,
): Promise<number[] | undefined> {
  const { runs } = comparison.session.state;
  if (runs.length === 0) throw new Error('This comparison has no runs yet. Add one with Add Run…');
  const chosen = runs.length === 1 ? [0] : await pickRuns(comparison, { title, placeHolder, canPickMany });
  const [open] = (chosen ?? []).filter((run) => ['reading', 'waiting'].includes(runs[run].state.kind));
  if (open !== undefined) throw new Error(`${runs[open].label} is still being read. Wait for its end, or stop it.`);
  return chosen;
}

async function pickRuns(
  { session }: OpenComparison,
  options: { title: string; placeHolder: string; canPickMany: boolean },
): Promise<number[] | undefined> {
  const items = session.state.runs.map(({ label, role, verdict }, run) => {
    return { label, description: `${role} · ${verdict.label}`, run, picked: true };
  });
  const { canPickMany, ...words } = options;
  const shown = { ...words, ignoreFocusOut: true };
  if (!canPickMany) {
    const one = await vscode.window.showQuickPick(items, shown);
    return one && [one.run];
  }
  const many = await vscode.window.showQuickPick(items, { ...shown, canPickMany: true });
  return many && many.length > 0 ? many.map(({ run }) => run) : undefined;
}

/** Work with a notification that can call it off. `report` takes what is done now, in words. */
export function withStop<T>(
  title: string,
  work: (signal: AbortSignal, report: (message: string) => void) => Promise<T>,
): Promise<T> {
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  return Promise.resolve(
    vscode.window.withProgress(options, async (progress, cancelled) => {
      const stop = new AbortController();
      cancelled.onCancellationRequested(() => stop.abort());
      return work(stop.signal, (message) => progress.report({ message }));
    }),
  );
}
