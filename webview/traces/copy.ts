/** Copying the sample of the focused pane, or what is selected of it. */
import type { CopyKind } from '../../src/protocol/comparePage';
import type { TextSpan } from '../../src/core/search/query';
import { act } from '../state/host';
import { page } from '../state/page';
import { shownText } from './find/findState';

export function copySample(what: CopyKind): void {
  const shown = shownText(page.get().pane) ?? shownText(0);
  if (!shown) return;
  const span = selectedSpan();
  act({ kind: 'copy', what, ...shown.ref, ...(span && { span }) });
}

/** What is selected in the focused pane, in UTF-16 units of its text; undefined without a selection there. */
function selectedSpan(): TextSpan | undefined {
  const selection = document.getSelection();
  if (!selection || selection.rangeCount === 0 || selection.isCollapsed) return undefined;
  const selected = selection.getRangeAt(0);
  const { startContainer, endContainer } = selected;
  const box = startContainer instanceof Element ? startContainer : startContainer.parentElement;
  const lines = box?.closest('.trace-text .lines');
  if (!lines?.contains(endContainer)) return undefined;
  const before = new Range();
  before.setStart(lines, 0);
  before.setEnd(selected.startContainer, selected.startOffset);
  const start = before.toString().length;
  return { start, end: start + selected.toString().length };
}
