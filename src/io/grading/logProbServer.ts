/** Asks an OpenAI-compatible server how likely a trace is behind its prompt. Which way it can be asked is found out once. */
import { HarnessError } from '../../core/evals/adapter';
import { fromEcho, fromPromptLogProbs, tokenIds, type TraceLogProb } from '../../core/evals/grading/logProbAnswer';
import { Malformed } from '../../core/evals/narrow';
import type { StoredPrompt } from '../../core/evals/promptOf';
import { sleep, systemClock } from '../evals/systemClock';
import { RequestFailed, type HttpClient } from '../evals/httpClient';

export interface ServerToAsk {
  /** Ends in `/v1/`. */
  base: URL;
  token?: string;
  /** Name under which the server serves the model. */
  model: string;
}

/** `prompt_logprobs`: vLLM. `echo`: servers that say back what they were given. */
export type Way = 'prompt_logprobs' | 'echo';

/** The server refuses or garbles this trace; others may go. */
export class TraceRefused extends Error {}

const mostTries = 5;
const firstWaitMs = 500;

export class LogProbServer {
  way: Way | undefined;
  private promptIds: { prompt: StoredPrompt; ids: number[] } | undefined;

  constructor(
    private readonly client: HttpClient,
    private readonly server: ServerToAsk,
  ) {}

  /**
   * @throws TraceRefused for this trace alone; HarnessError when the server can't be asked at all, with the reason;
   * AbortError when stopped.
   */
  async score(prompt: StoredPrompt, trace: string, signal: AbortSignal): Promise<TraceLogProb> {
    this.way ??= await this.findWay(prompt, trace, signal);
    try {
      return await this.ask(this.way, prompt, trace, signal);
    } catch (error) {
      if (error instanceof Malformed) throw new TraceRefused(error.message);
      if (error instanceof RequestFailed && error.failure.kind === 'status' && isRefusal(error.failure.status))
        throw new TraceRefused(error.failure.message || `HTTP ${error.failure.status}`);
      throw this.asHarnessError(error);
    }
  }

  private async findWay(prompt: StoredPrompt, trace: string, signal: AbortSignal): Promise<Way> {
    const reasons: string[] = [];
    for (const way of ['prompt_logprobs', 'echo'] as const)
      try {
        await this.ask(way, prompt, trace.slice(0, 200) || ' ', signal);
        return way;
      } catch (error) {
        const isNo =
          error instanceof RequestFailed && error.failure.kind === 'status' && isRefusal(error.failure.status);
        if (!isNo && !(error instanceof Malformed)) throw this.asHarnessError(error);
        reasons.push(`${way}: ${error.message}`);
      }
    throw new HarnessError(
      'config',
      `${this.server.base.host} tells no log-probabilities of a text that it is given (${reasons.join('; ')}). vLLM does, and servers with echo and logprobs such as llama-cpp-python; the server of llama.cpp and Ollama do not.`,
    );
  }

  private ask(way: Way, prompt: StoredPrompt, trace: string, signal: AbortSignal): Promise<TraceLogProb> {
    return way === 'echo' ? this.askEcho(prompt, trace, signal) : this.askPrompt(prompt, trace, signal);
  }

  private async askPrompt(prompt: StoredPrompt, trace: string, signal: AbortSignal): Promise<TraceLogProb> {
    const before = await this.idsOf(prompt, signal);
    const behind = await this.tokenize({ prompt: trace, add_special_tokens: false }, signal);
    if (before.length === 0 || (behind.length === 0 && trace !== '')) throw new Malformed('it does not tokenize');
    const ids = [...before, ...behind];
    const fields = { prompt: ids, max_tokens: 1, prompt_logprobs: 0, stream: false };
    return fromPromptLogProbs(await this.post('completions', fields, signal), ids, before.length);
  }

  /** The same prompt is asked about many times in a row. */
  private async idsOf(prompt: StoredPrompt, signal: AbortSignal): Promise<number[]> {
    if (this.promptIds?.prompt === prompt) return this.promptIds.ids;
    const sent = prompt.messages
      ? { messages: prompt.messages, add_generation_prompt: true }
      : { prompt: prompt.prompt, add_special_tokens: true };
    const ids = await this.tokenize(sent, signal);
    this.promptIds = { prompt, ids };
    return ids;
  }

  private async tokenize(fields: object, signal: AbortSignal): Promise<number[]> {
    return tokenIds(await this.post('../tokenize', fields, signal));
  }

  private async askEcho(prompt: StoredPrompt, trace: string, signal: AbortSignal): Promise<TraceLogProb> {
    if (prompt.messages) throw new Malformed('a prompt of messages can only be scored by a server that tokenizes it');
    // A token is drawn and passed over: some servers take 0 for no limit.
    const fields = {
      prompt: prompt.prompt + trace,
      echo: true,
      logprobs: 1,
      max_tokens: 1,
      temperature: 0,
      stream: false,
    };
    return fromEcho(await this.post('completions', fields, signal), prompt.prompt, trace);
  }

  private async post(path: string, fields: object, signal: AbortSignal): Promise<unknown> {
    const { base, token, model } = this.server;
    const body = JSON.stringify({ model, ...fields });
    for (let tries = 1; ; tries++)
      try {
        let text = '';
        await this.client.call(
          { method: 'POST', url: new URL(path, base), token, body, signal },
          (piece) => (text += piece),
        );
        return parsed(text);
      } catch (error) {
        if (!isPassing(error) || tries === mostTries) throw error;
        const { failure } = error;
        const asked = failure.kind === 'status' ? failure.retryAfterMs : undefined;
        await sleep(systemClock, asked ?? firstWaitMs * 2 ** (tries - 1), signal);
        signal.throwIfAborted();
      }
  }

  private asHarnessError(error: unknown): unknown {
    if (!(error instanceof RequestFailed)) return error;
    const { failure } = error;
    const { host } = this.server.base;
    if (failure.kind === 'unreachable')
      return new HarnessError('unreachable', `${host} can't be reached: ${failure.message}.`, { retryable: true });
    if (failure.kind === 'status' && (failure.status === 401 || failure.status === 403))
      return new HarnessError('auth', `${host} answers ${failure.status}: the token is missing or wrong.`);
    return new HarnessError(
      'engine',
      `${host} gave no answer (${error.message}). What was scored is kept; score again to go on.`,
    );
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Malformed('the answer must be JSON');
  }
}

/** It will not answer this, however often it is asked. */
const isRefusal = (status: number): boolean => [400, 404, 405, 413, 422, 501].includes(status);

function isPassing(error: unknown): error is RequestFailed {
  if (!(error instanceof RequestFailed)) return false;
  const { failure } = error;
  return failure.kind === 'broken' || (failure.kind === 'status' && [408, 429, 502, 503, 504].includes(failure.status));
}
