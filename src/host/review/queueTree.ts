/** What side bar and status bar say while a queue is read: nothing that would tell a run. */
import * as vscode from 'vscode';
import { formatCount, formatNoun, formatOf } from '../../core/format';
import type { OpenComparison } from '../openComparisons';
import type { QueueOnScreen } from './reviewDesk';

/** The queue on screen, when it hides runs; undefined: side bar and status bar speak as always. */
export function hiddenQueue(comparison: OpenComparison | undefined): QueueOnScreen | undefined {
  const shown = comparison?.review.onScreen;
  return shown?.hidden ? shown : undefined;
}

/** In the place of the runs. */
export function hiddenRunsItem({ session }: OpenComparison): vscode.TreeItem {
  const item = new vscode.TreeItem(`${formatNoun(session.specs.length, 'run')}, hidden (blind)`);
  item.iconPath = new vscode.ThemeIcon('eye-closed');
  item.tooltip = 'Runs are named again when another page is shown, and when the queue has been read.';
  return item;
}

/** In the place of what names runs or samples: what a search found, what was claimed, or what draws samples. */
export function hiddenItem(what: 'Results' | 'Claims' | 'Evals'): vscode.TreeItem {
  const item = new vscode.TreeItem(`${what} are hidden (blind)`);
  item.iconPath = new vscode.ThemeIcon('eye-closed');
  return item;
}

/** In the place of the classes of problems. */
export function queueGroupItem({ problems }: QueueOnScreen): vscode.TreeItem {
  const item = new vscode.TreeItem('In the queue', vscode.TreeItemCollapsibleState.Expanded);
  item.id = 'queue';
  item.description = formatCount(problems.length);
  return item;
}

export function queuedProblemItem({ id, read, size }: QueueOnScreen['problems'][number]): vscode.TreeItem {
  const item = new vscode.TreeItem(id);
  item.id = `queued ${id}`;
  item.description = `${formatOf(read, size)} read`;
  item.iconPath = new vscode.ThemeIcon(read === size ? 'pass' : 'circle-outline');
  return item;
}

/** `review 48 of 260, blind`. */
export function reviewWords({ place, size, hidden }: QueueOnScreen): string {
  return `review ${formatOf(place + 1, size)}${hidden ? ', blind' : ''}`;
}
