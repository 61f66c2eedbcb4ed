/** One run's trace of the problem in focus. Rows of all panes share their heights (CSS subgrid). */
import type { JSX } from 'preact';
import type { SampleStrip } from '../../src/core/compare/strip';
import { useEffect } from 'preact/hooks';
import type { Problem, SampleRef, Trace } from '../../src/protocol/comparePage';
import type { Shown } from '../state/derived';
import { page } from '../state/page';
import { useRequest } from '../state/request';
import { useStore } from '../state/store';
import { runClass } from '../ui/marks';
import { AnswerLine } from './answerLine';
import { useHeat } from './heat/useHeat';
import { useTraceOnScreen } from './onScreen';
import { PaneHead, PaneStrip } from './paneHead';
import { pairs, reasonOf } from './pairs';
import { ReadText } from './reading/readText';
import { useTags } from '../tags/useTags';
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
  /** In one column only the focused pane shows its text; `answer`: the text is shown as part of the difference. */
  show: 'head' | 'answer' | 'text';
  onPanes(panes: number[]): void;
  onOther(): void;
  /** The trace on screen changed; undefined: none yet. */
  onTrace(pane: number, shown: ShownTrace | undefined): void;
}

export interface ShownTrace {
  ref: SampleRef;
  trace: Trace;
  /** `base, sample 312 of 1,024`. */
  label: string;
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

  const trace = traceAnswer.value;
  const failed = (stripAnswer.error ?? traceAnswer.error) !== undefined;
  const pairState = useStore(pairs, (value) => value);
  const reason = strip && sample >= 0 ? reasonOf(pairState, { problem: id, key, sample, strip }) : '';
  const read = useReadMarks(pane, present ? { problem: id, run } : undefined, behind);
  useHeat(pane, wanted, trace, `${behind} ${sample}`);
  useTags(pane, wanted, trace, `${behind} ${sample} ${state.saved}`);
  const tests = useRequest('readTests', trace?.hasText ? wanted : undefined, `${behind} ${sample}`).value;
  useTraceOnScreen(pane, wanted, trace, props.show !== 'head');
  const head = {
    reason,
    runs: state.runs,
    run,
    strip,
    sample: Math.max(0, sample),
    read,
    trace,
    tests,
    problem,
    removable: panes.length > 1,
    onRun: (next: number) => props.onPanes(panes.with(pane, next)),
    onSample: (next: number) => chooseSample(id, key, next),
    onRemove: () => props.onPanes(panes.toSpliced(pane, 1)),
  };
  const label =
    strip && sample >= 0 ? `${state.runs[run].label}, ${sampleWords(strip, sample)}` : state.runs[run].label;
  useEffect(() => {
    // While the next one is on its way, the last one stays.
    if (trace && wanted) props.onTrace(pane, { ref: wanted, trace, label });
    else if (!present || failed || sample < 0) props.onTrace(pane, undefined);
  }, [trace, pane, present, failed, sample < 0]);
  return (
    <section
      class={`pane ${runClass(run)} ${focused ? 'pane-focused' : ''} ${props.show === 'text' ? '' : 'pane-folded'}`}
      aria-label={`Pane ${pane + 1}: ${label}`}
      onFocusCapture={() => page.update({ pane })}
      onPointerDown={() => page.update({ pane })}
    >
      <PaneHead {...head} />
      <PaneStrip {...head} error={stripAnswer.error} />
      {props.show === 'text' && (
        <TraceText trace={trace} error={traceAnswer.error} label={label} sample={wanted} {...props} />
      )}
      {props.show !== 'head' && <AnswerLine {...{ trace, problem, tests, pane }} countOnly={strip?.countOnly} />}
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
function TraceText({ trace, error, label, sample, pane, onOther }: TraceTextProps): JSX.Element {
  const { rendered } = useStore(page, (value) => value);
  const exact = trace?.text ?? '';
  return (
    <ReadText
      class={useTextClass(exact)}
      text={exact}
      rendered={rendered}
      note={error ?? noteOf(trace)}
      label={`Trace of ${label}`}
      pane={pane}
      place={sample && `${sample.run} ${sample.problem} ${sample.sample}`}
      onOther={onOther}
      key={pane}
    />
  );
}

/** Face and wrapping of a trace's text. */
export function useTextClass(text: string): string {
  const { wrap, face } = useStore(page, (value) => value);
  const editorFace = face === 'editor' || (face === 'auto' && looksLikeCode(text));
  return `${editorFace ? 'editor-face' : ''} ${wrap ? '' : 'unwrapped'}`;
}
