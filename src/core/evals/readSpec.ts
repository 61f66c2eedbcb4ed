/** `run.json` as it is found on disk: data of unknown origin until everything in it agrees. */
import { asList, asName, asNumber, asObject, asText, asWhole, fail, isJson, Malformed, maybe, oneOf } from './narrow';
import { planSteps, promptHashOf, specHashOf, type Chunk, type Sha256 } from './plan';
import { evalSchema, type EvalModel, type EvalProblem, type EvalSpec, type Message, type Sampling } from './spec';
import { idPattern } from './target';

const mostSamples = 10_000_000;

type UnplannedSpec = Omit<EvalSpec, 'chunks'>;

export type ReadSpec = { spec: EvalSpec } | { spec?: undefined; why: string };

/**
 * Reads and checks a spec: fields, and that hashes and plan are what the rest makes them. Fields that are not known are
 * dropped. Never throws. `readSpecSteps` does the same in small steps, for who must not be held up.
 *
 * @param evalId name of the directory it was found in.
 */
export function readSpec(value: unknown, evalId: string, sha256: Sha256): ReadSpec {
  const steps = readSpecSteps(value, evalId, sha256);
  for (;;) {
    const { done, value: read } = steps.next();
    if (done) return read;
  }
}

export function* readSpecSteps(value: unknown, evalId: string, sha256: Sha256): Generator<undefined, ReadSpec> {
  try {
    const json = asObject(value, 'run.json');
    const spec = specOf(json);
    if (spec.evalId !== evalId) fail('evalId', `${evalId}, the name of the directory`);
    yield* checkHashes(spec, sha256);
    return { spec: { ...spec, chunks: yield* checkPlan(spec, json.chunks, sha256) } };
  } catch (error) {
    if (error instanceof Malformed || error instanceof RangeError) return { why: `${error.message}.` };
    throw error;
  }
}

/** The plan is made anew; what the file says must be the same. */
function* checkPlan(spec: UnplannedSpec, stored: unknown, sha256: Sha256): Generator<undefined, Chunk[]> {
  const found: unknown[] = Array.isArray(stored) ? stored : [];
  const chunks: Chunk[] = [];
  for (const chunk of planSteps(spec, sha256)) {
    if (!isSame(chunk, found[chunks.length])) fail('chunks', 'the plan of this eval');
    chunks.push(chunk);
    yield;
  }
  return found.length === chunks.length ? chunks : fail('chunks', 'the plan of this eval');
}

function isSame(chunk: Chunk, stored: unknown): boolean {
  return isJson(stored) && Object.entries(chunk).every(([key, value]) => stored[key] === value);
}

function specOf(json: Record<string, unknown>): UnplannedSpec {
  const source = asObject(json.source, 'source');
  const target = asObject(json.target, 'target');
  const chunking = asObject(json.chunking, 'chunking');
  const grader = maybe(json.grader, 'grader', asObject);
  const spec: UnplannedSpec = {
    schema: oneOf(json.schema, 'schema', [evalSchema]),
    evalId: asName(json.evalId, 'evalId', idPattern),
    createdAt: asText(json.createdAt, 'createdAt', 40),
    title: asText(json.title, 'title', 1000),
    specHash: asName(json.specHash, 'specHash', /^[0-9a-f]{16}$/),
    source: {
      run: asText(source.run, 'source.run', 1000),
      comparison: maybe(source.comparison, 'source.comparison', asText),
      promptField: maybe(source.promptField, 'source.promptField', asText),
      templateNote: maybe(source.templateNote, 'source.templateNote', asText),
    },
    problems: asList(json.problems, 'problems', problemOf, 1_000_000),
    models: asList(json.models, 'models', modelOf, 100),
    n: asWhole(json.n, 'n', 1, 65_536),
    grown: maybe(json.grown, 'grown', (value, where) => asList(value, where, (n, at) => asWhole(n, at, 1), 1000)),
    sampling: samplingOf(json.sampling),
    chunking: { nPerRequest: asWhole(chunking.nPerRequest, 'chunking.nPerRequest', 1, 4096) },
    grader: grader && {
      id: asText(grader.id, 'grader.id', 200),
      version: asText(grader.version, 'grader.version', 200),
    },
    target: {
      id: asName(target.id, 'target.id', idPattern),
      adapter: asName(target.adapter, 'target.adapter', idPattern),
      fingerprint: asText(target.fingerprint, 'target.fingerprint', 1000),
    },
    notSent: asList(json.notSent, 'notSent', (field, where) => asText(field, where, 100), 100),
    tool: { version: asText(asObject(json.tool, 'tool').version, 'tool.version', 100) },
  };
  if (spec.problems.length * spec.models.length * spec.n > mostSamples)
    fail('n', `smaller: above ${mostSamples} samples`);
  return spec;
}

function problemOf(value: unknown, where: string): EvalProblem {
  const json = asObject(value, where);
  const common = {
    id: asText(json.id, `${where}.id`, 10_000),
    benchmark: maybe(json.benchmark, `${where}.benchmark`, asText),
    promptHash: asName(json.promptHash, `${where}.promptHash`, /^[0-9a-f]{16}$/),
    question: maybe(json.question, `${where}.question`, asText),
    gold: maybe(json.gold, `${where}.gold`, asText),
    tags: maybe(json.tags, `${where}.tags`, (tags, at) => asList(tags, at, asText, 1000)),
  };
  if (json.messages !== undefined)
    return { ...common, messages: asList(json.messages, `${where}.messages`, messageOf, 10_000) };
  return { ...common, prompt: asText(json.prompt, `${where}.prompt`, 10_000_000) };
}

function messageOf(value: unknown, where: string): Message {
  const json = asObject(value, where);
  return {
    role: asText(json.role, `${where}.role`, 100),
    content: asText(json.content, `${where}.content`, 10_000_000),
  };
}

function modelOf(value: unknown, where: string): EvalModel {
  const json = asObject(value, where);
  return {
    name: asText(json.name, `${where}.name`, 1000),
    role: oneOf(json.role, `${where}.role`, ['base', 'rl']),
    servedName: asText(json.servedName, `${where}.servedName`, 1000),
    revision: maybe(json.revision, `${where}.revision`, asText),
    extends: maybe(json.extends, `${where}.extends`, asText),
  };
}

function samplingOf(value: unknown): Sampling {
  const json = asObject(value, 'sampling');
  const number = (name: string, least: number, most: number) => asNumber(json[name], `sampling.${name}`, least, most);
  return {
    temperature: number('temperature', 0, 100),
    top_p: number('top_p', 0, 1),
    top_k: asWhole(json.top_k, 'sampling.top_k', -1),
    min_p: number('min_p', 0, 1),
    repetition_penalty: number('repetition_penalty', 0, 100),
    presence_penalty: number('presence_penalty', -100, 100),
    frequency_penalty: number('frequency_penalty', -100, 100),
    max_tokens: asWhole(json.max_tokens, 'sampling.max_tokens', 1, 10_000_000),
    stop: asList(json.stop, 'sampling.stop', (text, where) => asText(text, where, 1000), 64),
    seedBase: asWhole(json.seedBase, 'sampling.seedBase', 0, 2 ** 31 - 1),
  };
}

function* checkHashes(spec: UnplannedSpec, sha256: Sha256): Generator<undefined, void> {
  const twice = (names: string[]): string | undefined => names.find((name, i) => names.indexOf(name) !== i);
  const model = twice(spec.models.map(({ name }) => name));
  if (model !== undefined) fail('models', `unlike each other: ${model} is there twice`);
  const keys = new Set(spec.problems.map(({ id, benchmark }) => JSON.stringify([benchmark, id])));
  if (keys.size < spec.problems.length) fail('problems', 'unlike each other: an id is there twice');
  for (const [i, problem] of spec.problems.entries()) {
    if (promptHashOf(problem, sha256) !== problem.promptHash) fail(`problems[${i}].promptHash`, 'that of its prompt');
    yield;
  }
  if (specHashOf(spec, sha256) !== spec.specHash) fail('specHash', 'that of problems, models and sampling');
}
