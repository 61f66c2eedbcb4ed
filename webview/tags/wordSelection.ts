/**
 * Selecting words of the current step with Shift and the arrows: → and ← move the end by a word, ↓ and ↑ the beginning. It
 * is the document's own selection, so that copying, finding and tagging take it as one made with the mouse.
 */
import type { TextSpan } from '../../src/core/search/query';
import { selectedText, textViews } from '../traces/reading/textView';
import { paneOfStep } from './tagCommands';
import { movedSelection, type SelectionKey } from './movedSelection';

const keys: readonly string[] = ['ArrowRight', 'ArrowLeft', 'ArrowDown', 'ArrowUp'] satisfies SelectionKey[];

function isSelectionKey(key: string): key is SelectionKey {
  return keys.includes(key);
}

/** @returns whether the key was one that selects. */
export function selectWords({ key, shiftKey, ctrlKey, altKey, metaKey }: KeyboardEvent): boolean {
  if (!shiftKey || ctrlKey || altKey || metaKey || !isSelectionKey(key)) return false;
  const selected = selectedText();
  const pane = selected?.pane ?? paneOfStep();
  const view = textViews.get()[pane];
  if (!view) return false;
  if (!selected && !view.currentStep()) view.goTo(view.nearestPlace());
  const step = view.currentStep();
  if (!step) return false;
  select(pane, movedSelection(view.text, step, selected?.span, key));
  return true;
}

function select(pane: number, span: TextSpan | undefined): void {
  const selection = document.getSelection();
  selection?.removeAllRanges();
  const range = span && textViews.get()[pane]?.rangeOf(span);
  if (!range) return;
  selection?.addRange(range);
  const within = range.endContainer.parentElement;
  within?.scrollIntoView({ block: 'nearest' });
}
