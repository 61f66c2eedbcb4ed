/** The steps of the trace in focus, one line each, beside the traces of a wide page. A click goes there. */
import type { JSX } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { formatCount } from '../../../src/core/format';
import { useStore } from '../../state/store';
import { segmentsOf } from '../visibleText';
import { textViews, type TextView } from './textView';
import { modelOf } from './traceModel';

/** More does not fit. */
const MOST_WORDS = 60;

/** Keys go from step to step in the trace itself (`j`, `k`), so these lines are no stops of Tab. */
export function Outline({ pane }: { pane: number }): JSX.Element {
  const view = useStore(textViews, (value) => value[pane]);
  const lines = useMemo(() => {
    const { text, steps, stepCues, answerStep } = modelOf(view?.text ?? '');
    return steps.map(({ start, end }, step) => ({
      start,
      words: visibleWords(text.slice(start, Math.min(end, start + 2 * MOST_WORDS))),
      mark: step === answerStep ? 'outline-answer' : stepCues.has(step) ? 'outline-cue' : '',
    }));
  }, [view?.text]);
  const current = useCurrentStep(view);
  const list = useRef<HTMLElement>(null);
  useEffect(() => keepInView(list.current, current), [current]);
  return (
    <nav class="outline" aria-label="Steps" tabIndex={0} ref={list}>
      {lines.map(({ start, words, mark }, step) => (
        <button
          key={step}
          type="button"
          tabIndex={-1}
          class={`outline-step ${mark} ${step === current ? 'outline-current' : ''}`}
          aria-current={step === current ? 'step' : undefined}
          onClick={() => textViews.get()[pane]?.goTo(start)}
        >
          <span class="outline-number">{formatCount(step + 1)}</span>
          <bdi class="outline-words">{words}</bdi>
        </button>
      ))}
    </nav>
  );
}

/** The step that keys have made the current one while it is on screen, else the first on screen. */
function useCurrentStep(view: TextView | undefined): number {
  const [current, setCurrent] = useState(0);
  useEffect(() => {
    if (!view) return;
    const { reader } = view;
    let frame = 0;
    const look = () => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() => setCurrent(view.stepOfRow(reader.currentInView())));
    };
    look();
    const undo = [reader.watchCurrent(look), reader.watchNear(look)];
    reader.scroller.addEventListener('scroll', look, { passive: true });
    return () => {
      cancelAnimationFrame(frame);
      undo.forEach((stop) => stop());
      reader.scroller.removeEventListener('scroll', look);
    };
  }, [view]);
  return current;
}

function keepInView(list: HTMLElement | null, step: number): void {
  const line = list?.children[step];
  if (!list || !(line instanceof HTMLElement)) return;
  const [top, bottom] = [line.offsetTop - list.offsetTop, line.offsetTop - list.offsetTop + line.offsetHeight];
  if (top < list.scrollTop) list.scrollTop = top;
  else if (bottom > list.scrollTop + list.clientHeight) list.scrollTop = bottom - list.clientHeight;
}

/** The first words on one line, without what only says how they look; hidden characters by their codes. */
function visibleWords(text: string): string {
  const plain = text
    .replace(/\s+/g, ' ')
    .replace(/^[\s#>*`-]+/, '')
    .slice(0, MOST_WORDS);
  return segmentsOf(plain)
    .map(({ kind, raw, label }) => (kind === 'plain' ? raw : label))
    .join('');
}
