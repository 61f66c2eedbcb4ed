/** What a trace and a difference have around them: the part that scrolls, the ruler, copying, links. */
import type { ComponentChildren, JSX } from 'preact';
import { act } from '../../state/host';
import { Ruler } from './ruler';
import type { RulerRow } from './rulerGeometry';
import { shownText } from '../find/findState';
import { readers, type ReaderName } from './reader';
import { selectedText } from './textView';

/** The gutter that has the numbers of steps. */
const NUMBER_WIDTH = 44;

interface ReadingFrameProps {
  class: string;
  label: string;
  note: string | undefined;
  reader: ReaderName;
  /** Panes whose text is shown. */
  panes: readonly number[];
  rulerRows: readonly RulerRow[];
  children: ComponentChildren;
  onOther(): void;
}

export function ReadingFrame(props: ReadingFrameProps): JSX.Element {
  const { label, note, reader, panes, rulerRows, children, onOther } = props;
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === 'Enter' && !focusLink(event)) openLink(event);
    if (event.key !== 'Tab' || event.shiftKey || (event.target as Element).matches('[data-url], button')) return;
    event.preventDefault();
    onOther();
  };
  return (
    <div class="reading">
      <div
        class={`pane-text trace-text ${props.class}`}
        tabIndex={0}
        role="region"
        aria-label={label}
        onKeyDown={onKeyDown}
        onClick={(event) => {
          openLink(event);
          foldAt(event, reader);
        }}
        onCopy={(event) => copyExactly(event, reader)}
      >
        {note && <p class="text-note">{note}</p>}
        {children}
      </div>
      {rulerRows.length > 0 && <Ruler rows={rulerRows} panes={panes} onGo={(row) => readers.get(reader)?.goTo(row)} />}
    </div>
  );
}

/** From the text to the first link of the current step, if it has one; Tab goes on to the others. */
function focusLink({ target, currentTarget }: Event): boolean {
  if (target !== currentTarget || !(target instanceof Element)) return false;
  const link = target.querySelector<HTMLElement>('.step-current [data-url]');
  link?.focus();
  return link !== null;
}

/** Links were written by a model: the host shows where they lead before anything is opened. */
function openLink(event: Event): void {
  const link = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-url]') : null;
  if (!link?.dataset.url || document.getSelection()?.isCollapsed === false) return;
  event.preventDefault();
  act({ kind: 'openLink', url: link.dataset.url });
}

/** Copies what is selected as it is in the trace: markup and TeX included, breaks and signs of the page left out. */
function copyExactly(event: ClipboardEvent, reader: ReaderName): void {
  const selection = document.getSelection();
  if (!selection || selection.rangeCount === 0 || selection.isCollapsed) return;
  const selected = selectedText();
  const text = selected && shownText(selected.pane)?.text.slice(selected.span.start, selected.span.end);
  event.preventDefault();
  if (text) return event.clipboardData?.setData('text/plain', text);
  readers.get(reader)?.fillAll();
  const copied = selection.getRangeAt(0).cloneContents();
  for (const own of copied.querySelectorAll('[data-own]')) own.remove();
  event.clipboardData?.setData('text/plain', copied.textContent ?? '');
}

/** A click on a step's number folds it; one on the dots of a folded step unfolds it; one on a group's line opens it. */
function foldAt(event: MouseEvent, reader: ReaderName): void {
  const { target, currentTarget } = event;
  if (!(target instanceof HTMLElement) || !(currentTarget instanceof HTMLElement)) return;
  if (target.closest('.fold-line')) return readers.get(reader)?.toggleGroup(target);
  const onNumber = target.matches('.step') && event.clientX - target.getBoundingClientRect().left < NUMBER_WIDTH;
  if (!onNumber && !target.matches('.unfold')) return;
  readers.get(reader)?.toggleFold(target);
  currentTarget.focus({ preventScroll: true });
}
