/** No queue is open: what a review is, and the queues there are. */
import type { JSX } from 'preact';
import { formatOf } from '../../src/core/format';
import type { ReviewState } from '../../src/protocol/comparePage';
import { act } from '../state/host';
import { showQueue } from '../state/review';
import { Button } from '../ui/controls';

export function Queues({ state }: { state: ReviewState }): JSX.Element {
  const { queues, problem } = state;
  return (
    <div class="empty queues">
      <h2>{queues.length === 0 ? 'No chain of thought has been reviewed yet.' : 'Review queues'}</h2>
      <p class="muted">
        A right answer may be a lucky guess. A queue holds the correct samples of hard problems in a seeded order; you
        say whether each chain is valid, without knowing which model wrote it.
      </p>
      {problem && <p class="warning-word">{problem}</p>}
      {queues.length > 0 && (
        <ul class="queue-cards">
          {queues.map(({ id, name, about, reviewer, read, size, blind }) => (
            <li key={id}>
              <button type="button" class="queue-card" onClick={() => showQueue(id)}>
                <b>
                  {read === 0 ? 'Start' : read < size ? 'Resume' : 'Show'}: {name}
                </b>
                <span>
                  {formatOf(read, size)} read by <bdi>{reviewer}</bdi>
                  {blind ? ', blind' : ''}
                </span>
                <span class="muted">{about}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      <div class="buttons">
        <Button secondary={queues.length > 0} onClick={() => act({ kind: 'newReviewQueue' })}>
          New Review Queue…
        </Button>
      </div>
    </div>
  );
}
