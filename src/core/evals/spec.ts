/**
 * What an eval is to draw: the content of `run.json`. On disk and here the names are the same, because the Python worker
 * and other people's tools read the file too. It holds no secret and no address.
 *
 * The file never changes but for one thing: `n` may grow, and `chunks` with it. Everything else is a new eval.
 */
import type { Chunk } from './plan';

export const evalSchema = 'trace-inspector-eval/1';

export interface EvalSpec {
  schema: typeof evalSchema;
  /** ULID: sorts by time. Name of the directory, and of the jobs of an engine. */
  evalId: string;
  /** ISO 8601, UTC. */
  createdAt: string;
  /** `+1,024 RL on 5 problems`. */
  title: string;
  /** `specHashOf`: equal for everything whose samples may be added up. */
  specHash: string;
  source: EvalSource;
  problems: EvalProblem[];
  models: EvalModel[];
  /** Samples of each problem and model, from index 0. */
  n: number;
  /** The values that `n` had before, ascending: chunks end there. */
  grown?: number[];
  sampling: Sampling;
  chunking: { nPerRequest: number };
  grader?: GraderName;
  /** Which target of the user's settings; `fingerprint` is what its adapter made of the settings when the eval was made. */
  target: { id: string; adapter: string; fingerprint: string };
  /** Fields of `sampling` that the server refused; every sample was drawn without them. */
  notSent: string[];
  tool: { version: string };
  /** The plan: `planOf` of the rest of the file. A file whose chunks differ from that is refused. */
  chunks: Chunk[];
}

/** Where the prompts come from. */
export interface EvalSource {
  /** Label of the run in the comparison whose prompts are used. */
  run: string;
  /** File name of the comparison, without folders. */
  comparison?: string;
  /** Field of the dump that holds the prompt: `prompt`, `input`, `messages`. Absent: only the question was there. */
  promptField?: string;
  /** How the prompt was made of it where it is not the dump's own: `question only, chat template of the server`. */
  templateNote?: string;
}

/** One problem, with the exact text that is sent (`prompt`: as it is; `messages`: as a chat). */
export type EvalProblem = {
  /** As in the dump and the comparison, so that samples find their problem again. Unique within the eval with `benchmark`. */
  id: string;
  benchmark?: string;
  /** First 16 hexadecimal digits of SHA-256 of the prompt, or of the canonical JSON of the messages. */
  promptHash: string;
  /** The question as the comparison shows it, for pairing; absent where the id is enough. */
  question?: string;
  /** Reference answer, for graders. Absent: samples stay unscored. */
  gold?: string;
  tags?: string[];
} & ({ prompt: string; messages?: undefined } | { messages: Message[]; prompt?: undefined });

export interface Message {
  role: string;
  content: string;
}

export interface EvalModel {
  /** Unique within the eval; stands in each sample. */
  name: string;
  role: 'base' | 'rl';
  /** What the server calls it. */
  servedName: string;
  revision?: string;
  /** Label of the run of the comparison that its samples add to; absent: they are a run of their own. */
  extends?: string;
}

/**
 * Every field is sent with every request, so that no server fills a gap from a checkpoint's own defaults. `top_k` -1 and
 * `min_p` 0 are off. Sample i of a problem has seed `seedBase + i`.
 */
export interface Sampling {
  temperature: number;
  top_p: number;
  top_k: number;
  min_p: number;
  repetition_penalty: number;
  presence_penalty: number;
  frequency_penalty: number;
  max_tokens: number;
  stop: string[];
  seedBase: number;
}

/** Who spoke a verdict. */
export interface GraderName {
  id: string;
  version: string;
}
