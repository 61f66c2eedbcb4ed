/** The steps of the trace in focus, one line each, beside the traces of a wide page. A click goes there. */
import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { formatCount } from '../../../src/core/format';
import { useStore } from '../../state/store';
import { segmentsOf } from '../visibleText';
import { textViews } from './textView';
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
  return (
    <nav class="outline" aria-label="Steps" tabIndex={0}>
      {lines.map(({ start, words, mark }, step) => (
        <button
          key={step}
          type="button"
          tabIndex={-1}
          class={`outline-step ${mark}`}
          onClick={() => textViews.get()[pane]?.goTo(start)}
        >
          <span class="outline-number">{formatCount(step + 1)}</span>
          <bdi class="outline-words">{words}</bdi>
        </button>
      ))}
    </nav>
  );
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
