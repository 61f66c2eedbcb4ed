/** What servers answer when they are asked how likely a text is. Every reader throws `Malformed` for anything else. */
import { asList, asNumber, asObject, asText, asWhole, Malformed, type Json } from '../narrow';

export interface TraceLogProb {
  tokens: number;
  /** Nats. */
  sumLogProb: number;
}

/** `/tokenize` of vLLM. Empty where a server does not know what it was asked. */
export function tokenIds(body: unknown): number[] {
  const { tokens } = asObject(body, 'answer');
  return asList(tokens, 'tokens', (id, where) => asWhole(id, where, 0), 10_000_000);
}

/**
 * `prompt_logprobs` of vLLM, for a prompt that was given as token ids: a list with an entry per token, each an object by
 * token id. The first is null, for nothing stands before it.
 *
 * @param ids of prompt and trace
 * @param promptTokens how many of them are the prompt's, at least 1
 */
export function fromPromptLogProbs(body: unknown, ids: readonly number[], promptTokens: number): TraceLogProb {
  if (promptTokens < 1) throw new Malformed('a prompt must have at least one token');
  const choice = firstChoice(body);
  const entries = asList(choice.prompt_logprobs, 'prompt_logprobs', (entry) => entry, 10_000_000);
  if (entries.length !== ids.length)
    throw new Malformed(`prompt_logprobs must have an entry for each of ${ids.length} tokens, not ${entries.length}`);
  let sumLogProb = 0;
  for (let i = promptTokens; i < ids.length; i++) {
    const where = `prompt_logprobs[${i}]`;
    const said = asObject(entries[i], where)[String(ids[i])];
    sumLogProb += asNumber(asObject(said, `${where} of its token`).logprob, `${where}.logprob`, -Infinity, 0);
  }
  return { tokens: ids.length - promptTokens, sumLogProb };
}

/**
 * `echo` with `logprobs`: tokens, their log-probabilities, and where each begins in the text, in code points. What was
 * drawn behind the text is passed over.
 *
 * @throws Malformed also when a token spans the end of the prompt, for then the trace's part of it is not known
 */
export function fromEcho(body: unknown, prompt: string, trace: string): TraceLogProb {
  const choice = firstChoice(body);
  if (!asText(choice.text, 'text', Infinity).startsWith(prompt + trace))
    throw new Malformed('text must begin with what was sent');
  const said = asObject(choice.logprobs, 'logprobs');
  const offsets = asList(said.text_offset, 'text_offset', (at, where) => asWhole(at, where, 0), 10_000_000);
  const values = asList(said.token_logprobs, 'token_logprobs', (value) => value, 10_000_000);
  const from = Array.from(prompt).length;
  const to = from + Array.from(trace).length;
  const first = offsets.findIndex((at) => at >= from);
  if (first < 0 || offsets[first] !== from) throw new Malformed('no token begins where the trace does: text_offset');
  let [tokens, sumLogProb] = [0, 0];
  for (let i = first; i < offsets.length && offsets[i] < to; i++) {
    sumLogProb += asNumber(values[i], `token_logprobs[${i}]`, -Infinity, 0);
    tokens++;
  }
  return { tokens, sumLogProb };
}

function firstChoice(body: unknown): Json {
  const { choices } = asObject(body, 'answer');
  return asObject(Array.isArray(choices) ? choices[0] : undefined, 'choices[0]');
}
