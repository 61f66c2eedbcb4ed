/** One line of `events.jsonl`: what happened when. Appended only. Never holds text of a prompt or a sample. */
import type { HarnessErrorCode, ServerCapability } from './adapter';
import type { EvalState } from './states';

export type EvalEvent = { /** ISO 8601, UTC. */ at: string } & EvalEventBody;

export type EvalEventBody =
  | { type: 'run.created' }
  | { type: 'run.state'; from: EvalState; to: EvalState; attempt: number; reason?: string }
  | { type: 'capability'; capability: ServerCapability }
  /** Somebody wanted it resumed on another model than before: as its server listed them. */
  | { type: 'model.accepted'; servedModel: string; before: string; now: string }
  | { type: 'chunk.started'; id: string }
  | { type: 'chunk.retry'; id: string; why: string; attempt: number }
  | { type: 'chunk.done'; id: string; n: number; finish: Record<string, number>; ms: number; tokens?: number }
  | { type: 'chunk.failed'; id: string; code: HarnessErrorCode; message: string }
  | { type: 'engine.state'; raw: string }
  | { type: 'fetch.done'; ids: string[]; bytes: number }
  | { type: 'warning'; code: WarningCode; message: string }
  | { type: 'run.closed'; state: EvalState };

/**
 * `field-not-sent`: the server refuses a sampler field. `choices-missing`: fewer choices than asked for.
 * `duplicate-choices`: equal texts under different seeds. `server-changed`: another model or version answers.
 * `corrupt-chunk`: a chunk was thrown away and is drawn again.
 */
export type WarningCode =
  'field-not-sent' | 'choices-missing' | 'duplicate-choices' | 'server-changed' | 'corrupt-chunk';
