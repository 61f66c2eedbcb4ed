/** What other extensions get from `vscode.extensions.getExtension(…).activate()`. Documented in `docs/api.md`. */
import { harnessApiVersion, HarnessError, type HarnessAdapter } from '../core/evals/adapter';
import type { Harnesses } from './evals/harnesses';

export interface TraceInspectorApi {
  /** Of `HarnessAdapter`; changes when adapters must be written anew. */
  readonly harnessApiVersion: number;
  /** The only error that an adapter may throw. */
  readonly HarnessError: typeof HarnessError;
  /**
   * Lets targets of the user's settings name a harness of yours.
   *
   * @param apiVersion that the adapter is written for
   * @returns what takes it away again; evals that it drives go on.
   * @throws Error for another version, or an id that is taken or can't stand in a file.
   */
  registerHarnessAdapter(adapter: HarnessAdapter, apiVersion: number): { dispose(): void };
}

export function apiOf(harnesses: Harnesses): TraceInspectorApi {
  return {
    harnessApiVersion,
    HarnessError,
    registerHarnessAdapter: (adapter, apiVersion) => harnesses.register(adapter, apiVersion),
  };
}
