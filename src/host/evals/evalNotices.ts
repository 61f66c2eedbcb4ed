/** What is said of evals outside their view: status bar, notifications, and the question after a reload. */
import * as vscode from 'vscode';
import { stateWords } from '../../core/evals/eventWords';
import { isResting } from '../../core/evals/states';
import { formatNoun, formatOf } from '../../core/format';
import { logError } from '../errors';
import { comparisonViewType } from '../viewTypes';
import { aboutTime } from './evalSheet';
import type { Evals, KnownEval } from './evals';

export function registerEvalNotices(evals: Evals): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('traceInspector.evals', vscode.StatusBarAlignment.Right, 102);
  item.name = 'Reasoning Traces: Evals';
  item.command = 'traceInspector.evalsView.focus';
  const shown = new Map<string, (one: KnownEval) => void>();
  const ends = new EndTeller(evals);
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
    ends,
    evals.changed.on(tell),
    evals.ended.on((one) => ends.add(one)),
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

/** Evals that end together are told of together. */
const gatherMs = 1_500;

/** What has ended: one notification for several, and none where the Evals view shows that all went well. */
class EndTeller implements vscode.Disposable {
  private ended: KnownEval[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly evals: Pick<Evals, 'isShown'>) {}

  add(one: KnownEval): void {
    this.ended.push(one);
    this.timer ??= setTimeout(() => void this.tell(), gatherMs);
  }

  dispose(): void {
    clearTimeout(this.timer);
  }

  private async tell(): Promise<void> {
    const { ended } = this;
    this.ended = [];
    this.timer = undefined;
    const words = ended.length === 1 ? endWords(ended[0]) : severalWords(ended);
    const isExpected = ended.every(({ status }) => {
      // Who cancels knows.
      return status!.state === 'cancelled' || (status!.state === 'completed' && this.evals.isShown());
    });
    if (isExpected) vscode.window.setStatusBarMessage(words, 10_000);
    else if (ended.length === 1) await tellOne(ended[0], words);
    else await tellSeveral(ended, words);
  }
}

function endWords({ spec, status }: KnownEval): string {
  const { state, counts, error } = status!;
  const why = error && state !== 'completed' ? ` ${error.message}` : '';
  return `${spec?.title ?? 'The eval'}: ${stateWords[state]}, ${formatOf(counts.samplesDone, counts.samples)} samples.${why}`;
}

/** `3 evals have ended: 2 completed, 1 failed.` */
function severalWords(ended: readonly KnownEval[]): string {
  const counts = new Map<string, number>();
  for (const { status } of ended) {
    const words = stateWords[status!.state];
    counts.set(words, (counts.get(words) ?? 0) + 1);
  }
  const each = [...counts].map(([words, count]) => `${count} ${words}`).join(', ');
  return `${formatNoun(ended.length, 'eval')} have ended: ${each}.`;
}

const wentWell = ({ status }: KnownEval): boolean =>
  status!.state === 'completed' || status!.state === 'interrupted' || status!.state === 'cancelled';

async function tellOne(one: KnownEval, words: string): Promise<void> {
  const { dir, status, comparison } = one;
  const [show, setToken] = ['Show', 'Set Token…'];
  // It asks first where another model answers.
  const retry = status!.error?.code === 'otherModel' ? 'Resume…' : 'Retry';
  const again = status!.state === 'completed' ? [] : [status!.error?.code === 'auth' ? setToken : retry];
  const tell = wentWell(one) ? vscode.window.showInformationMessage : vscode.window.showWarningMessage;
  const answer = await tell(words, ...again, show);
  const node = { kind: 'eval', dir };
  if (answer === show) await vscode.commands.executeCommand('vscode.openWith', comparison, comparisonViewType);
  const isSet = answer === setToken && (await vscode.commands.executeCommand('traceInspector.setEvalToken', node));
  if (answer === retry || isSet === true) await vscode.commands.executeCommand('traceInspector.retryEval', node);
}

async function tellSeveral(ended: readonly KnownEval[], words: string): Promise<void> {
  const show = 'Show Evals';
  const tell = ended.every(wentWell) ? vscode.window.showInformationMessage : vscode.window.showWarningMessage;
  if ((await tell(words, show)) === show) await vscode.commands.executeCommand('traceInspector.evalsView.focus');
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
