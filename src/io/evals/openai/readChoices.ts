/** The answer of `/completions` and `/chat/completions`, streamed or in one piece, as choices by index. */
import { createParser } from 'eventsource-parser';
import { RequestFailed } from '../httpClient';
import { isJson, type Json } from '../../../core/evals/narrow';

export interface Choice {
  text: string;
  finish_reason: string;
}

export interface Answer {
  /** By index; a hole: the server gave none of that index. */
  choices: (Choice | undefined)[];
  usage?: { prompt_tokens?: number; completion_tokens?: number };
  /** Names itself. */
  model?: string;
  systemFingerprint?: string;
}

/** Characters of one trace that are kept; a server that sends more is not sending samples. */
const mostChars = 4_000_000;
const mostChoices = 4096;
/** Reasons that say that the server, not the model, ended the text. */
const broken = new Set(['abort', 'aborted', 'error', 'cancelled']);

export interface ChoiceReader {
  take(text: string): void;
  /** @throws RequestFailed unless every choice that began has a finish reason. */
  end(): Answer;
}

export function choiceReader(streamed: boolean): ChoiceReader {
  return streamed ? streamReader() : documentReader();
}

function streamReader(): ChoiceReader {
  const found = new Choices();
  let plain = '';
  let isStream = false;
  const parser = createParser({
    onEvent: ({ data }) => {
      isStream = true;
      if (data !== '[DONE]') found.add(parse(data));
    },
    maxBufferSize: 4 * mostChars,
    onError: ({ type }) => {
      if (type === 'max-buffer-size-exceeded') throw malformed();
    },
  });
  return {
    take: (text) => {
      // Some servers ignore `stream` and send one document.
      if (!isStream && plain.length < 4 * mostChars) plain += text;
      parser.feed(text);
    },
    end: () => {
      parser.reset({ consume: true });
      if (!isStream && plain.trimStart().startsWith('{')) found.add(parse(plain));
      return found.end();
    },
  };
}

function documentReader(): ChoiceReader {
  const pieces: string[] = [];
  let length = 0;
  return {
    take: (text) => {
      length += text.length;
      if (length > 16 * mostChars) throw malformed();
      pieces.push(text);
    },
    end: () => {
      const found = new Choices();
      found.add(parse(pieces.join('')));
      return found.end();
    },
  };
}

const malformed = (): RequestFailed => new RequestFailed({ kind: 'broken', how: 'malformed' });

function parse(text: string): Json {
  try {
    const value: unknown = JSON.parse(text);
    if (isJson(value)) return value;
  } catch {
    // Said below.
  }
  throw malformed();
}

interface Growing {
  pieces: string[];
  reasoning: string[];
  chars: number;
  finish?: string;
}

class Choices {
  private readonly growing: Growing[] = [];
  private readonly answer: Answer = { choices: [] };

  add(event: Json): void {
    if (event.error !== undefined && event.error !== null) throw errorEvent(event.error);
    if (typeof event.model === 'string') this.answer.model ??= event.model;
    if (typeof event.system_fingerprint === 'string') this.answer.systemFingerprint ??= event.system_fingerprint;
    if (isJson(event.usage)) this.answer.usage = usageOf(event.usage);
    if (Array.isArray(event.choices)) for (const choice of event.choices) this.addChoice(choice);
  }

  end(): Answer {
    for (const [index, choice] of this.growing.entries()) {
      if (!choice) continue;
      if (choice.finish === undefined) throw new RequestFailed({ kind: 'broken', how: 'noFinish' });
      if (broken.has(choice.finish)) throw new RequestFailed({ kind: 'broken', how: 'truncated' });
      this.answer.choices[index] = { text: textOf(choice), finish_reason: choice.finish };
    }
    if (this.growing.length === 0) throw new RequestFailed({ kind: 'broken', how: 'noFinish' });
    return this.answer;
  }

  private addChoice(choice: unknown): void {
    if (!isJson(choice)) throw malformed();
    const index = choice.index ?? 0;
    if (typeof index !== 'number' || !Number.isInteger(index) || index < 0 || index >= mostChoices) throw malformed();
    const growing = (this.growing[index] ??= { pieces: [], reasoning: [], chars: 0 });
    const said = isJson(choice.delta) ? choice.delta : isJson(choice.message) ? choice.message : undefined;
    const text = said ? said.content : choice.text;
    const reasoning = said?.reasoning_content ?? said?.reasoning;
    if (typeof text === 'string' && text !== '') growing.pieces.push(text);
    if (typeof reasoning === 'string' && reasoning !== '') growing.reasoning.push(reasoning);
    growing.chars += lengthOf(text) + lengthOf(reasoning);
    if (growing.chars > mostChars) throw malformed();
    if (typeof choice.finish_reason === 'string' && choice.finish_reason !== '') growing.finish = choice.finish_reason;
  }
}

const lengthOf = (text: unknown): number => (typeof text === 'string' ? text.length : 0);

/** A server that parses thinking out of the text hands it over apart; a trace holds both. */
function textOf({ pieces, reasoning }: Growing): string {
  const text = pieces.join('');
  return reasoning.length > 0 ? `<think>${reasoning.join('')}</think>${text}` : text;
}

/** SGLang and vLLM report errors inside a stream that began with status 200. */
function errorEvent(error: unknown): RequestFailed {
  const code = isJson(error) ? Number(error.code ?? error.status) : NaN;
  const message = isJson(error) && typeof error.message === 'string' ? error.message : String(error);
  return new RequestFailed({ kind: 'status', status: code >= 400 && code < 600 ? code : 500, message });
}

function usageOf(usage: Json): Answer['usage'] {
  const count = (value: unknown): number | undefined =>
    typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : undefined;
  return { prompt_tokens: count(usage.prompt_tokens), completion_tokens: count(usage.completion_tokens) };
}
