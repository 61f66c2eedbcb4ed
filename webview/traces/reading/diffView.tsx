/** Two traces as one table of steps: what is beside what, what changed, what moved, what only one has. */
import type { JSX } from 'preact';
import { useMemo, useRef } from 'preact/hooks';
import type { TraceDiff } from '../../../src/core/trace/diff';
import { diffRows, differenceRuler, type DiffSide } from './diffRows';
import { ReadingFrame } from './readingFrame';
import { hideView, showView, TextView } from './textView';
import { modelOf } from './traceModel';
import { useReader } from './useReader';

interface DiffViewProps {
  diff: TraceDiff;
  /** Of the first and of the second pane. */
  left: DiffSide;
  right: DiffSide;
  rendered: boolean;
  class: string;
  /** Names the pair, so that one's place in it is kept. */
  place: string;
  onOther(): void;
}

export function DiffView({ diff, left, right, rendered, place, ...frame }: DiffViewProps): JSX.Element {
  const lines = useRef<HTMLDivElement>(null);
  const models = useMemo(() => [modelOf(left.text), modelOf(right.text)] as const, [left.text, right.text]);
  const ruler = useMemo(() => differenceRuler(diff), [diff]);
  useReader(
    'diff',
    lines,
    { source: diff, place },
    () => {
      const [leftModel, rightModel] = models;
      const sides = [
        { ...left, model: leftModel },
        { ...right, model: rightModel },
      ] as const;
      const answer = diff.rows.findLastIndex((row) => 'left' in row && row.left === leftModel.answerStep);
      return { ...diffRows(diff, sides, rendered), answer };
    },
    (reader, { parts }) => {
      const views = ([parts.left, parts.right] as const).map(
        (side, pane) => new TextView(models[pane].text, side, (step) => side[step]?.row ?? -1, reader),
      );
      views.forEach((view, pane) => showView(pane, view));
      return () => views.forEach((view, pane) => hideView(pane, view));
    },
    [diff, models, rendered],
  );
  const label = `Difference of ${left.label} and ${right.label}`;
  const same = diff.rows.length > 0 && diff.counts.same === diff.rows.length;
  return (
    <ReadingFrame
      {...frame}
      class={`${frame.class} diff-view`}
      label={label}
      note={same ? 'The traces are the same.' : undefined}
      reader="diff"
      panes={[0, 1]}
      rulerRows={ruler}
    >
      <div class="lines" ref={lines} />
    </ReadingFrame>
  );
}
