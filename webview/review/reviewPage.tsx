/** The Review page: one chain after the other, one key a verdict. */
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { formatCount } from '../../src/core/format';
import type { OpenQueue } from '../../src/protocol/comparePage';
import type { Shown } from '../state/derived';
import { showPage } from '../state/navigation';
import { loadReview, review, reviewPage, stopReview } from '../state/review';
import { useRequest } from '../state/request';
import { useStore } from '../state/store';
import { Button } from '../ui/controls';
import { Foot } from '../ui/foot';
import { Icon } from '../ui/icon';
import { Kbd } from '../ui/marks';
import { isNarrow, pageWidth } from '../ui/pageWidth';
import { Chain } from './chain';
import { QueueList } from './queueList';
import { Queues } from './queues';
import { SidePanel } from './sidePanel';
import { VerdictBar } from './verdictBar';

export function ReviewPage({ shown }: { shown: Shown }): JSX.Element {
  const state = useStore(review, (value) => value);
  useEffect(() => void loadReview(), []);
  const { queue: id, place } = shown.view.review;
  const queue = state?.queue?.id === id ? state.queue : undefined;
  // The host is told which queue is wanted a little later.
  const isComing = id !== '' && !queue && state?.queues.some((one) => one.id === id) === true;
  return (
    <main class="page review-page" id="page" role="tabpanel" aria-labelledby="tab-review">
      <Leaving />
      {queue ? (
        <Reading queue={queue} place={Math.min(place, queue.size - 1)} />
      ) : (
        state && !isComing && <Queues state={state} />
      )}
      <Foot hints={queue ? hints : []} />
    </main>
  );
}

function Reading({ queue, place }: { queue: OpenQueue; place: number }): JSX.Element {
  const width = useStore(pageWidth, (value) => value);
  const { aside } = useStore(reviewPage, (value) => value);
  const answer = useRequest('readChain', { queue: queue.id, place }, `${queue.id} ${place} ${queue.hidden}`);
  const reason = answer.value?.reason;
  useEffect(() => {
    if (reason !== undefined) reviewPage.update({ reason });
  }, [answer.value]);
  const list = <QueueList queue={queue} place={place} />;
  const side = <SidePanel queue={queue} />;
  const narrow = isNarrow(width);
  const wide = width === 'wide';
  return (
    <>
      <QueueBar queue={queue} narrow={narrow} wide={wide} />
      <div class={`review-room review-${narrow ? 'narrow' : wide ? 'wide' : 'medium'}`}>
        {!narrow && list}
        <div class="review-middle">
          {narrow && aside === 'queue' ? (
            list
          ) : !wide && aside === 'progress' ? (
            side
          ) : (
            <Chain queue={queue} place={place} answer={answer} />
          )}
          <VerdictBar queue={queue} place={place} />
        </div>
        {wide && side}
      </div>
    </>
  );
}

function QueueBar({ queue, narrow, wide }: { queue: OpenQueue; narrow: boolean; wide: boolean }): JSX.Element {
  return (
    <div class="context-bar">
      <h2 class="context-id queue-name">{queue.name}</h2>
      <span class="muted queue-about" title={queue.about}>
        {queue.about}
      </span>
      <span class="queue-state">
        {narrow && <AsideSwitch name="queue" words="queue" />}
        {!wide && <AsideSwitch name="progress" words={`${formatCount(queue.read)}/${formatCount(queue.size)}`} />}
        <Blindness queue={queue} />
        <span class="muted reviewer">
          reviewer: <bdi>{queue.reviewer}</bdi>
        </span>
        <button
          type="button"
          class="icon-button"
          aria-label="Stop, resume later"
          title="Stop, resume later  q"
          onClick={stopReview}
        >
          <Icon name="export" />
        </button>
      </span>
    </div>
  );
}

function AsideSwitch({ name, words }: { name: 'queue' | 'progress'; words: string }): JSX.Element {
  const { aside } = useStore(reviewPage, (value) => value);
  const isOn = aside === name;
  return (
    <button
      type="button"
      class="chip"
      aria-pressed={isOn}
      aria-label={name === 'progress' ? `Progress and rules, ${words}` : undefined}
      onClick={() => reviewPage.update({ aside: isOn ? 'none' : name })}
    >
      {words}
    </button>
  );
}

function Blindness({ queue: { hidden, blind, unblinded } }: { queue: OpenQueue }): JSX.Element {
  if (hidden)
    return (
      <span class="blind-sign blind" title="Runs and samples are hidden until the verdict is given">
        <Icon name="hidden" /> blind
      </span>
    );
  return <span class="blind-sign muted">{unblinded ? 'unblinded' : blind ? 'blind, read' : 'not blind'}</span>;
}

/** Another page was asked for in a blind queue: going there is a choice. */
function Leaving(): JSX.Element | null {
  const { leaving } = useStore(reviewPage, (value) => value);
  const stay = useRef<HTMLDivElement>(null);
  useEffect(() => stay.current?.focus(), [leaving]);
  if (!leaving) return null;
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') reviewPage.update({ leaving: undefined });
    else if (event.key === 'Enter' && event.target === event.currentTarget) showPage(leaving);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div
      class="leaving"
      role="alertdialog"
      aria-label="Leaving shows models"
      tabIndex={-1}
      ref={stay}
      onKeyDown={onKeyDown}
    >
      <span>
        <b>Leaving shows models.</b> The queue stays as it is; what you have seen then can’t be unseen.
      </span>
      <Button secondary onClick={() => showPage(leaving)}>
        Leave
      </Button>
      <Button onClick={() => reviewPage.update({ leaving: undefined })}>Stay</Button>
      <span class="muted">
        <Kbd>enter</Kbd> leaves, <Kbd>esc</Kbd> stays
      </span>
    </div>
  );
}

const hints = [
  { keys: ['v', 'x', 'a', 's'], does: 'verdict and next' },
  { keys: ['u'], does: 'undo' },
  { keys: ['e'], does: 'reason' },
  { keys: ['j', 'k'], does: 'step' },
  { keys: ['o'], does: 'statement' },
  { keys: ['r'], does: 'raw' },
  { keys: ['q'], does: 'stop, resume later' },
];
