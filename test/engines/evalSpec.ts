/** Evals for tests, from as little as a test cares about. */
import { createHash } from 'node:crypto';
import { planOf, promptHashOf, specHashOf } from '../../src/core/evals/plan';
import { evalSchema, type EvalProblem, type EvalSpec, type Sampling } from '../../src/core/evals/spec';

export const sha256 = (text: string | Uint8Array): string => createHash('sha256').update(text).digest('hex');

export interface SpecChoices {
  evalId?: string;
  problems?: { id: string; prompt?: string; messages?: { role: string; content: string }[]; gold?: string }[];
  /** Names of models; the server calls them `served`. */
  models?: string[];
  servedName?: string;
  n?: number;
  nPerRequest?: number;
  sampling?: Partial<Sampling>;
  adapter?: string;
}

export function evalSpec(choices: SpecChoices = {}): EvalSpec {
  const asked = choices.problems ?? [{ id: 'p0', prompt: 'What is 1 + 1?' }];
  const problems = asked.map(
    (problem) =>
      ({
        ...problem,
        ...(!problem.messages && { prompt: problem.prompt ?? problem.id }),
        promptHash: '',
      }) as EvalProblem,
  );
  for (const problem of problems) problem.promptHash = promptHashOf(problem, sha256);
  const spec: EvalSpec = {
    schema: evalSchema,
    evalId: choices.evalId ?? '01JENGINES0000000000000001',
    createdAt: '2026-11-21T00:00:00Z',
    title: 'test',
    specHash: '',
    source: { run: 'base' },
    problems,
    models: (choices.models ?? ['base']).map((name) => ({
      name,
      role: 'base' as const,
      servedName: choices.servedName ?? 'served',
    })),
    n: choices.n ?? 8,
    sampling: {
      temperature: 0.6,
      top_p: 0.95,
      top_k: -1,
      min_p: 0,
      repetition_penalty: 1,
      presence_penalty: 0,
      frequency_penalty: 0,
      max_tokens: 64,
      stop: [],
      seedBase: 1000,
      ...choices.sampling,
    },
    chunking: { nPerRequest: choices.nPerRequest ?? 8 },
    target: { id: 'cluster', adapter: choices.adapter ?? 'slurm', fingerprint: 'test' },
    notSent: [],
    tool: { version: '0.0.0' },
    chunks: [],
  };
  spec.specHash = specHashOf(spec, sha256);
  spec.chunks = planOf(spec, sha256);
  return spec;
}

/** `count` problems p0, p1, … with prompts of their own, some hard to quote. */
export function problems(count: number, gold?: string): NonNullable<SpecChoices['problems']> {
  return Array.from({ length: count }, (_, i) => ({
    id: `p${i}`,
    prompt: `Problem ${i}: what's "${i}" + $(echo 1)?\n\\boxed{}`,
    ...(gold !== undefined && { gold }),
  }));
}
