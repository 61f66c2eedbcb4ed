/**
 * Where an eval's samples are drawn. Targets come from the user's own settings and from nowhere else; what a directory on
 * disk says about one is data, never an address to connect to.
 */

/** One entry of the setting `traceInspector.targets`, as far as every adapter needs it. */
export interface Target {
  /** Matches `idPattern`. Stored in `run.json`, and looked up again from there. */
  id: string;
  /** Id of a registered adapter. */
  adapter: string;
  /** Shown to people: `vllm-a`. */
  label: string;
  /** Everything else that the entry holds, unchecked: each adapter narrows its own. Never a secret. */
  options: Readonly<Record<string, unknown>>;
}

/** Ids of targets, evals and chunks: safe as a file name, a job name and an argument. */
export const idPattern = /^[0-9A-Za-z_][0-9A-Za-z._-]{0,63}$/;
