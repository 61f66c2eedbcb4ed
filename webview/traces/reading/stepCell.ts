/** One step as it stands in a pane or in the difference: its number in the gutter, its text beside it. */
import type { Span } from '../../../src/core/trace/regions';
import { rawContent, renderedContent } from './stepContent';
import { highlightsOf, type TraceModel } from './traceModel';

export interface CellOptions {
  rendered: boolean;
  /** Sign in the gutter; '' for none. */
  sign: string;
  words: readonly Span[];
  wordClass: string;
}

/** Characters a line has, about; only the scroll bar depends on it before a step is laid out. */
const LINE_CHARS = 70;

export interface StepCell {
  element: HTMLElement;
  /** Its text is the step's, once it has been filled. */
  text: HTMLElement;
  fill(): void;
}

/** An empty cell, and what fills it. */
export function stepCell(model: TraceModel, step: number, { rendered, sign, words, wordClass }: CellOptions): StepCell {
  const { start, end } = model.steps[step];
  const element = document.createElement('div');
  element.className = 'step';
  element.dataset.number = sign === '' ? String(step + 1) : `${step + 1} ${sign}`;
  const text = document.createElement('div');
  text.className = rendered ? 'step-text rendered' : 'step-text line';
  const lines = linesOf(model.text.slice(start, end));
  element.style.containIntrinsicBlockSize = `auto ${lines * 21 + 10}px`;
  element.append(text);
  const fill = (): void => {
    const highlights = highlightsOf(model, step, words, wordClass);
    const span = { start, end };
    text.append(
      rendered ? renderedContent(model.text, span, model, highlights) : rawContent(model.text, span, highlights),
    );
  };
  return { element, text, fill };
}

function linesOf(text: string): number {
  const all = text.replace(/\n+$/, '').split('\n');
  return all.reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / LINE_CHARS)), 0);
}
