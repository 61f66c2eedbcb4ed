/** What of a trace is on screen in which pane: the seam between showing a trace, and finding and copying in it. */
import type { TextSpan } from '../../../src/core/search/query';
import { createStore } from '../../state/store';
import { cutAtParts, partAt, rangesIn, textPlace, type TextPart } from '../find/textRanges';
import type { Reader } from './reader';

export class TextView {
  constructor(
    readonly text: string,
    /** One a step, in order. */
    private readonly parts: readonly TextPart[],
    /** Row of the reader that holds a step. */
    private readonly rowOf: (step: number) => number,
    readonly reader: Reader,
  ) {}

  /** Ranges of spans of the text; spans in steps that have not been filled are left out. */
  rangesOf(spans: readonly TextSpan[]): Range[] {
    return rangesIn(this.parts, spans);
  }

  /** The same, cut at the ends of steps: between steps of one text stands what is not of it, such as where one moved. */
  piecesOf(spans: readonly TextSpan[]): Range[] {
    return rangesIn(this.parts, cutAtParts(this.parts, spans));
  }

  /** Fills and unfolds what holds a place of the text, and brings its step near. */
  reveal(place: number): void {
    this.reader.reveal(this.rowOf(partAt(this.parts, place)));
  }

  /** Makes the step at a place of the text the current one. */
  goTo(place: number): void {
    this.reader.goTo(this.rowOf(partAt(this.parts, place)));
  }

  /** The stretch of the text whose steps are on screen, or a screen away from it. */
  nearSpan(): TextSpan {
    const { first, last } = this.reader.near;
    const inside = this.parts.flatMap(({ start }, step) => {
      const row = this.rowOf(step);
      return row >= first && row <= last ? [{ start, end: this.parts[step + 1]?.start ?? this.text.length }] : [];
    });
    return { start: inside[0]?.start ?? 0, end: inside.at(-1)?.end ?? 0 };
  }

  /** The current step; undefined while none is, and where it is of the other text. */
  currentStep(): TextSpan | undefined {
    const { current } = this.reader;
    const step = current < 0 ? -1 : this.parts.findIndex((_, i) => this.rowOf(i) === current);
    if (step < 0) return undefined;
    return { start: this.parts[step].start, end: this.parts[step + 1]?.start ?? this.text.length };
  }

  /** Where the first step in view begins. */
  nearestPlace(): number {
    return this.placeOfRow(this.reader.top());
  }

  /** Place of a row in this text; the next step's for a row without one. */
  placeOfRow(row: number): number {
    return this.parts.find((_, step) => this.rowOf(step) >= row)?.start ?? this.text.length;
  }

  /** The step of a row; the next one for a row without any of this text. */
  stepOfRow(row: number): number {
    const step = this.parts.findIndex((_, i) => this.rowOf(i) >= row);
    return step >= 0 ? step : this.parts.length - 1;
  }

  /** What of this text is between two points of the document. */
  spanOf({ startContainer, startOffset, endContainer, endOffset }: Range): TextSpan {
    const { parts, text } = this;
    return {
      start: textPlace(parts, startContainer, startOffset, text.length),
      end: textPlace(parts, endContainer, endOffset, text.length),
    };
  }

  /** Whether a node is in a step of this text. */
  holds(node: Node): boolean {
    return this.parts.some(({ element }) => element.contains(node));
  }
}

/** By pane; in the difference both panes have theirs. */
export const textViews = createStore<Partial<Record<number, TextView>>>({});

export function showView(pane: number, view: TextView): void {
  textViews.update({ [pane]: view });
}

/** Takes a view off, unless another one has taken its place. */
export function hideView(pane: number, view: TextView): void {
  if (textViews.get()[pane] === view) textViews.update({ [pane]: undefined });
}

/** The pane in which the selection begins, and what is selected of its text; undefined without one. */
export function selectedText(): { pane: number; span: TextSpan } | undefined {
  const selection = document.getSelection();
  if (!selection || selection.rangeCount === 0 || selection.isCollapsed) return undefined;
  const selected = selection.getRangeAt(0);
  for (const [pane, view] of Object.entries(textViews.get())) {
    if (!view?.holds(selected.startContainer)) continue;
    const span = view.spanOf(selected);
    if (span.end > span.start) return { pane: Number(pane), span };
  }
  return undefined;
}
