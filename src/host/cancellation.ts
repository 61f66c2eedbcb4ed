import { Cancelled } from '../protocol/rpc';

/** True for the errors by which work says that it was called off; they are never shown. */
export function isCancellation(error: unknown): boolean {
  if (error instanceof Cancelled) return true;
  // `AbortError` of Node and of `loadRun`; `Canceled` of the editor's `CancellationError`.
  return error instanceof Error && (error.name === 'AbortError' || error.name === 'Canceled');
}
