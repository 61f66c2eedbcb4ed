/** Chat messages as text: what a plan finds in place is shown so, and rewritten rows hold it so. */

type JsonObject = Record<string, unknown>;

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

/** A message's thinking (in `<think>`), content and tool calls, a line apart; undefined when it is no message. */
export function messageText(message: unknown): string | undefined {
  if (!isObject(message)) return undefined;
  const { reasoning_content, reasoning, summary, tool_calls } = message;
  const content = contentText(message.content);
  const thought = [reasoning_content, reasoning, contentText(summary)].find(isText);
  const calls = Array.isArray(tool_calls) && tool_calls.length > 0 ? [jsonOf(tool_calls)] : [];
  if (content === undefined && thought === undefined && calls.length === 0)
    return isText(message.role) && message.content === null ? '' : undefined;
  const pieces = [thought === undefined ? '' : `<think>\n${thought}\n</think>\n`, content ?? '', ...calls];
  return pieces.filter(isText).join('\n');
}

/** Values nested thousands of levels deep can't be written again. */
function jsonOf(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    return '[…]';
  }
}

/** A text, or the texts among parts; undefined where there is none. */
function contentText(content: unknown): string | undefined {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return undefined;
  const texts = content.map((part: unknown) => (isObject(part) ? part.text : part)).filter(isText);
  return texts.length > 0 ? texts.join('') : undefined;
}

/** The prompt and the answer of a conversation: the last turn of the user before the first of the assistant; all behind it. */
export function splitConversation(messages: unknown[]): { question?: string; text?: string } {
  const turns = messages.filter(isObject);
  const start = turns.findIndex(({ role }) => role === 'assistant');
  const before = start < 0 ? turns : turns.slice(0, start);
  const said = start < 0 ? [] : turns.slice(start).map(messageText).filter(isText);
  return {
    question: messageText(before.findLast(({ role }) => role === 'user') ?? before[0]),
    text: said.length > 0 ? said.join('\n') : undefined,
  };
}
