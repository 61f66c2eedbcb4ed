/** What an eval may be doing, and what may follow what. Chunk files decide about samples; states only about the work. */
import type { HarnessErrorCode } from './adapter';

export const evalStates = [
  'draft',
  'preparing',
  'submitting',
  'queued',
  'running',
  'waiting',
  'collecting',
  'cancelling',
  'completed',
  'completedWithGaps',
  'cancelled',
  'failed',
  'interrupted',
  'lost',
] as const;

/**
 * `draft`: saved, not started. `waiting`: the target can't be reached; tried again for as long as it takes.
 * `collecting`: the engine has ended, the last chunks are fetched. `completedWithGaps`: some chunks failed for good.
 * `interrupted`: its driver's window went away. `lost`: the engine no longer knows the job and chunks are missing.
 */
export type EvalState = (typeof evalStates)[number];

const beforeEnd = ['waiting', 'failed', 'cancelling', 'interrupted', 'lost'] as const;

/** Legal next states. From where nothing works, `preparing` is the way on: same eval, attempt + 1, what is missing. */
export const transitions: Readonly<Record<EvalState, readonly EvalState[]>> = {
  draft: ['preparing'],
  preparing: ['submitting', 'collecting', 'waiting', 'failed', 'cancelling', 'interrupted'],
  submitting: ['queued', 'running', ...beforeEnd],
  queued: ['running', 'collecting', ...beforeEnd],
  running: ['queued', 'collecting', ...beforeEnd],
  waiting: [
    'preparing',
    'submitting',
    'queued',
    'running',
    'collecting',
    'failed',
    'cancelling',
    'interrupted',
    'lost',
  ],
  collecting: ['completed', 'completedWithGaps', ...beforeEnd],
  cancelling: ['cancelled', 'completed', 'failed', 'interrupted', 'lost'],
  completed: ['preparing'],
  completedWithGaps: ['preparing'],
  cancelled: ['preparing'],
  failed: ['preparing'],
  interrupted: ['preparing'],
  lost: ['preparing', 'cancelled'],
};

/** Nothing happens any more unless someone resumes it. Its samples stay. */
export function isResting(state: EvalState): boolean {
  return state === 'draft' || state === 'interrupted' || state === 'lost' || isEnded(state);
}

/** As `isResting`, and there is nothing that a reload should pick up or ask about. */
export function isEnded(state: EvalState): boolean {
  return state === 'completed' || state === 'completedWithGaps' || state === 'cancelled' || state === 'failed';
}

export const isLegal = (from: EvalState, to: EvalState): boolean => transitions[from].includes(to);

/** Content of `state.json`, replaced as a whole. */
export interface EvalStatus {
  evalId: string;
  state: EvalState;
  /** From 1, one more with each resume; 0 for a draft. */
  attempt: number;
  /** What `submit` returned; an adapter's own, unchecked when read back. */
  handle?: unknown;
  /** Where `poll` goes on; an adapter's own. */
  cursor?: unknown;
  counts: EvalCounts;
  /** ISO 8601, UTC. */
  startedAt?: string;
  endedAt?: string;
  updatedAt: string;
  error?: EvalProblemReport;
  /** `Adapter.fingerprint` of the target when it was last submitted. */
  targetFingerprint?: string;
}

/** Why it is where it is. */
export interface EvalProblemReport {
  code: HarnessErrorCode;
  /** One sentence: the thing, the way on. Redacted. */
  message: string;
  at: string;
}

export interface EvalCounts {
  chunks: number;
  chunksDone: number;
  chunksFailed: number;
  samples: number;
  samplesDone: number;
  /** Finish reason → samples. */
  finish: Record<string, number>;
}
