/** What happens to an eval in words: its state, and a line of the log. */
import type { EvalEventBody } from './events';
import type { EvalState } from './states';

/** States as people read them. */
export const stateWords: Record<EvalState, string> = {
  draft: 'not started',
  preparing: 'preparing',
  submitting: 'submitting',
  queued: 'queued',
  running: 'running',
  waiting: 'waiting for the target',
  collecting: 'collecting',
  cancelling: 'cancelling',
  completed: 'completed',
  completedWithGaps: 'completed with gaps',
  cancelled: 'cancelled',
  failed: 'failed',
  interrupted: 'interrupted',
  lost: 'lost',
};

/** One line of the log; undefined for what would flood it. */
export function eventWords(event: EvalEventBody): string | undefined {
  switch (event.type) {
    case 'run.state':
      return `${stateWords[event.from]} → ${stateWords[event.to]}, attempt ${event.attempt}${event.reason ? `: ${event.reason}` : ''}`;
    case 'chunk.retry':
      return `chunk ${event.id} is asked for again (${event.attempt}): ${event.why}`;
    case 'chunk.failed':
      return `chunk ${event.id} failed (${event.code}): ${event.message}`;
    case 'warning':
      return event.message;
    case 'engine.state':
      return `the engine says ${event.raw}`;
    case 'model.accepted':
      return `resumed although ${event.servedModel} is now "${event.now}", before "${event.before}"`;
    case 'capability':
      return `${event.capability.servedModel} answers; ${event.capability.nMax} choices a request${event.capability.notSent.length > 0 ? `; not sent: ${event.capability.notSent.join(', ')}` : ''}`;
    default:
      return undefined;
  }
}
