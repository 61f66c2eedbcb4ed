/** Copying the sample of the focused pane, or what is selected. */
import type { CopyKind } from '../../src/protocol/comparePage';
import { act } from '../state/host';
import { page } from '../state/page';
import { shownText } from './find/findState';
import { selectedText } from './reading/textView';

export function copySample(what: CopyKind): void {
  const selected = selectedText();
  const shown = shownText(selected?.pane ?? page.get().pane) ?? shownText(0);
  if (shown) act({ kind: 'copy', what, ...shown.ref, ...(selected && { span: selected.span }) });
}
