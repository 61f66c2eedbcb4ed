/** Valid evals for tests, from as little as a test cares about. */
import { createHash } from 'node:crypto';
import { chunkText } from '../../../src/core/evals/readChunk';
import { planOf, promptHashOf, specHashOf, type Chunk, type Sha256 } from '../../../src/core/evals/plan';
import type { SampleLine } from '../../../src/core/evals/sampleLine';
import { evalSchema, type EvalProblem, type EvalSpec, type Sampling } from '../../../src/core/evals/spec';

export const sha256: Sha256 = (text) => createHash('sha256').update(text, 'utf8').digest('hex');

const sampling: Sampling = {
  temperature: 0.6,
  top_p: 0.95,
  top_k: -1,
  min_p: 0,
  repetition_penalty: 1,
  presence_penalty: 0,
  frequency_penalty: 0,
  max_tokens: 16_384,
  stop: [],
  seedBase: 0,
};

export interface SpecParts {
  problems?: number;
  n?: number;
  grown?: number[];
  nPerRequest?: number;
  sampling?: Partial<Sampling>;
  evalId?: string;
  chat?: boolean;
  fingerprint?: string;
  notSent?: string[];
  adapter?: string;
}

export function specWith(parts: SpecParts = {}): EvalSpec {
  const problems = Array.from({ length: parts.problems ?? 2 }, (_, i) => problemAt(i, parts.chat ?? false));
  const spec = {
    schema: evalSchema as typeof evalSchema,
    evalId: parts.evalId ?? '01JD8Q0000000000000000000A',
    createdAt: '2026-11-21T10:00:00.000Z',
    title: 'more samples',
    source: { run: 'RL', promptField: 'prompt' },
    problems,
    models: [{ name: 'rl-model', role: 'rl' as const, servedName: 'served', extends: 'RL' }],
    n: parts.n ?? 16,
    ...(parts.grown && { grown: parts.grown }),
    sampling: { ...sampling, ...parts.sampling },
    chunking: { nPerRequest: parts.nPerRequest ?? 8 },
    target: {
      id: 'vllm-a',
      adapter: parts.adapter ?? 'openai',
      fingerprint: parts.fingerprint ?? 'openai http://127.0.0.1',
    },
    notSent: parts.notSent ?? [],
    tool: { version: '0.1.0' },
  };
  return { ...spec, specHash: specHashOf(spec, sha256), chunks: planOf(spec, sha256) };
}

function problemAt(i: number, chat: boolean): EvalProblem {
  const content = `What is ${i} + ${i}?`;
  const prompt = chat ? { messages: [{ role: 'user', content }] } : { prompt: `Question: ${content}\nAnswer:` };
  return { id: `p${i}`, question: content, gold: `${2 * i}`, promptHash: promptHashOf(prompt, sha256), ...prompt };
}

export function linesOf(spec: EvalSpec, chunk: Chunk, textOf = (index: number) => `sample ${index}`): SampleLine[] {
  return Array.from({ length: chunk.n }, (_, i) => ({
    evalId: spec.evalId,
    chunkId: chunk.id,
    model: chunk.model,
    problem: chunk.problem,
    index: chunk.start + i,
    seed: chunk.seed + i,
    text: textOf(chunk.start + i),
    finish_reason: 'stop',
    t0: 1,
    t1: 2,
    server: { id: 'vllm-a' },
  }));
}

export const bytesOf = (spec: EvalSpec, chunk: Chunk): string => chunkText(linesOf(spec, chunk));
