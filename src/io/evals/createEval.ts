/** From what the user chose to an eval on disk. */
import { basename, dirname, join } from 'node:path';
import { ulid } from 'ulid';
import { planSteps, promptHashOf, seedBaseOf, specHashOf, type Chunk, type Planned } from '../../core/evals/plan';
import { readSpecSteps } from '../../core/evals/readSpec';
import { evalSchema, type EvalProblem, type EvalSpec, type Sampling } from '../../core/evals/spec';
import { HarnessError } from '../../core/evals/adapter';
import { EvalStore } from './evalStore';
import { inSlices } from './inSlices';
import { sha256 } from './sha256';

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/** What is chosen; ids, hashes, seeds and plan are made here. */
export interface EvalDraft extends Pick<
  EvalSpec,
  'title' | 'source' | 'models' | 'n' | 'chunking' | 'grader' | 'target' | 'notSent' | 'tool'
> {
  problems: DistributiveOmit<EvalProblem, 'promptHash'>[];
  sampling: Omit<Sampling, 'seedBase'> & { seedBase?: number };
}

/** @throws HarnessError `config` when the draft is no eval (n = 0, a problem twice, …). */
async function specOf(draft: EvalDraft, now: number): Promise<EvalSpec> {
  const evalId = ulid(now);
  const problems = draft.problems.map((problem) => ({ ...problem, promptHash: promptHashOf(problem, sha256) }));
  const sampling = { ...draft.sampling, seedBase: draft.sampling.seedBase ?? seedBaseOf(evalId, sha256) };
  const createdAt = new Date(now).toISOString();
  const specHash = specHashOf({ ...draft, problems, sampling }, sha256);
  const plan = { ...draft, schema: evalSchema, evalId, createdAt, problems, sampling, specHash };
  const spec = { ...plan, chunks: await planInSlices(plan) };
  const checked = await inSlices(readSpecSteps(JSON.parse(JSON.stringify(spec)), evalId, sha256));
  if (!checked.spec) throw new HarnessError('config', `No eval can be made of this: ${checked.why}`);
  return checked.spec;
}

/** `aime24.traces.json` → `aime24.evals`, beside it. */
export function evalsDirOf(comparisonPath: string): string {
  const name = basename(comparisonPath).replace(/(\.traces)?\.json$/, '');
  return join(dirname(comparisonPath), `${name}.evals`);
}

/** @throws HarnessError when the directory can't be written. */
export async function createEval(comparisonPath: string, draft: EvalDraft, now = Date.now()): Promise<EvalStore> {
  const spec = await specOf(draft, now);
  const store = await EvalStore.create(join(evalsDirOf(comparisonPath), spec.evalId), spec);
  store.tell({ type: 'run.created' });
  await store.settled();
  return store;
}

/**
 * More samples of the same: indices go on, chunks that are there stay.
 *
 * @param n the new number of samples of each problem and model
 * @throws HarnessError `config` unless it is larger than the present one.
 */
export async function extendEval(store: EvalStore, n: number): Promise<EvalSpec> {
  const read = await store.readSpec();
  if (!read.spec) throw new HarnessError('config', `This eval can't be extended: ${read.why}`);
  const { spec } = read;
  if (n <= spec.n) throw new HarnessError('config', `This eval draws ${spec.n} samples already; ${n} is not more.`);
  const grown = { ...spec, n, grown: [...(spec.grown ?? []), spec.n] };
  const extended = { ...grown, chunks: await planInSlices(grown) };
  await store.writeSpec(extended);
  return extended;
}

function planInSlices(spec: Planned): Promise<Chunk[]> {
  return inSlices(
    (function* () {
      const chunks: Chunk[] = [];
      for (const chunk of planSteps(spec, sha256)) {
        chunks.push(chunk);
        yield;
      }
      return chunks;
    })(),
  );
}
