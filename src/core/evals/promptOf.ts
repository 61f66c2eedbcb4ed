/**
 * The exact prompt of a problem, out of one record of its dump. A prompt that is put together anew is another experiment, so
 * nothing here is guessed from the question: what the record does not hold is not there.
 */
import { isJson, type Json } from './narrow';
import type { Message } from './spec';

export type StoredPrompt = ({ prompt: string; messages?: undefined } | { messages: Message[]; prompt?: undefined }) & {
  /** Where it stands: `prompt`, `arguments.gen_args_0.arg_0`. */
  field: string;
};

/** Fields that hold the text that was sent, surest first. */
const textFields = [
  'full_prompt',
  'formatted_prompt',
  'rendered_prompt',
  'prompt_text',
  'input_text',
  'prompt',
  'model_input',
  'input',
  'inputs',
];
const messageFields = ['messages', 'prompt', 'input', 'full_prompt', 'conversation', 'chat'];

/** undefined: the record holds only the question, or nothing. Never throws. */
export function promptOf(record: unknown): StoredPrompt | undefined {
  if (!isJson(record)) return undefined;
  return lmEvalPrompt(record) ?? messagesIn(record) ?? textIn(record);
}

/** lm-eval: `arguments.gen_args_0.arg_0`, or `arguments[0][0]`. */
function lmEvalPrompt({ arguments: given }: Json): StoredPrompt | undefined {
  const first = isJson(given) ? given.gen_args_0 : undefined;
  if (isJson(first) && typeof first.arg_0 === 'string')
    return { prompt: first.arg_0, field: 'arguments.gen_args_0.arg_0' };
  const list: unknown = Array.isArray(given) ? given[0] : undefined;
  const text: unknown = Array.isArray(list) ? list[0] : undefined;
  return typeof text === 'string' ? { prompt: text, field: 'arguments[0][0]' } : undefined;
}

function messagesIn(record: Json): StoredPrompt | undefined {
  for (const field of messageFields) {
    const messages = messagesOf(record[field]);
    if (messages) return { messages, field };
  }
  return undefined;
}

/** Turns up to the last one that is not the model's: what stands behind is the trace. */
function messagesOf(value: unknown): Message[] | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  const messages: Message[] = [];
  for (const turn of value as unknown[]) {
    if (!isJson(turn) || typeof turn.role !== 'string' || typeof turn.content !== 'string') return undefined;
    messages.push({ role: turn.role, content: turn.content });
  }
  while (messages.at(-1)?.role === 'assistant') messages.pop();
  return messages.length > 0 ? messages : undefined;
}

function textIn(record: Json): StoredPrompt | undefined {
  for (const field of textFields) {
    const value = record[field];
    if (typeof value === 'string' && value.trim() !== '') return { prompt: value, field };
  }
  return undefined;
}
