/** A text shown whole and exact, as text nodes, one element a line; characters without a shape of their own are boxed. */
import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { segmentNode } from './reading/stepContent';
import { linesOf, segmentsOf } from './visibleText';

interface ExactTextProps {
  text: string;
  label: string;
  class?: string;
}

/** Lines put into the document at once; the rest of a very long text follows frame by frame. */
const LINES_AT_ONCE = 3000;

export function ExactText({ text, label, class: className }: ExactTextProps): JSX.Element {
  const lines = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => (lines.current ? fill(lines.current, text) : undefined), [text]);
  return (
    <div class={`exact ${className ?? ''}`} tabIndex={0} role="region" aria-label={label} onCopy={copyExactly}>
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
    for (; next < end; next++) part.append(lineElement(lines[next], next < lines.length - 1));
    element.append(part);
    if (next < lines.length) frame = requestAnimationFrame(add);
  };
  element.replaceChildren();
  if (text === '') return () => undefined;
  add();
  return () => cancelAnimationFrame(frame);
}

/** The line break is part of the line, so that what is copied is what was there. */
function lineElement(line: string, broken: boolean): HTMLElement {
  const element = document.createElement('div');
  element.className = 'line';
  for (const segment of segmentsOf(line)) element.append(segmentNode(segment));
  if (broken) element.append('\n');
  return element;
}
