/** A text shown whole and exact, as text nodes, one element a line; characters without a shape of their own are boxed. */
import type { JSX, Ref } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { linesOf, segmentsOf, type Segment } from './visibleText';

interface ExactTextProps {
  text: string;
  label: string;
  class?: string;
  /** A sentence in the text's place: why there is none. */
  note?: string;
  /** Number the lines in a gutter. */
  numbered?: boolean;
  elementRef?: Ref<HTMLDivElement>;
  onKeyDown?(event: KeyboardEvent): void;
  onFocus?(): void;
}

/** Lines put into the document at once; the rest of a very long text follows frame by frame. */
const LINES_AT_ONCE = 3000;

export function ExactText({
  text,
  label,
  note,
  class: className,
  numbered,
  elementRef,
  ...handlers
}: ExactTextProps): JSX.Element {
  const lines = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => (lines.current ? fill(lines.current, note ? '' : text) : undefined), [text, note]);
  return (
    <div
      class={`exact ${numbered ? 'numbered' : ''} ${className ?? ''}`}
      tabIndex={0}
      role="region"
      aria-label={label}
      ref={elementRef}
      onCopy={copyExactly}
      {...handlers}
    >
      {note && <p class="text-note">{note}</p>}
      <div class="lines" ref={lines} />
    </div>
  );
}

/** Copies what is selected as it is in the trace, without the breaks that blocks add. */
function copyExactly(event: ClipboardEvent): void {
  const selection = document.getSelection();
  if (!selection || selection.rangeCount === 0 || selection.isCollapsed) return;
  event.clipboardData?.setData('text/plain', selection.getRangeAt(0).cloneContents().textContent ?? '');
  event.preventDefault();
}

/** @returns a function that stops filling. */
function fill(element: HTMLElement, text: string): () => void {
  const lines = linesOf(text);
  let next = 0;
  let frame = 0;
  const add = () => {
    const part = document.createDocumentFragment();
    const end = Math.min(lines.length, next + LINES_AT_ONCE);
    for (; next < end; next++) part.append(lineElement(lines[next], next + 1, next < lines.length - 1));
    element.append(part);
    if (next < lines.length) frame = requestAnimationFrame(add);
  };
  element.replaceChildren();
  if (text === '') return () => undefined;
  add();
  return () => cancelAnimationFrame(frame);
}

/** The line break is part of the line, so that what is copied is what was there. */
function lineElement(line: string, number: number, broken: boolean): HTMLElement {
  const element = document.createElement('div');
  element.className = 'line';
  element.dataset.number = String(number);
  for (const segment of segmentsOf(line)) element.append(segmentNode(segment));
  if (broken) element.append('\n');
  return element;
}

function segmentNode({ kind, raw, label }: Segment): Node {
  if (kind === 'plain') return document.createTextNode(raw);
  const mark = document.createElement('span');
  mark.className = kind === 'surrogate' ? 'lone-surrogate' : 'hidden-character';
  mark.dataset.code = label;
  mark.title = kind === 'surrogate' ? `${label}, half of a surrogate pair` : label;
  mark.textContent = kind === 'surrogate' ? '\ufffd' : raw;
  return mark;
}
