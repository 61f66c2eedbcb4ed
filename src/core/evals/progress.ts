/** What the driver concludes: pure, so that every row is a test. */
import type { PollResult } from './adapter';
import type { Chunk } from './plan';
import type { EvalCounts, EvalState } from './states';

export function emptyCounts(chunks: readonly Chunk[]): EvalCounts {
  const samples = chunks.reduce((sum, { n }) => sum + n, 0);
  return { chunks: chunks.length, chunksDone: 0, chunksFailed: 0, samples, samplesDone: 0, finish: {} };
}

/** Adds a chunk with the finish reasons of its samples, in place: an eval may have thousands of chunks. */
export function countChunk(counts: EvalCounts, finish: readonly string[]): void {
  counts.chunksDone++;
  counts.samplesDone += finish.length;
  for (const reason of finish) counts.finish[reason] = (counts.finish[reason] ?? 0) + 1;
}

/** State that a poll leads to while the job is not over; undefined: it is over, the last chunks are to be collected. */
export function stateOf({ state }: Pick<PollResult, 'state'>): EvalState | undefined {
  return state === 'queued' || state === 'running' || state === 'waiting' ? state : undefined;
}

/**
 * Where an eval ends whose engine has ended and whose chunks have been collected. Whole only if every chunk is here,
 * whatever the engine says.
 *
 * @param isCancelling the user has asked for it
 */
export function endOf(
  polled: Pick<PollResult, 'state' | 'error'>,
  counts: EvalCounts,
  { isCancelling, isDetached }: { isCancelling: boolean; isDetached: boolean },
): EvalState {
  if (counts.chunksDone >= counts.chunks) return 'completed';
  if (isCancelling || polled.state === 'cancelled') return 'cancelled';
  if (polled.state === 'failed') return 'failed';
  if (polled.state === 'gone') return isDetached ? 'lost' : 'interrupted';
  return 'completedWithGaps';
}
