/** Two traces as one table of steps: what is beside what, what changed, what moved, what only one has. */
import type { JSX } from 'preact';
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import type { TraceDiff } from '../../../src/core/trace/diff';
import { diffRows, differenceRuler, type DiffSide } from './diffRows';
import { Reader, readers } from './reader';
import { ReadingFrame } from './readingFrame';
import { modelOf } from './traceModel';

interface DiffViewProps {
  diff: TraceDiff;
  left: DiffSide;
  right: DiffSide;
  rendered: boolean;
  class: string;
  onOther(): void;
}

export function DiffView({ diff, left, right, rendered, ...frame }: DiffViewProps): JSX.Element {
  const lines = useRef<HTMLDivElement>(null);
  const models = useMemo(() => [modelOf(left.text), modelOf(right.text)] as const, [left.text, right.text]);
  const ruler = useMemo(() => differenceRuler(diff), [diff]);
  useLayoutEffect(() => {
    const [leftModel, rightModel] = models;
    const sides = [
      { ...left, model: leftModel },
      { ...right, model: rightModel },
    ] as const;
    const { elements, rows } = diffRows(diff, sides, rendered);
    const place = readers.get('diff')?.current ?? -1;
    lines.current!.replaceChildren(...elements);
    const answer = diff.rows.findLastIndex((row) => 'left' in row && row.left === leftModel.answerStep);
    const reader = new Reader(lines.current!.parentElement!, rows, answer);
    readers.set('diff', reader);
    if (shown.get(lines.current!) === diff && place >= 0) reader.goTo(place);
    else lines.current!.parentElement!.scrollTop = 0;
    shown.set(lines.current!, diff);
    return () => {
      reader.dispose();
      if (readers.get('diff') === reader) readers.delete('diff');
    };
  }, [diff, models, rendered]);
  const label = `Difference of ${left.label} and ${right.label}`;
  const same = diff.rows.length > 0 && diff.counts.same === diff.rows.length;
  return (
    <ReadingFrame
      {...frame}
      class={`${frame.class} diff-view`}
      label={label}
      note={same ? 'The traces are the same.' : undefined}
      reader="diff"
      rulerRows={ruler}
    >
      <div class="lines" ref={lines} />
    </ReadingFrame>
  );
}

const shown = new WeakMap<HTMLElement, TraceDiff>();
