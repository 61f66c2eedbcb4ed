/** The chain that is read: its problem, its own text, and nothing else while its model is hidden. */
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { formatCount, formatNoun, formatOf } from '../../src/core/format';
import type { Verdict } from '../../src/core/runIndex';
import type { NamedSample, OpenQueue, QueuedChain } from '../../src/protocol/comparePage';
import { page } from '../state/page';
import type { Answer } from '../state/request';
import { reviewPage } from '../state/review';
import { useStore } from '../state/store';
import { ExactText } from '../traces/exactText';
import { useTextClass } from '../traces/pane';
import { ReadText } from '../traces/reading/readText';
import { verdictWords } from '../traces/samples';
import { Swatch } from '../ui/marks';

interface ChainProps {
  queue: OpenQueue;
  place: number;
  answer: Answer<QueuedChain>;
}

export function Chain({ queue, place, answer }: ChainProps): JSX.Element {
  const chain = answer.value;
  const { rendered } = useStore(page, (value) => value);
  const { questionOpen } = useStore(reviewPage, (value) => value);
  const element = useRef<HTMLElement>(null);
  useEffect(() => page.update({ pane: 0 }), []);
  useEffect(() => focusChain(element.current), [place]);
  const problem = queue.problems[queue.problemAt[place]];
  const words = `Chain ${formatOf(place + 1, queue.size)} of ${problem}`;
  return (
    <section class="chain" aria-label={words} ref={element}>
      <p class="chain-head">
        <b>{formatOf(place + 1, queue.size)}</b> <bdi>{problem}</bdi>
        {chain && (
          <span class="muted">
            <Model named={chain.named} /> · {answerWords(chain)}
          </span>
        )}
      </p>
      {questionOpen && (
        <ExactText
          class="statement chain-question"
          text={chain ? chain.question || 'This dump stores no question.' : ''}
          label={`Question of ${problem}`}
        />
      )}
      <ReadText
        key="chain"
        class={useTextClass(chain?.text ?? '')}
        text={chain?.text ?? ''}
        rendered={rendered}
        note={answer.error ?? noteOf(chain)}
        label={words}
        pane={0}
        place={chain && `review ${queue.id} ${place}`}
        onOther={() => document.querySelector<HTMLElement>('.verdict-button')?.focus()}
      />
    </section>
  );
}

function Model({ named }: { named: NamedSample | undefined }): JSX.Element {
  return named ? <Named named={named} /> : <>model hidden</>;
}

/** Run and sample of a chain. */
export function Named({ named: { run, label, sample } }: { named: NamedSample }): JSX.Element {
  return (
    <span class="named">
      {run >= 0 && <Swatch run={run} />}
      {label}, sample {formatCount(sample + 1)}
    </span>
  );
}

function answerWords({ verdict, tokens }: QueuedChain): string {
  const length = tokens < 0 ? '' : ` · ${formatNoun(tokens, 'token')}`;
  return `answer ${verdictWords[verdict as Verdict]}${length}`;
}

function noteOf(chain: QueuedChain | undefined): string | undefined {
  if (!chain) return undefined;
  if (!chain.hasText) return 'This dump stores no text for this sample, only its verdict.';
  return chain.text === '' ? 'The text of this sample is empty.' : undefined;
}

/** Arrows scroll the chain, and letters are verdicts: no field has the focus. */
function focusChain(element: HTMLElement | null): void {
  const { activeElement } = document;
  if (activeElement?.closest('.queue-list')) return;
  element?.querySelector<HTMLElement>('.trace-text')?.focus({ preventScroll: true });
}
