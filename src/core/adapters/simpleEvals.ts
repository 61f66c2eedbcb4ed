import type { Adapter, Detection, Probe } from './adapter';
import { messageText, splitConversation } from '../scan/messages';
import {
  isObject,
  isString,
  mostRows,
  onlyDocument,
  presentFields,
  rowsOf,
  scalarOf,
  storedVerdicts,
  type JsonObject,
} from './probe';

/**
 * simple-evals and its forks: one object with parallel lists, a sample a place: `convos` (messages), `scores`, `htmls`, and in
 * forks `full_responses` with usage and finish reason. Problems are told by their question alone.
 */
export const simpleEvals: Adapter = {
  id: 'simple-evals',
  label: 'simple-evals (convos, scores)',
  detect,
  reshape: { each: '', recognise, rows },
};

function recognise(probe: Probe): number {
  const document = onlyDocument(probe);
  if (!isObject(document) || !Array.isArray(document.convos)) return 0;
  const isTalk = (convo: unknown): boolean =>
    Array.isArray(convo) && convo.some((turn) => isObject(turn) && 'role' in turn);
  const hasTwin = ['scores', 'score', 'htmls', 'full_responses'].some((key) => key in document);
  return hasTwin && document.convos.some(isTalk) ? 0.95 : 0;
}

function rows(document: unknown): JsonObject[] {
  if (!isObject(document) || !Array.isArray(document.convos)) return [];
  const scores = [document.scores, document.score].find(Array.isArray) as unknown[] | undefined;
  const full = Array.isArray(document.full_responses) ? (document.full_responses as unknown[]) : [];
  return document.convos.map((convo: unknown, place): JsonObject => {
    const { question, text } = splitConversation(Array.isArray(convo) ? convo : []);
    const response = full[place];
    return {
      convo: place,
      question,
      text: text ?? null,
      score: scalarOf(scores?.[place]) ?? null,
      ...settingsOf(response),
    };
  });
}

/** Finish reason and tokens of a response as the API gave it, with or without its choices. */
function settingsOf(response: unknown): JsonObject {
  if (!isObject(response)) return {};
  const choice: unknown = Array.isArray(response.choices) ? response.choices[0] : undefined;
  const usage = isObject(response.usage) ? response.usage : {};
  const finish = [isObject(choice) ? choice.finish_reason : undefined, response.finish_reason].find(isString);
  const thought = isObject(choice) ? messageText(choice.message) : undefined;
  // The API's message still has the thinking that the conversation has lost.
  const text = thought?.startsWith('<think>') ? { text: thought } : {};
  return { finish_reason: finish, num_tokens: scalarOf(usage.completion_tokens ?? usage.output_tokens), ...text };
}

function detect(probe: Probe): Detection | undefined {
  const found = rowsOf(probe);
  if (!found || !mostRows(found.rows, (row) => typeof row.convo === 'number' && 'text' in row)) return undefined;
  const isScored = found.rows.some(({ score }) => (score ?? null) !== null);
  const fields = presentFields(found.rows, {
    question: ['question'],
    text: ['text'],
    verdict: isScored ? ['score'] : [],
    finish: ['finish_reason'],
    tokens: ['num_tokens'],
  });
  return storedVerdicts(probe, 0.95, { record: found.record, fields }, 'score is 1');
}
