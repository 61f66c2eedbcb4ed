import type { Field, Path } from '../scan/plan';
import type { Adapter, Detection, Probe } from './adapter';
import { gradeFiles } from './pathNames';
import { messageText } from '../scan/messages';
import {
  isObject,
  isString,
  mostRows,
  presentFields,
  rowsOf,
  scalarOf,
  storedVerdicts,
  withoutSamples,
  type JsonObject,
} from './probe';

/**
 * Output of OpenAI's batch API and of vLLM's `run-batch` (older ones without `body`): a row a request in any order, a sample a
 * choice. The prompt is in the input file only. Requests that failed hold no sample and are counted as left out.
 */
export const openAiBatch: Adapter = {
  id: 'openai-batch',
  label: 'OpenAI batch, vLLM run-batch',
  detect,
  companions: gradeFiles,
};

/** The same with a request a sample, told by ids such as `q17-3`: those are cut into problem and sample. */
export const openAiBatchSamples: Adapter = {
  id: 'openai-batch-samples',
  label: 'OpenAI batch, a request a sample',
  detect: detectSamples,
  reshape: {
    version: 2,
    each: '',
    recognise: (probe) => (numberSamples(answered(rowsOf(probe)?.rows ?? [])) ? 0.96 : 0),
    rows: rowsOfRequest,
  },
};

function detect(probe: Probe): Detection | undefined {
  const found = rowsOf(probe);
  if (found && mostRows(found.rows, isInput)) return withoutSamples(0.9, becauseInput);
  if (!found || !mostRows(found.rows, isRequest)) return undefined;
  const rows = answered(found.rows);
  const at = rows.some(({ response }) => isObject(response) && isObject(response.body)) ? 'response.body' : 'response';
  const bodies = rows.map(bodyOf).filter(isObject);
  const fields: Field[] = [{ role: 'id', path: 'custom_id' }, ...sampleFields(bodies, at)];
  return storedVerdicts(probe, 0.93, { record: found.record, fields }, '');
}

function sampleFields(bodies: JsonObject[], at: Path): Field[] {
  // The newer endpoint has one list of outputs: its thinking, its messages.
  if (bodies.length > 0 && !bodies.some(({ choices }) => Array.isArray(choices)))
    return [{ role: 'text', path: `${at}.output` }, ...tokensField(bodies, `${at}.usage.output_tokens`)];
  const choices = bodies.map(choicesOf);
  const isChat = !choices.flat().some((choice) => 'text' in choice);
  const logProbs = isChat ? 'content[].logprob' : 'token_logprobs[]';
  return [
    { role: 'text', path: isChat ? `${at}.choices[].message` : `${at}.choices[].text` },
    { role: 'finish', path: `${at}.choices[].finish_reason` },
    ...(choices.flat().some(hasLogProbs)
      ? [{ role: 'logProbs' as const, path: `${at}.choices[].logprobs.${logProbs}` }]
      : []),
    // Of several choices the usage is the sum.
    ...(choices.every(({ length }) => length === 1) ? tokensField(bodies, `${at}.usage.completion_tokens`) : []),
  ];
}

const hasLogProbs = ({ logprobs }: JsonObject): boolean =>
  isObject(logprobs) && (Array.isArray(logprobs.content) || Array.isArray(logprobs.token_logprobs));

/** One number a token; undefined when they were not asked for. */
function logProbsOf({ logprobs }: JsonObject): unknown[] | undefined {
  if (!isObject(logprobs)) return undefined;
  const { content, token_logprobs: plain } = logprobs;
  return Array.isArray(content)
    ? content.map((token: unknown) => (isObject(token) ? (scalarOf(token.logprob) ?? null) : null))
    : Array.isArray(plain)
      ? plain.map((value) => scalarOf(value) ?? null)
      : undefined;
}

/** The text of each token, for showing them in the trace. */
function tokenTextsOf({ logprobs }: JsonObject): unknown[] | undefined {
  if (!isObject(logprobs)) return undefined;
  const { content, tokens } = logprobs;
  if (Array.isArray(content)) return content.map((token: unknown) => (isObject(token) ? scalarOf(token.token) : null));
  return Array.isArray(tokens) ? tokens.map((token) => scalarOf(token) ?? null) : undefined;
}

const tokensField = (bodies: JsonObject[], path: Path): Field[] =>
  bodies.some(({ usage }) => isObject(usage)) ? [{ role: 'tokens', path }] : [];

const becauseInput =
  'This is the input file of a batch, with requests and no answers; open the output file of that batch.';

function isInput(row: JsonObject): boolean {
  return isString(row.custom_id) && isString(row.method) && isString(row.url) && isObject(row.body);
}

function isRequest(row: JsonObject): boolean {
  return isString(row.custom_id) && ('response' in row || 'error' in row);
}

const answered = (rows: JsonObject[]): JsonObject[] =>
  rows.filter((row) => isRequest(row) && bodyOf(row) !== undefined);

/** What the model's server answered; undefined for a request that failed. */
function bodyOf({ response }: JsonObject): JsonObject | undefined {
  if (!isObject(response)) return undefined;
  const body = isObject(response.body) ? response.body : response;
  return Array.isArray(body.choices) || Array.isArray(body.output) ? body : undefined;
}

const choicesOf = ({ choices }: JsonObject): JsonObject[] => (Array.isArray(choices) ? choices.filter(isObject) : []);

/** `q17-3`, `q17_sample_3`, `17/3`: the problem, and the number of its sample behind the last sign. */
function partsOf(id: unknown): { problem: string; sample: number; isSaid: boolean } | undefined {
  const match = isString(id)
    ? /^(.*?)([-_:/#|.](?:s|n|k|sample|rollout|attempt|try|rep|run|gen|seed)?[-_]?)(\d{1,6})$/i.exec(id)
    : null;
  if (!match || match[1] === '') return undefined;
  return { problem: match[1], sample: Number(match[3]), isSaid: /[a-z]/i.test(match[2]) };
}

/**
 * True when ids repeat their beginning, and that beginning names problems: it says "sample", or there are several that each
 * end in a number (`task-1`, `task-2` alone are two problems of one request each).
 */
function numberSamples(rows: JsonObject[]): boolean {
  const parts = rows.map(({ custom_id: id }) => partsOf(id));
  if (rows.length < 2 || !parts.every((part) => part !== undefined)) return false;
  const problems = new Set(parts.map(({ problem }) => problem));
  const repeats = problems.size < new Set(rows.map(({ custom_id: id }) => id)).size;
  const areNumbered = problems.size > 1 && [...problems].every((problem) => /\d$/.test(problem));
  return repeats && (parts.every(({ isSaid }) => isSaid) || areNumbered);
}

function rowsOfRequest(document: unknown): JsonObject[] {
  if (!isObject(document) || !isRequest(document)) return [];
  const id = isString(document.custom_id) ? document.custom_id : '';
  const about = { custom_id: id, batch_problem: partsOf(id)?.problem ?? id, sample: partsOf(id)?.sample };
  const body = bodyOf(document);
  // Without a field of a sample it is counted as left out.
  if (!body) return [{ ...about, failed: true }];
  const usage = isObject(body.usage) ? body.usage : {};
  const choices = choicesOf(body);
  if (choices.length === 0)
    return [{ ...about, text: outputText(body.output), num_tokens: scalarOf(usage.output_tokens) }];
  return choices.map((choice) => ({
    ...about,
    text: (isString(choice.text) ? choice.text : messageText(choice.message)) ?? null,
    finish_reason: scalarOf(choice.finish_reason),
    num_tokens: choices.length === 1 ? scalarOf(usage.completion_tokens) : undefined,
    logprobs: logProbsOf(choice),
    tokens: tokenTextsOf(choice),
  }));
}

function outputText(output: unknown): string | null {
  const texts = Array.isArray(output) ? output.map(messageText).filter(isString) : [];
  return texts.length > 0 ? texts.join('\n') : null;
}

function detectSamples(probe: Probe): Detection | undefined {
  const found = rowsOf(probe);
  if (!found || !mostRows(found.rows, (row) => 'batch_problem' in row)) return undefined;
  const fields = presentFields(found.rows, {
    id: ['batch_problem'],
    text: ['text'],
    finish: ['finish_reason'],
    tokens: ['num_tokens'],
    logProbs: ['logprobs[]'],
  });
  return storedVerdicts(probe, 0.96, { record: found.record, fields }, '');
}
