import type { EvalProblem, Sampling } from '../../../core/evals/spec';

export interface DrawRequest {
  problem: Pick<EvalProblem, 'prompt' | 'messages'>;
  servedName: string;
  sampling: Sampling;
  n: number;
  seed: number;
  stream: boolean;
  notSent: readonly string[];
}

/** Fields of a request by their name at the server; each of them may be refused, and is then `notSent`. */
export const droppable = [
  'top_k',
  'min_p',
  'repetition_penalty',
  'presence_penalty',
  'frequency_penalty',
  'top_p',
  'seed',
  'stop',
  'stream_options',
  'add_special_tokens',
] as const;

/** All sampler fields, always: a server fills what is absent from each checkpoint's own defaults. */
export function requestBody({ problem, servedName, sampling, n, seed, stream, notSent }: DrawRequest): string {
  const { seedBase: _, stop, ...fields } = sampling;
  const body = {
    model: servedName,
    ...(problem.messages ? { messages: problem.messages } : { prompt: problem.prompt }),
    ...fields,
    n,
    seed,
    ...(stop.length > 0 && { stop }),
    ...(problem.prompt !== undefined && beginsWithBos(problem.prompt) && { add_special_tokens: false }),
    stream,
    ...(stream && { stream_options: { include_usage: true } }),
  };
  return JSON.stringify(Object.fromEntries(Object.entries(body).filter(([field]) => !notSent.includes(field))));
}

/** The prompt begins with the token that servers would put there a second time. */
function beginsWithBos(prompt: string): boolean {
  return ['<s>', '<bos>', '<|begin_of_text|>', '<｜begin▁of▁sentence｜>'].some((bos) => prompt.startsWith(bos));
}

export const pathOf = ({ messages }: Pick<EvalProblem, 'messages'>): string =>
  messages ? 'chat/completions' : 'completions';
