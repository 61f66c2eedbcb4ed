import type { Adapter, Detection, Probe } from './adapter';
import { guessedChoices } from './generic';
import { messageText } from '../scan/messages';
import { isObject, isString, mostRows, presentFields, rewardColumns, rowsOf, scalarOf, type JsonObject } from './probe';

/**
 * verifiers v1 and prime-rl, `traces.jsonl`: an episode a line, each with traces whose messages are a tree. A trace is the
 * way from the root to its last leaf; its text is what the model said on it.
 */
export const verifiersTraces: Adapter = {
  id: 'verifiers-traces',
  label: 'verifiers v1 (traces.jsonl)',
  detect,
  reshape: { each: '', recognise, rows },
};

function recognise(probe: Probe): number {
  const found = rowsOf(probe);
  const isEpisode = (row: JsonObject): boolean => tracesOf(row).some(({ nodes }) => Array.isArray(nodes));
  return found && mostRows(found.rows, isEpisode) ? 0.95 : 0;
}

const tracesOf = ({ traces }: JsonObject): JsonObject[] => (Array.isArray(traces) ? traces.filter(isObject) : []);

function rows(document: unknown): JsonObject[] {
  if (!isObject(document)) return [];
  return tracesOf(document).map((trace) => rowOf(document, trace));
}

/** A row a trace; `trace_text` tells these rows from others. */
function rowOf(episode: JsonObject, trace: JsonObject): JsonObject {
  const task = isObject(trace.task) ? trace.task : isObject(episode.task) ? episode.task : {};
  const data = isObject(task.data) ? task.data : {};
  const way = wayToLeaf(trace.nodes);
  const sampled = way.filter(({ sampled: isSampled }) => isSampled === true);
  const asked = way.filter(({ sampled: isSampled, message }) => isSampled !== true && isUser(message));
  const said = (
    sampled.length > 0 ? sampled : way.filter(({ message }) => isObject(message) && message.role === 'assistant')
  )
    .map(({ message }) => messageText(message))
    .filter(isString);
  return {
    problem_id: idOf(data),
    question: messageText(asked.at(0)?.message) ?? (isString(data.question) ? data.question : undefined),
    answer: isString(data.answer) || typeof data.answer === 'number' ? data.answer : undefined,
    trace_text: said.length > 0 ? said.join('\n') : null,
    ...rewardsOf(trace.rewards),
    finish: finishOf(trace),
    num_tokens: tokensOf(sampled),
    logprobs: logProbsOf(sampled),
  };
}

const isUser = (message: unknown): boolean => isObject(message) && message.role === 'user';

/** The data set's own id; a group's or an episode's is new in every run. */
function idOf(data: JsonObject): unknown {
  const ids = ['example_id', 'problem_id', 'question_id', 'task_id', 'id', 'idx'].map((key) => data[key]);
  return ids.find((id) => (isString(id) && id !== '') || Number.isInteger(id));
}

/** From the root to the last node that is nobody's parent; a parent is an index or the `id` of a node. */
function wayToLeaf(nodes: unknown): JsonObject[] {
  const all = Array.isArray(nodes) ? nodes.map((node: unknown) => (isObject(node) ? node : {})) : [];
  const byId = new Map<unknown, number>(all.map((node, place) => [node.id ?? place, place]));
  const parentOf = ({ parent }: JsonObject): number | undefined => (parent === null ? undefined : byId.get(parent));
  const parents = new Set(all.map(parentOf));
  let place: number | undefined = all.findLastIndex((_, i) => !parents.has(i));
  const way = new Set<number>();
  while (place !== undefined && place >= 0 && !way.has(place)) {
    way.add(place);
    place = parentOf(all[place]);
  }
  return [...way].reverse().map((i) => all[i]);
}

/** `reward`: the sum of all, each by its weight; and each by its own name behind `reward_`. */
function rewardsOf(rewards: unknown): JsonObject {
  if (!isObject(rewards)) return {};
  const scores = Object.entries(rewards).flatMap(([name, reward]) => {
    const score = isObject(reward) ? reward.score : reward;
    const weight = isObject(reward) && typeof reward.weight === 'number' ? reward.weight : 1;
    return typeof score === 'number' ? [{ name, score, weight }] : [];
  });
  if (scores.length === 0) return {};
  const sum = scores.reduce((total, { score, weight }) => total + score * weight, 0);
  return { reward: sum, ...Object.fromEntries(scores.map(({ name, score }) => [`reward_${name}`, score])) };
}

function finishOf(trace: JsonObject): string | undefined {
  const calls = Array.isArray(trace.calls) ? trace.calls.filter(isObject) : [];
  return [calls.at(-1)?.finish_reason, trace.stop_condition].find(isString);
}

/** Of all tokens the model drew on the way; undefined when a turn's were not kept. */
function logProbsOf(sampled: JsonObject[]): unknown[] | undefined {
  const lists = sampled.map(({ logprobs }) => logprobs).filter(Array.isArray);
  return lists.length > 0 && lists.length === sampled.length
    ? lists.flatMap((list) => list.map((value: unknown) => scalarOf(value) ?? null))
    : undefined;
}

/** Tokens the model drew; undefined when they were not kept. */
function tokensOf(sampled: JsonObject[]): number | undefined {
  const counts = sampled.map(({ mask, token_ids: ids, logprobs }) => {
    if (Array.isArray(logprobs)) return logprobs.length;
    if (Array.isArray(mask)) return mask.filter((isDrawn) => isDrawn === true || isDrawn === 1).length;
    return Array.isArray(ids) ? ids.length : 0;
  });
  const sum = counts.reduce((total, count) => total + count, 0);
  return sum > 0 ? sum : undefined;
}

function detect(probe: Probe): Detection | undefined {
  const found = rowsOf(probe);
  if (!found || !mostRows(found.rows, (row) => 'trace_text' in row)) return undefined;
  const fields = presentFields(found.rows, {
    id: ['problem_id'],
    question: ['question'],
    reference: ['answer'],
    text: ['trace_text'],
    finish: ['finish'],
    tokens: ['num_tokens'],
    logProbs: ['logprobs[]'],
  });
  const verdicts = rewardColumns(found.rows, (key) => /^reward(_|$)/.test(key));
  return { confidence: 0.95, choices: guessedChoices(probe, found.record, { fields, verdicts, confidence: 0.95 }) };
}
