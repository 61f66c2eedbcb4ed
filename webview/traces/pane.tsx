/** One run's trace of the problem in focus. Rows of all panes share their heights (CSS subgrid). */
import type { JSX } from 'preact';
import type { SampleStrip } from '../../src/core/compare/strip';
import { useEffect, useRef } from 'preact/hooks';
import type { Problem, SampleRef, Trace } from '../../src/protocol/comparePage';
import type { Shown } from '../state/derived';
import { page } from '../state/page';
import { useRequest } from '../state/request';
import { useStore } from '../state/store';
import { runClass } from '../ui/marks';
import { AnswerLine } from './answerLine';
import { ExactText } from './exactText';
import { FindRuler } from './find/findRuler';
import { useTraceOnScreen } from './onScreen';
import { PaneHead, PaneStrip } from './paneHead';
import { useReadMarks } from './readMarks';
import { chooseSample, paneStrips, sampleKey, sampleWords, shownSample } from './samples';
import { looksLikeCode } from './visibleText';

interface PaneProps {
  shown: Shown;
  panes: number[];
  pane: number;
  /** Table row of the problem. */
  row: number;
  problem: Problem | undefined;
  focused: boolean;
  /** In one column only the focused pane shows its text. */
  withText: boolean;
  onPanes(panes: number[]): void;
  onOther(): void;
}

export function Pane(props: PaneProps): JSX.Element {
  const { shown, panes, pane, row, problem, focused } = props;
  const { state, view } = shown;
  const run = panes[pane];
  const id = state.table.ids[row];
  const { n, unscored } = state.table.runs[run];
  const present = n[row] >= 0;
  const behind = `${run} ${id} ${row} ${n[row] + unscored[row]} ${state.runs[run].verdict.id}`;
  const stripAnswer = useRequest('readStrip', present ? { problem: id, run } : undefined, behind);
  const strip = present ? stripAnswer.value : noSamples;
  const key = sampleKey(state, panes, pane);
  const sample = strip && strip.verdict.length > 0 ? shownSample(view, id, key, strip) : -1;
  const wanted = sample >= 0 ? { problem: id, run, sample } : undefined;
  const traceAnswer = useRequest('readTrace', wanted, `${behind} ${sample}`);
  useEffect(() => {
    if (strip) paneStrips.set(pane, strip);
    return () => void paneStrips.delete(pane);
  }, [strip, pane]);

  const read = useReadMarks(pane, present ? { problem: id, run } : undefined, behind);

  const head = {
    runs: state.runs,
    run,
    strip,
    sample: Math.max(0, sample),
    read,
    trace: traceAnswer.value,
    removable: panes.length > 1,
    onRun: (next: number) => props.onPanes(panes.with(pane, next)),
    onSample: (next: number) => chooseSample(id, key, next),
    onRemove: () => props.onPanes(panes.toSpliced(pane, 1)),
  };
  const label =
    strip && sample >= 0 ? `${state.runs[run].label}, ${sampleWords(strip, sample)}` : state.runs[run].label;
  return (
    <section
      class={`pane ${runClass(run)} ${focused ? 'pane-focused' : ''} ${props.withText ? '' : 'pane-folded'}`}
      aria-label={`Pane ${pane + 1}: ${label}`}
      onFocusCapture={() => page.update({ pane })}
      onPointerDown={() => page.update({ pane })}
    >
      <PaneHead {...head} />
      <PaneStrip {...head} error={stripAnswer.error} />
      {props.withText && (
        <>
          <TraceText trace={traceAnswer.value} error={traceAnswer.error} label={label} sample={wanted} {...props} />
          <AnswerLine trace={traceAnswer.value} problem={problem} countOnly={strip?.countOnly} />
        </>
      )}
    </section>
  );
}

const noSamples: SampleStrip = {
  verdict: new Uint8Array(),
  finish: new Uint8Array(),
  fileStarts: [],
  answers: [],
  otherAnswers: 0,
  noAnswer: 0,
};

/** Why there is nothing to read; undefined when there is, or may be soon. */
function noteOf(trace: Trace | undefined): string | undefined {
  if (!trace) return undefined;
  if (!trace.hasText) return 'This dump stores no text for this sample, only its verdict.';
  return trace.text === '' ? 'The text of this sample is empty.' : undefined;
}

interface TraceTextProps extends PaneProps {
  trace: Trace | undefined;
  error: string | undefined;
  label: string;
  sample: SampleRef | undefined;
}

/** Stays in the document from sample to sample, and with it the focus. */
function TraceText({ trace, error, label, sample, pane, panes, onOther }: TraceTextProps): JSX.Element {
  const { wrap, face } = useStore(page, (value) => value);
  const text = useRef<HTMLDivElement>(null);
  const exact = trace?.text ?? '';
  useTraceOnScreen(pane, sample, trace, text);
  const editorFace = face === 'editor' || (face === 'auto' && looksLikeCode(exact));
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Tab' || event.shiftKey || event.ctrlKey || event.altKey || panes.length < 2) return;
    event.preventDefault();
    onOther();
  };
  return (
    <>
      <ExactText
        class={`pane-text trace-text ${editorFace ? 'editor-face' : ''} ${wrap ? '' : 'unwrapped'}`}
        text={exact}
        note={error ?? noteOf(trace)}
        label={`Trace of ${label}`}
        numbered
        elementRef={text}
        onKeyDown={onKeyDown}
        key={pane}
      />
      <FindRuler pane={pane} length={exact.length} />
    </>
  );
}
