/** One sample of an Inspect AI log, a tree of messages, parts, scores and attachments, as one flat row. */
import { isObject, isString, type JsonObject } from './probe';

/** What an Inspect sample becomes; every field may be null. */
export interface InspectRow extends JsonObject {
  id: string | number | null;
  epoch: number | null;
  question: string | null;
  target: string | null;
  /** Value a scorer gave, by its name (and the key of a dictionary): 1 and 0 are verdicts, other numbers and null are none. */
  scores: Record<string, number | null>;
  answers: Record<string, string | null>;
  finish: string | null;
  tokens: number | null;
  /** Mean log-probability of the tokens of the last turn. */
  logProb: number | null;
  /** As the log has them, of the last turn; absent when they were not asked for. */
  logprobs?: JsonObject;
  /** Error, limit, partly correct answers. */
  note: string | null;
  text: string | null;
  /** What the model was given before its first answer, for drawing more of the same; absent where that is not only text. */
  prompt?: { role: string; content: string }[];
}

/** True for what Inspect writes for one sample. */
export function isInspectSample(value: unknown): value is JsonObject {
  if (!isObject(value) || !('id' in value) || !('epoch' in value) || !('input' in value)) return false;
  return isObject(value.output) || Array.isArray(value.messages) || isObject(value.scores);
}

/** @returns undefined for what is no sample. Never throws. */
export function inspectRow(sample: unknown): InspectRow | undefined {
  if (!isInspectSample(sample)) return undefined;
  const read = readerOf(sample.attachments);
  const choice = firstChoice(sample.output);
  const turns = turnsOf(sample.messages);
  const isDialogue = turns.filter((turn) => turn.role === 'assistant').length > 1;
  const single = choice ? messageText(choice.message, read) : undefined;
  const text = isDialogue || single === undefined ? transcript(turns, read) : single;
  const { scores, answers, partial } = scoresOf(sample, read);
  return {
    id: isString(sample.id) || typeof sample.id === 'number' ? sample.id : null,
    epoch: numberOf(sample.epoch),
    question: questionOf(sample.input, read),
    target: targetOf(sample.target, read),
    scores,
    answers,
    finish: finishOf(sample.limit, choice),
    tokens: tokensOf(sample, isDialogue),
    logProb: meanLogProb(choice?.logprobs),
    ...(tokensIn(choice?.logprobs).length > 0 && { logprobs: { content: tokensIn(choice?.logprobs) } }),
    note: noteOf(sample, partial, read),
    text: text ?? null,
    ...promptOf(sample.messages, read),
  };
}

/** A string as it stands, or the one it stands for: `attachment://<hash>`. */
type ReadText = (value: unknown) => string | undefined;

const attachmentMark = 'attachment://';

function readerOf(attachments: unknown): ReadText {
  return (value) => {
    if (!isString(value)) return undefined;
    if (!isObject(attachments) || !value.startsWith(attachmentMark)) return value;
    const key = value.slice(attachmentMark.length);
    const found = Object.hasOwn(attachments, key) ? attachments[key] : undefined;
    return isString(found) ? found : value;
  };
}

/** Several are asked for now and then, but only the first is scored. */
function firstChoice(output: unknown): JsonObject | undefined {
  const first: unknown = isObject(output) && Array.isArray(output.choices) ? output.choices[0] : undefined;
  return isObject(first) ? first : undefined;
}

/** All messages from the first answer on. */
function turnsOf(messages: unknown): JsonObject[] {
  const all = Array.isArray(messages) ? messages.filter(isObject) : [];
  const first = all.findIndex(({ role }) => role === 'assistant');
  return first < 0 ? [] : all.slice(first);
}

function promptOf(messages: unknown, read: ReadText): Pick<InspectRow, 'prompt'> {
  const all = Array.isArray(messages) ? messages.filter(isObject) : [];
  const first = all.findIndex(({ role }) => role === 'assistant');
  const given = first < 0 ? all : all.slice(0, first);
  const prompt = given.flatMap((turn) => {
    const content = plainText(turn.content, read);
    return isString(turn.role) && content !== undefined ? [{ role: turn.role, content }] : [];
  });
  return prompt.length > 0 && prompt.length === given.length ? { prompt } : {};
}

/** undefined for pictures and the like. */
function plainText(content: unknown, read: ReadText): string | undefined {
  if (!Array.isArray(content)) return read(content);
  const texts = content.map((part) => (isObject(part) && part.type === 'text' ? read(part.text) : undefined));
  return texts.every(isString) ? texts.join('\n') : undefined;
}

/** Several turns, each under a line that says whose it is; undefined without any. */
function transcript(turns: JsonObject[], read: ReadText): string | undefined {
  if (turns.length === 0) return undefined;
  return turns.map((turn) => `[${speakerOf(turn)}]\n${messageText(turn, read) ?? ''}`).join('\n\n');
}

function speakerOf({ role, function: tool }: JsonObject): string {
  const name = isString(role) ? role : 'message';
  return name === 'tool' && isString(tool) ? `tool ${tool}` : name;
}

/** Reasoning, then text, then calls of tools; undefined for what is no message. */
function messageText(message: unknown, read: ReadText): string | undefined {
  if (!isObject(message)) return undefined;
  const { content } = message;
  const parts: unknown[] = Array.isArray(content) ? content : [];
  const thoughts = [message.reasoning, ...parts.map(reasoningOf)].flatMap((value) => read(value) ?? []);
  const texts = Array.isArray(content)
    ? parts.flatMap((part) => (isObject(part) && part.type === 'text' ? (read(part.text) ?? []) : (read(part) ?? [])))
    : [read(content) ?? ''];
  const calls = Array.isArray(message.tool_calls) ? message.tool_calls.filter(isObject).map(callText) : [];
  const failure = isObject(message.error) ? (read(message.error.message) ?? '') : '';
  const think = thoughts.filter((thought) => thought !== '').join('\n\n');
  const said = [texts.filter((text) => text !== '').join('\n\n'), ...calls, failure].filter((text) => text !== '');
  return (think === '' ? '' : `<think>\n${think}\n</think>\n\n`) + said.join('\n\n');
}

/** Encrypted reasoning may have a summary that can be read. */
function reasoningOf(part: unknown): unknown {
  if (!isObject(part) || part.type !== 'reasoning') return undefined;
  return part.redacted === true ? part.summary : part.reasoning;
}

function callText({ function: name, arguments: given }: JsonObject): string {
  return `${isString(name) ? name : 'tool'}(${JSON.stringify(given ?? {})})`;
}

/** Of messages the last one of the user. */
function questionOf(input: unknown, read: ReadText): string | null {
  if (!Array.isArray(input)) return read(input) ?? null;
  const asked = input.filter(isObject).findLast(({ role }) => role === 'user');
  return messageText(asked, read) ?? null;
}

function targetOf(target: unknown, read: ReadText): string | null {
  const all = (Array.isArray(target) ? target : [target]).flatMap((one) => read(one) ?? []);
  return all.length > 0 ? all.join(', ') : null;
}

interface Scores {
  scores: InspectRow['scores'];
  answers: InspectRow['answers'];
  /** Scorers that called the answer partly correct. */
  partial: string[];
}

function scoresOf(sample: JsonObject, read: ReadText): Scores {
  const found: Scores = { scores: {}, answers: {}, partial: [] };
  // The oldest logs have one score without a name.
  const all = isObject(sample.scores) ? sample.scores : isObject(sample.score) ? { score: sample.score } : {};
  for (const [scorer, score] of Object.entries(all)) {
    if (!isObject(score)) continue;
    const values = isObject(score.value)
      ? Object.entries(score.value).map(([key, value]): [string, unknown] => [`${scorer}.${key}`, value])
      : [[scorer, score.value] as [string, unknown]];
    for (const [name, value] of values) {
      if (value === 'P') found.partial.push(name);
      found.scores[name] = scoreOf(value);
      found.answers[name] = read(score.answer) ?? null;
    }
  }
  return found;
}

/** Words as Inspect's own `value_to_float` reads them; no answer is wrong, and a part of the credit is no verdict. */
const wordScores: Record<string, number> = { c: 1, i: 0, n: 0, yes: 1, true: 1, no: 0, false: 0 };

function scoreOf(value: unknown): number | null {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (!isString(value) || value.trim() === '') return null;
  const word = value.toLowerCase();
  if (Object.hasOwn(wordScores, word)) return wordScores[word];
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}

/** A sample stopped by its budget of tokens is cut, whatever its last turn says. */
function finishOf(limit: unknown, choice: JsonObject | undefined): string | null {
  if (isObject(limit) && (limit.type === 'token' || limit.type === 'context')) return 'length';
  return isString(choice?.stop_reason) ? choice.stop_reason : null;
}

/** Of one turn its own usage; of several what the only model used (a second one would be the grader's). */
function tokensOf({ output, model_usage: byModel }: JsonObject, isDialogue: boolean): number | null {
  const usages = isObject(byModel) ? Object.values(byModel) : [];
  const usage = isDialogue && usages.length === 1 ? usages[0] : isObject(output) ? output.usage : undefined;
  return isObject(usage) ? numberOf(usage.output_tokens) : null;
}

/** Each token with its text, its bytes and its value, without the tokens that might have been. */
function tokensIn(logprobs: unknown): JsonObject[] {
  const content = isObject(logprobs) && Array.isArray(logprobs.content) ? logprobs.content.filter(isObject) : [];
  return content.map(({ token, bytes, logprob }) => ({ token, bytes, logprob }));
}

function meanLogProb(logprobs: unknown): number | null {
  const content = isObject(logprobs) && Array.isArray(logprobs.content) ? logprobs.content : [];
  const values = content.flatMap((token: unknown) => (isObject(token) ? (numberOf(token.logprob) ?? []) : []));
  return values.length > 0 ? values.reduce((sum, value) => sum + value, 0) / values.length : null;
}

function noteOf({ error, limit }: JsonObject, partial: string[], read: ReadText): string | null {
  const notes = partial.map((scorer) => `${scorer}: partly correct (P)`);
  if (isObject(error)) notes.push(`error: ${read(error.message) ?? 'without a message'}`);
  if (isObject(limit) && isString(limit.type)) notes.push(`stopped at its ${limit.type} limit`);
  return notes.length > 0 ? notes.join('; ') : null;
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}
