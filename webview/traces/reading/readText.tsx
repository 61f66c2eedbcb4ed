/** One trace in its pane, step by step. */
import type { JSX } from 'preact';
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { ReadingFrame } from './readingFrame';
import { Reader, readers, type ReaderRow } from './reader';
import { stepCell } from './stepCell';
import { modelOf, type TraceModel } from './traceModel';
import type { RulerRow } from './rulerGeometry';

interface ReadTextProps {
  text: string;
  rendered: boolean;
  label: string;
  /** A sentence in the text's place: why there is none. */
  note: string | undefined;
  class: string;
  pane: number;
  onOther(): void;
}

export function ReadText({ text, rendered, pane, note, ...frame }: ReadTextProps): JSX.Element {
  const lines = useRef<HTMLDivElement>(null);
  const model = useMemo(() => modelOf(note ? '' : text), [text, note]);
  const rulerRows = useMemo(() => rulerOf(model), [model]);
  useLayoutEffect(() => {
    const rows = model.steps.map((_, step) => rowOf(model, step, rendered));
    const place = readers.get(pane)?.current ?? -1;
    lines.current!.replaceChildren(...rows.map(({ element }) => element));
    const reader = new Reader(lines.current!.parentElement!, rows, model.answerStep);
    readers.set(pane, reader);
    if (shown.get(lines.current!) === model.text && place >= 0) reader.goTo(place);
    else lines.current!.parentElement!.scrollTop = 0;
    shown.set(lines.current!, model.text);
    return () => {
      reader.dispose();
      if (readers.get(pane) === reader) readers.delete(pane);
    };
  }, [model, rendered, pane]);
  return (
    <ReadingFrame {...frame} note={note} reader={pane} rulerRows={rulerRows}>
      <div class="lines" ref={lines} />
    </ReadingFrame>
  );
}

/** The text that an element shows: another way of showing it keeps the place, another text starts at its beginning. */
const shown = new WeakMap<HTMLElement, string>();

function rowOf(model: TraceModel, step: number, rendered: boolean): ReaderRow {
  const cell = stepCell(model, step, { rendered, sign: '', words: [], wordClass: '' });
  return { ...cell, isDifference: false, hasCue: model.stepCues.has(step) };
}

function rulerOf({ steps, stepCues, answerStep }: TraceModel): RulerRow[] {
  return steps.map(({ start, end }, step) => ({
    length: end - start,
    marks: [
      'step',
      ...(stepCues.has(step) ? ['cue' as const] : []),
      ...(step === answerStep ? ['answer' as const] : []),
    ],
  }));
}
