import type { Path, ScanPlan } from '../scan/plan';
import type { JsonObject } from './probe';

/** What an adapter may look at: the first documents of a file, parsed, with long strings shortened and long lists cut. */
export interface Probe {
  /** Path as given; a hint for ties, never enough on its own. */
  path: string;
  container: ScanPlan['container'];
  /** `lines`: the first rows (at most 20). `document`: one value, its lists and objects cut after 64 entries. */
  documents: unknown[];
  /** `lines`: a few rows from further on in a file with more of them (lm-eval writes all rows of one filter after another). */
  later?: unknown[];
}

/** One way to read verdicts out of a dump (EvalPlus: base tests, or base and plus). */
export interface VerdictChoice {
  id: string;
  /** Shown to people: `base tests pass`. */
  label: string;
  plan: ScanPlan;
  /** All values looked at are 0 and 1, so that their mean is the share of correct samples. */
  isZeroOne?: boolean;
}

export interface Detection {
  /** 0…1: 0.9 and above, keys that only this format has; 0.5, a good guess; the surest adapter wins. */
  confidence: number;
  /** The first is the default rule. Never empty unless `without` is set. */
  choices: VerdictChoice[];
  /**
   * `verdicts`: holds verdicts for the samples of a companion file and no samples of its own. `either`: holds verdicts and no
   * texts; they are joined to an unscored companion, and counted by themselves without one. `samples`: a companion has more.
   */
  part?: 'samples' | 'verdicts' | 'either';
  /** Training steps that the rows looked at name, where the plan has the role `step`; in order of appearance. */
  steps?: number[];
  /** The file is known and holds no samples: one sentence that says what it is and what to open instead. */
  without?: string;
}

/**
 * For dumps whose documents no plan can describe (a message tree, parallel arrays, a container that is not JSON): each
 * document is rewritten once into rows, which are kept as a file of JSON lines and read like any dump. Pure.
 */
export interface Reshape {
  /** What one document is, from the root of the file; `''`: the whole file, or a row of JSONL. `samples[]`: one element each. */
  each: Path;
  /** 0…1 as `Detection.confidence`, decided on the original documents. */
  recognise(probe: Probe): number;
  /** What the file says of the whole run beside its samples, as far as the probe has it. */
  header?(probe: Probe): JsonObject | undefined;
  /** Raised whenever `rows` makes others of the same document, so that kept ones are made anew; absent: 1. */
  version?: number;
  /** Rows of one document, none for one that holds no samples. Never throws for what is in it. */
  rows(document: unknown): JsonObject[];
}

/** One file format. Adding one is this object in a file of its own, its line in `registry.ts`, and a fixture. */
export interface Adapter {
  /** Stable, stored in comparison files: `math_eval`. */
  id: string;
  /** Shown to people: `math_eval (limit-of-RLVR, SimpleRL, Qwen2.5-Math)`. */
  label: string;
  /** Decides by content; undefined: not this format. */
  detect(probe: Probe): Detection | undefined;
  /** Set: `detect` is asked about the rewritten rows, and never about a file as it is. */
  reshape?: Reshape;
  /** Files of equal key are seeds or shards of one run. Without it each file is a run. Pure string work on the path. */
  runKey?(path: string): string;
  /** Paths, if they exist, that are twins of this one (samples beside results); the better one is read, or both joined. */
  companions?(path: string): string[];
}
