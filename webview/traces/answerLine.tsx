/** Foot of a pane: the stored verdict, the extracted answer, the reference beside it. Never compares the two itself. */
import type { JSX } from 'preact';
import type { TestMessage } from '../../src/core/trace/testMessages';
import type { Problem, Trace } from '../../src/protocol/comparePage';
import type { Verdict } from '../../src/core/runIndex';
import { page } from '../state/page';
import { useStore } from '../state/store';
import { TraceTags } from '../tags/tagWords';
import { Icon } from '../ui/icon';
import { VerdictGlyph } from '../ui/marks';
import { countOnlyWords, verdictWords } from './samples';
import { TestMessages } from './tests';

interface AnswerLineProps {
  pane: number;
  trace: Trace | undefined;
  problem: Problem | undefined;
  /** What the tests of a code problem said; undefined until it is known. */
  tests: readonly TestMessage[] | undefined;
  /** See `SampleStrip.countOnly`. */
  countOnly?: boolean;
}

export function AnswerLine({ pane, trace, problem, tests = [], countOnly }: AnswerLineProps): JSX.Element {
  const open = useStore(page, ({ testsOpen }) => testsOpen);
  if (!trace) return <div class="answer-foot" />;
  const hasMore = tests.length > 0 || trace.note !== undefined;
  return (
    <div class="answer-foot">
      {open && hasMore && <TestMessages tests={tests} trace={trace} />}
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
        <TraceTags pane={pane} />
        {hasMore && (
          <button
            type="button"
            class="note end"
            aria-expanded={open}
            title={`${open ? 'Less' : 'In full'}  e`}
            onClick={() => page.update({ testsOpen: !open })}
          >
            <Icon name={open ? 'down' : 'right'} />
            <bdi class="note-words">{firstWords(tests, trace.note)}</bdi>
          </button>
        )}
      </div>
    </div>
  );
}

/** The sentence that says most: an error's, else the harness's, else the states of the tests. */
function firstWords(tests: readonly TestMessage[], note: string | undefined): string {
  const error = tests.find(({ name }) => name === 'error' || name === 'tests')?.text ?? note;
  if (error !== undefined) return error;
  const states = tests.filter(({ text }) => /^[a-z ]{1,20}$/.test(text));
  return states.length > 0 ? states.map(({ name, text }) => `${name}: ${text}`).join(' · ') : 'tests';
}

/** Answers can be long, and are someone else's text: isolated, cut at the end of the line, whole in the title. */
function Value({ text }: { text: string }): JSX.Element {
  return (
    <bdi class="answer-value" title={text}>
      {text === '' ? '(empty)' : text}
    </bdi>
  );
}
