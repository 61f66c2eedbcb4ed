/** The focused problem's question in full, between grid and foot, so that no row moves. */
import type { JSX } from 'preact';
import { useRequest } from '../state/request';
import { page } from '../state/page';
import { Icon } from '../ui/icon';
import { ExactText } from '../traces/exactText';

export function QuestionPanel({ problem, id }: { problem: number; id: string }): JSX.Element {
  const answer = useRequest('readProblem', { problem: id }, `${problem} ${id}`);
  return (
    <section class="question-panel" aria-label={`Question of ${id}`}>
      <div class="question-head">
        <strong>{id}</strong>
        {answer.value?.reference !== undefined && (
          <span class="muted">
            reference <b>{answer.value.reference}</b>
          </span>
        )}
        <button
          type="button"
          class="icon-button end"
          aria-label="Close the question"
          onClick={() => page.update({ questionOpen: false })}
        >
          <Icon name="close" />
        </button>
      </div>
      {answer.error && <p class="muted">{answer.error}</p>}
      {answer.value && (
        <ExactText
          class="question-text"
          text={answer.value.question || 'This dump stores no question.'}
          label={`Question of ${id}`}
        />
      )}
    </section>
  );
}
