/** What is said of evals outside their view: status bar, notifications, and the question after a reload. */
import * as vscode from 'vscode';
import { isResting } from '../../core/evals/states';
import { formatNoun, formatOf } from '../../core/format';
import { logError } from '../errors';
import { aboutTime } from './evalSheet';
import { stateWords, type Evals, type KnownEval } from './evals';

export function registerEvalNotices(evals: Evals): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('traceInspector.evals', vscode.StatusBarAlignment.Right, 102);
  item.name = 'Reasoning Traces: Evals';
  item.command = 'traceInspector.evalsView.focus';
  const shown = new Map<string, (one: KnownEval) => void>();
  const tell = (): void => {
    const { running } = evals;
    item.text = running.length > 0 ? `$(sync) ${statusWords(running)}` : '';
    item.tooltip = running.map(progressWords).join('\n');
    if (running.length > 0) item.show();
    else item.hide();
    for (const one of running) if (one.drivenBy === 'us' && !shown.has(one.dir)) showProgress(evals, one, shown);
    for (const [dir, report] of shown) report(evals.get(dir)!);
    askAboutInterrupted(evals);
  };
  return vscode.Disposable.from(
    item,
    evals.changed.on(tell),
    evals.ended.on((one) => void tellEnd(one)),
  );
}

/** `+1,024 RL 62 %`. */
function statusWords(running: readonly KnownEval[]): string {
  if (running.length > 1) return formatNoun(running.length, 'eval');
  const [{ spec, status }] = running;
  const { samples, samplesDone } = status!.counts;
  const what = spec?.title.replace(/ on [\d,]+ problems?$/, '') ?? 'eval';
  if (status!.state !== 'running') return `${what} ${stateWords[status!.state]}`;
  return `${what} ${Math.floor((100 * samplesDone) / Math.max(1, samples))} %`;
}

function progressWords({ spec, status, speed }: KnownEval): string {
  const { samples, samplesDone } = status!.counts;
  const left = speed ? ` ${aboutTime((samples - samplesDone) / speed)} left.` : '';
  return `${spec?.title ?? 'Eval'}: ${formatOf(samplesDone, samples)} samples.${left}`;
}

/** A notification with a bar and *Cancel* for as long as the eval is under way; it can be put away. */
function showProgress(evals: Evals, one: KnownEval, shown: Map<string, (one: KnownEval) => void>): void {
  const options = { location: vscode.ProgressLocation.Notification, cancellable: true };
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  shown.set(one.dir, () => undefined);
  void vscode.window.withProgress(options, (progress, cancelled) => {
    let percent = 0;
    shown.set(one.dir, (now) => {
      if (now.drivenBy !== 'us' || isResting(now.status!.state)) {
        shown.delete(one.dir);
        return end();
      }
      const { samples, samplesDone } = now.status!.counts;
      const next = (100 * samplesDone) / Math.max(1, samples);
      progress.report({ message: progressWords(now), increment: next - percent });
      percent = next;
    });
    cancelled.onCancellationRequested(() => evals.cancel(one.dir));
    return ended;
  });
}

async function tellEnd({ dir, spec, status, comparison }: KnownEval): Promise<void> {
  const { state, counts, error } = status!;
  const title = spec?.title ?? 'The eval';
  const count = `${formatOf(counts.samplesDone, counts.samples)} samples`;
  const show = 'Show';
  const again = state === 'completed' ? [] : ['Retry'];
  const why = error && state !== 'completed' ? ` ${error.message}` : '';
  const words = `${title}: ${stateWords[state]}, ${count}.${why}`;
  if (state === 'cancelled') {
    // Who cancels knows; nothing that has to be put away.
    vscode.window.setStatusBarMessage(words, 10_000);
    return;
  }
  const tell =
    state === 'completed' || state === 'interrupted'
      ? vscode.window.showInformationMessage
      : vscode.window.showWarningMessage;
  const answer = await tell(words, show, ...again);
  if (answer === show) await vscode.commands.executeCommand('vscode.openWith', comparison, 'traceInspector.comparison');
  if (answer === 'Retry') await vscode.commands.executeCommand('traceInspector.retryEval', { kind: 'eval', dir });
}

/** Once for each eval and attempt, and never where nothing may be launched. */
function askAboutInterrupted(evals: Evals): void {
  if (!vscode.workspace.isTrusted) return;
  const one = evals.takeUnasked();
  if (!one) return;
  const { samplesDone, samples } = one.status!.counts;
  const words = `${one.spec!.title} was interrupted: ${formatOf(samplesDone, samples)} samples are here, none is lost.`;
  void vscode.window.showInformationMessage(words, 'Resume', 'Later').then((answer) => {
    if (answer !== 'Resume') return;
    evals.drive(one).catch((error: unknown) => {
      logError('Resuming an eval', error);
      void vscode.window.showErrorMessage(error instanceof Error ? error.message : String(error));
    });
  });
}
