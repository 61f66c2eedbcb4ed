/** Foot of a pane: the stored verdict, the extracted answer, the reference beside it. Never compares the two itself. */
import type { JSX } from 'preact';
import type { Problem, Trace } from '../../src/protocol/comparePage';
import type { Verdict } from '../../src/core/runIndex';
import { VerdictGlyph } from '../ui/marks';
import { countOnlyWords, verdictWords } from './samples';

export function AnswerLine({
  trace,
  problem,
  countOnly,
}: {
  trace: Trace | undefined;
  problem: Problem | undefined;
  /** See `SampleStrip.countOnly`. */
  countOnly?: boolean;
}): JSX.Element {
  if (!trace) return <div class="answer-line" />;
  return (
    <div class="answer-line">
      <VerdictGlyph verdict={trace.verdict} />
      <span class="muted">answer</span>
      {trace.answer === undefined ? <span class="muted">none</span> : <Value text={trace.answer} />}
      {problem?.reference !== undefined && (
        <>
          <span class="dot">·</span>
          <span class="muted">reference</span>
          <Value text={problem.reference} />
        </>
      )}
      <span class="dot">·</span>
      <span class="nowrap">
        {trace.verdict === 2
          ? countOnly
            ? countOnlyWords
            : 'unscored'
          : `scored ${verdictWords[trace.verdict as Verdict]}`}
      </span>
      {trace.note && (
        <span class="note end" title={trace.note}>
          {trace.note}
        </span>
      )}
    </div>
  );
}

/** Answers can be long, and are someone else's text: isolated, cut at the end of the line, whole in the title. */
function Value({ text }: { text: string }): JSX.Element {
  return (
    <bdi class="answer-value" title={text}>
      {text === '' ? '(empty)' : text}
    </bdi>
  );
}
