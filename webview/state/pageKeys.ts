/**
 * Keys that the page handles itself. Letters come as commands from the editor, which gets every key that reaches the
 * window; so a key typed into a field is stopped before that, or it would be a command as well.
 */
import { act } from './host';
import { changeView, comparison, view } from './comparison';
import { page } from './page';
import { reviewPage } from './review';
import { runCommand } from './commands';
import { focusFigure } from '../overview/overviewPage';
import { closeFind, find } from '../traces/find/findState';
import { selectWords } from '../tags/wordSelection';
import { focusGrid } from '../problems/problemGrid';

/** Keys with Ctrl, Alt or Meta and function keys stay the editor's, also in fields: Ctrl+S, Ctrl+P, F1 … */
export function listenToKeys(): void {
  document.addEventListener('keydown', (event) => {
    const inField = isEditable(event);
    if (inField && event.key === 'Escape') leaveField(event);
    else if (!inField) handleKey(event);
    if (inField && isForField(event)) event.stopPropagation();
  });
  window.addEventListener('focus', takeFocus);
}

/** F1 and its like mean the same everywhere, and so do chords; but what is typed is undone in the field. */
function isForField({ key, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  if ((ctrlKey || metaKey) && !altKey && /^[zy]$/i.test(key)) return true;
  return !ctrlKey && !metaKey && !altKey && !/^F\d+$/.test(key);
}

/** Whether the key goes to something one types or chooses in, also inside the toolkit's shadow trees. */
function isEditable(event: Event): boolean {
  return event
    .composedPath()
    .some(
      (target) =>
        target instanceof Element &&
        (target.matches('input, textarea, select, vscode-dropdown, vscode-text-field') ||
          (target as HTMLElement).isContentEditable),
    );
}

/** An open list closes itself first. */
function leaveField(event: KeyboardEvent): void {
  const open = event
    .composedPath()
    .some((target) => target instanceof Element && target.matches('vscode-dropdown[open]'));
  if (open || event.defaultPrevented) return;
  (document.activeElement as HTMLElement | null)?.blur();
  focusContent();
}

/** Without a click on it a page that has just come to the front would take no arrows and no Enter. */
export function takeFocus(): void {
  const isFree = document.hasFocus() && document.activeElement === document.body;
  if (isFree && page.get().mapping === undefined) focusContent();
}

/** Gives the focus to what the keys speak to: the grid's cell, the figure, the text. */
function focusContent(): void {
  if (view.get().page === 'problems') focusGrid();
  else if (view.get().page === 'overview') focusFigure();
  else document.querySelector<HTMLElement>('.pane-focused .trace-text, .trace-text')?.focus({ preventScroll: true });
}

function handleKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === 'Escape') escape();
  else if (view.get().page === 'traces' && !isSlider(event) && selectWords(event)) event.preventDefault();
  else if (view.get().page === 'traces' && !event.shiftKey && !isSlider(event)) moveSample(event);
}

function isSlider(event: Event): boolean {
  return (event.target as Element | null)?.closest?.('[role="slider"], [role="tablist"]') != null;
}

function moveSample(event: KeyboardEvent): void {
  if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
  event.preventDefault();
  runCommand(event.key === 'ArrowLeft' ? 'previousSample' : 'nextSample');
}

/** Closes what is open, then stops reading. */
function escape(): void {
  if (page.get().keysOpen) page.update({ keysOpen: false });
  else if (page.get().mapping !== undefined) page.update({ mapping: undefined });
  else if (reviewPage.get().leaving) reviewPage.update({ leaving: undefined });
  else if (find.get().open && view.get().page === 'traces') closeFind();
  else if (page.get().questionOpen && view.get().page === 'problems') page.update({ questionOpen: false });
  else if (view.get().selected.length > 0 && view.get().page === 'problems') changeView({ selected: [] });
  else if (comparison.get()?.runs.some((run) => run.state.kind === 'reading')) act({ kind: 'stopReading' });
}
