/** Below the chain: the four verdicts with their keys, a reason, and the verdict given last. */
import type { JSX } from 'preact';
import { formatCount } from '../../src/core/format';
import type { OpenQueue } from '../../src/protocol/comparePage';
import type { ChainVerdict } from '../../src/core/review/verdicts';
import { judge, reviewPage, undoVerdict } from '../state/review';
import { useStore } from '../state/store';
import { TextField } from '../ui/controls';
import { Kbd } from '../ui/marks';
import { Named } from './chain';
import { ChainGlyph, verdictKeys, verdictOrder } from './words';

export function VerdictBar({ queue, place }: { queue: OpenQueue; place: number }): JSX.Element {
  const { reason, error } = useStore(reviewPage, (value) => value);
  return (
    <div class="verdict-bar">
      <div class="verdict-buttons" role="group" aria-label="Verdict on this chain">
        {verdictOrder.map((verdict) => (
          <VerdictButton key={verdict} verdict={verdict} isGiven={queue.verdicts[place] === verdict} />
        ))}
        <TextField
          class="reason-field"
          label="Reason, optional"
          placeholder="reason"
          value={reason}
          onInput={(text) => reviewPage.update({ reason: text })}
          end={
            <i slot="end" class="field-key">
              <Kbd>e</Kbd>
            </i>
          }
        />
      </div>
      <p class="last-verdict" role="status">
        {error ? <span class="warning-word">{error}</span> : <Last queue={queue} />}
      </p>
    </div>
  );
}

function VerdictButton({ verdict, isGiven }: { verdict: ChainVerdict; isGiven: boolean }): JSX.Element {
  return (
    <button type="button" class="verdict-button" aria-pressed={isGiven} onClick={() => void judge(verdict)}>
      <ChainGlyph verdict={verdict} /> {verdict} <Kbd>{verdictKeys[verdict]}</Kbd>
    </button>
  );
}

/** Only here the model of a blind queue is named: the verdict has been given. */
function Last({ queue }: { queue: OpenQueue }): JSX.Element | null {
  const { last } = queue;
  if (!last) return <>no verdict yet</>;
  const problem = queue.problems[queue.problemAt[last.place]];
  return (
    <>
      last: {formatCount(last.place + 1)} {last.verdict}
      {last.reason && (
        <>
          , “<bdi>{last.reason}</bdi>”
        </>
      )}{' '}
      · <bdi>{problem}</bdi> was <Named named={last.named} /> ·{' '}
      <button type="button" class="link" onClick={() => void undoVerdict()}>
        undo
      </button>{' '}
      <Kbd>u</Kbd>
    </>
  );
}
