import { canonicalJson } from './canonicalJson';
import type { EvalModel, EvalProblem, EvalSpec } from './spec';

/** Lower-case hexadecimal SHA-256 of a text's UTF-8. Passed in: the core has no digest of its own. */
export type Sha256 = (text: string) => string;

/** Samples `start … start + n - 1` of one problem by one model: what is drawn, kept and lost as a whole. */
export interface Chunk {
  /** `chunkId`; its file is `chunks/<id>.jsonl`. */
  id: string;
  /** `EvalModel.name`. */
  model: string;
  /** `EvalProblem.id`, and its benchmark where ids are unique only there. */
  problem: string;
  benchmark?: string;
  start: number;
  n: number;
  /** Of the first sample; sample i has `seed + i`. */
  seed: number;
}

/**
 * What must change for a chunk to be another one. Problem ids are in it, because two problems of a benchmark may have the
 * same prompt.
 */
const planVersion = 1;

/** What the plan is made of. */
export type Planned = Pick<EvalSpec, 'problems' | 'models' | 'n' | 'grown' | 'sampling' | 'chunking'>;

/**
 * All chunks of an eval, in the order in which they are drawn: the first samples of every problem and model before the
 * second ones, so that partial results are fair to all. With a larger `n` the old chunks stay as they are, except that a
 * last chunk which is not full is followed by one that starts where it ends.
 *
 * @throws RangeError unless n and nPerRequest are whole numbers of at least 1.
 */
export function planOf(spec: Planned, sha256: Sha256): Chunk[] {
  return [...planSteps(spec, sha256)];
}

/** `planOf` one chunk at a time: thousands of hashes take longer than a window may be held up. */
export function* planSteps(spec: Planned, sha256: Sha256): Generator<Chunk> {
  const { nPerRequest } = spec.chunking;
  const grown = spec.grown ?? [];
  for (const value of [spec.n, nPerRequest, ...grown])
    if (!Number.isInteger(value) || value < 1) throw new RangeError(`A plan can't be made of n = ${value}.`);
  const sampling = canonicalJson(spec.sampling);
  const { seedBase } = spec.sampling;
  let from = 0;
  for (const to of [...grown.filter((n) => n < spec.n), spec.n]) {
    for (let start = from; start < to; start += nPerRequest)
      for (const problem of spec.problems)
        for (const model of spec.models)
          yield chunkOf(model, problem, sampling, seedBase + start, start, Math.min(nPerRequest, to - start), sha256);
    from = to;
  }
}

function chunkOf(
  model: EvalModel,
  problem: EvalProblem,
  sampling: string,
  seed: number,
  start: number,
  n: number,
  sha256: Sha256,
): Chunk {
  const { id: name, benchmark, promptHash } = problem;
  const key = [planVersion, modelKey(model), benchmark ?? null, name, promptHash, sampling, start, n, seed];
  const id = sha256(canonicalJson(key)).slice(0, 16);
  return { id, model: model.name, problem: name, ...(benchmark !== undefined && { benchmark }), start, n, seed };
}

const modelKey = ({ name, servedName, revision }: EvalModel): unknown => [name, servedName, revision ?? null];

/**
 * Equal for evals whose samples are draws of the same: problems, prompts, models and sampling, but neither n nor who asked
 * for them where. First 16 hexadecimal digits of SHA-256.
 */
export function specHashOf(
  { problems, models, sampling }: Pick<Planned, 'problems' | 'models' | 'sampling'>,
  sha256: Sha256,
): string {
  const prompts = problems.map(({ id, benchmark, promptHash }) => [benchmark ?? null, id, promptHash]);
  return sha256(canonicalJson([planVersion, models.map(modelKey), prompts, sampling])).slice(0, 16);
}

/** `EvalProblem.promptHash`. */
export function promptHashOf(prompt: Pick<EvalProblem, 'prompt' | 'messages'>, sha256: Sha256): string {
  return sha256(prompt.prompt ?? canonicalJson(prompt.messages ?? [])).slice(0, 16);
}

/** Seeds of one eval fit into a block of this many; a problem never has more samples in one eval. */
export const seedStride = 65_536;

/**
 * Base of an eval's seeds: a block of its own, below 2^31 (the largest seed that every server takes). Two evals with the
 * same base would draw the same samples again and count them twice; two meet with chance 1 in 32,000.
 */
export function seedBaseOf(evalId: string, sha256: Sha256): number {
  return (parseInt(sha256(evalId).slice(0, 8), 16) % 32_767) * seedStride;
}
