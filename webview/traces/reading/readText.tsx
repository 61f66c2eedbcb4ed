/** One trace in its pane, step by step. */
import type { JSX } from 'preact';
import { useMemo, useRef } from 'preact/hooks';
import type { ReaderRow } from './reader';
import { ReadingFrame } from './readingFrame';
import type { RulerRow } from './rulerGeometry';
import { stepCell, type StepCell } from './stepCell';
import { hideView, showView, TextView } from './textView';
import { modelOf, type TraceModel } from './traceModel';
import { useReader } from './useReader';

interface ReadTextProps {
  text: string;
  rendered: boolean;
  label: string;
  /** A sentence in the text's place: why there is none. */
  note: string | undefined;
  class: string;
  pane: number;
  /** Names the trace, so that one's place in it is kept; undefined without one. */
  place: string | undefined;
  onOther(): void;
}

export function ReadText({ text, rendered, pane, note, place, ...frame }: ReadTextProps): JSX.Element {
  const lines = useRef<HTMLDivElement>(null);
  const model = useMemo(() => modelOf(note ? '' : text), [text, note]);
  const rulerRows = useMemo(() => rulerOf(model), [model]);
  useReader(
    pane,
    lines,
    { source: model, place },
    () => {
      const cells = model.steps.map((_, step) =>
        stepCell(model, step, { rendered, sign: '', words: [], wordClass: '' }),
      );
      const rows = cells.map((cell, step) => rowOf(cell, model.stepCues.has(step)));
      return { elements: rows.map(({ element }) => element), rows, cells, answer: model.answerStep };
    },
    (reader, { cells }) => {
      const parts = cells.map((cell, step) => ({ start: model.steps[step].start, element: cell.text }));
      const view = new TextView(model.text, parts, (step) => step, reader);
      showView(pane, view);
      return () => hideView(pane, view);
    },
    [model, rendered, pane],
  );
  return (
    <ReadingFrame {...frame} note={note} reader={pane} panes={[pane]} rulerRows={rulerRows}>
      <div class="lines" ref={lines} />
    </ReadingFrame>
  );
}

function rowOf({ element, fill }: StepCell, hasCue: boolean): ReaderRow {
  return { element, fill, isDifference: false, hasCue };
}

function rulerOf({ steps, stepCues, answerStep }: TraceModel): RulerRow[] {
  return steps.map(({ start, end }, step) => ({
    length: end - start,
    starts: [start],
    marks: [
      'step',
      ...(stepCues.has(step) ? ['cue' as const] : []),
      ...(step === answerStep ? ['answer' as const] : []),
    ],
  }));
}
