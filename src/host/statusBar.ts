/** Status bar: who solves how many at k, and how far reading is. */
import * as vscode from 'vscode';
import { evaluate } from '../core/compare/view';
import { wordsForStatus } from '../core/compare/wordsFor';
import { formatSizeOf } from '../core/format';
import { reviewWords } from './review/queueTree';
import type { OpenComparisons } from './openComparisons';
import type { ComparisonState } from '../core/compare/comparison';

export function registerStatusBar(comparisons: OpenComparisons): vscode.Disposable {
  const solved = vscode.window.createStatusBarItem('traceInspector.solved', vscode.StatusBarAlignment.Right, 100);
  solved.name = 'Reasoning Traces: Solved at k';
  const reading = vscode.window.createStatusBarItem('traceInspector.reading', vscode.StatusBarAlignment.Right, 101);
  reading.name = 'Reasoning Traces: Reading';
  reading.command = 'traceInspector.stopReading';
  const show = (): void => {
    const { active } = comparisons;
    const state = active?.session.state;
    const queue = active?.review.onScreen;
    const hasCounts = state !== undefined && state.table.ids.length > 0;
    if (queue) solved.text = reviewWords(queue);
    else if (hasCounts)
      solved.text = wordsForStatus(evaluate(state.table, state.runs, active!.session.view), state.runs, state.table);
    solved.tooltip = queue ? 'The queue on the Review page' : 'Problems that base and RL solve at k. Set k…';
    solved.command = queue ? 'traceInspector.showReview' : 'traceInspector.setK';
    setVisible(solved, hasCounts);
    reading.text = `$(sync) ${state ? readingWords(state, queue?.hidden === true) : ''}`;
    reading.tooltip = 'Stop reading; what has been read stays';
    setVisible(reading, state !== undefined && readingWords(state, true) !== '');
  };
  return vscode.Disposable.from(
    solved,
    reading,
    comparisons.activeChanged.on(show),
    comparisons.contentChanged.on(show),
  );
}

/** @param hidden files are not named: they name runs */
function readingWords({ runs }: ComparisonState, hidden: boolean): string {
  const states = runs.map((run) => run.state).filter((state) => state.kind === 'reading');
  const total = states.reduce((sum, state) => sum + state.totalBytes, 0);
  const read = states.reduce((sum, state) => sum + state.readBytes, 0);
  if (states.length === 0) return '';
  if (total > 0) return `reading ${formatSizeOf(read, total)}`;
  return hidden ? 'reading' : `reading ${states[0].file}`;
}

function setVisible(item: vscode.StatusBarItem, isVisible: boolean): void {
  if (isVisible) item.show();
  else item.hide();
}
