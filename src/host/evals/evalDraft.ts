/** From what was chosen in a comparison to the draft of an eval: prompts, references, and which run each model adds to. */
import { basename } from 'node:path';
import type { StoredPrompt } from '../../core/evals/promptOf';
import { previewGrader } from '../../core/evals/previewGrader';
import { samplingWith } from '../../core/evals/samplingWith';
import type { EvalModel, EvalSource, Sampling } from '../../core/evals/spec';
import type { Target } from '../../core/evals/target';
import { formatCount, formatNoun } from '../../core/format';
import type { RunSettings } from '../../core/provenance/settings';
import type { EvalDraft } from '../../io/evals/createEval';
import { readPrompt } from '../../io/evals/readPrompt';
import type { OpenComparison } from '../openComparisons';

export interface ChosenProblems {
  /** Ids in the table. */
  ids: string[];
  /** `class base only at k = 64`, `5 chosen problems`. */
  words: string;
  problemClass?: 'both' | 'baseOnly' | 'rlOnly' | 'neither' | 'undefined';
}

export interface Chosen {
  comparison: OpenComparison;
  problems: ChosenProblems;
  /** Places of the runs whose models are sampled; the first one's prompts are sent to all. */
  runs: number[];
  n: number;
  sampling: Omit<Sampling, 'seedBase'>;
  target: Target;
  fingerprint: string;
  /** What the server calls each run's model. */
  served: string[];
  isGraded: boolean;
}

export interface Drafted {
  draft: EvalDraft;
  /** Why a model's samples are a run of their own, one sentence each. */
  apart: string[];
  /** Problems that were left out, for they have no text to send. */
  without: string[];
}

const nPerRequest = 8;
/** Work that is done before the host gets its turn. */
const sliceMs = 20;

/** Sampling that the runs were drawn with as far as they say, else as in the study. */
export function samplingOf(settings: RunSettings): Omit<Sampling, 'seedBase'> {
  const { temperature, topP, maxTokens } = settings;
  const known = {
    ...(temperature && { temperature: temperature.value }),
    ...(topP && { top_p: topP.value }),
    ...(maxTokens && { max_tokens: maxTokens.value }),
  };
  const { seedBase: _, ...sampling } = samplingWith(known);
  return sampling;
}

/** @throws Error when none of the problems has a text to send. */
export async function draftOf(chosen: Chosen, version: string): Promise<Drafted> {
  const { comparison, problems, n, sampling, target, fingerprint } = chosen;
  const found = await promptsOf(chosen);
  if (found.problems.length === 0)
    throw new Error(`Nothing can be sent: neither prompts nor questions are in the dump of ${labelOf(chosen, 0)}.`);
  const models = chosen.runs.map((_, i) => modelOf(chosen, i, found));
  const source: EvalSource = {
    run: labelOf(chosen, 0),
    comparison: basename(comparison.source.uri.fsPath),
    promptField: found.field,
    templateNote: found.field === undefined ? 'question only, chat template of the server' : undefined,
  };
  const names = models.map(({ name }) => name).join(' and ');
  const count = formatNoun(problems.ids.length, 'problem');
  const draft: EvalDraft = {
    title: `+${formatCount(n)} ${names} on ${count}`,
    source,
    models,
    problems: found.problems,
    n,
    sampling,
    chunking: { nPerRequest: Math.min(n, nPerRequest) },
    ...(chosen.isGraded && found.problems.some(({ gold }) => gold !== undefined) && { grader: previewGrader }),
    target: { id: target.id, adapter: target.adapter, fingerprint },
    notSent: [],
    tool: { version },
  };
  const apart = chosen.runs.flatMap((_, i) => whyApart(chosen, i, found) ?? []);
  return { draft, apart, without: found.without };
}

interface Found {
  problems: EvalDraft['problems'];
  /** undefined: the dump holds questions only. */
  field: string | undefined;
  without: string[];
  /** Runs, by their place in `chosen.runs`, whose own prompts are other ones. */
  differing: Set<number>;
}

async function promptsOf(chosen: Chosen): Promise<Found> {
  const { comparison, problems, runs } = chosen;
  const { session } = comparison;
  const found: Found = { problems: [], field: undefined, without: [], differing: new Set() };
  let sliceEnd = performance.now() + sliceMs;
  for (const id of problems.ids) {
    if (performance.now() > sliceEnd) {
      await new Promise((resolve) => setImmediate(resolve));
      sliceEnd = performance.now() + sliceMs;
    }
    const row = session.rowOf(id);
    const places = runs.map((run) => session.entryOf(row, run));
    const source = places.findIndex((place) => place !== undefined);
    const entry = places[source];
    const stored = runs.map((run, i) => (places[i] ? readPrompt(session.indexOf(run), places[i].place) : undefined));
    const { question, reference } = await session.readProblem(row);
    const prompt = stored[source] ?? asQuestion(question);
    if (!entry || !prompt) {
      found.without.push(id);
      continue;
    }
    if ('field' in prompt) found.field = prompt.field;
    stored.forEach((own, i) => {
      if (!own || !isSame(own, prompt)) found.differing.add(i);
    });
    const { field: _, ...text } = { field: '', ...prompt };
    const { id: name, benchmark } = entry.entry;
    found.problems.push({
      ...{ id: name, ...text },
      ...(benchmark !== undefined && { benchmark }),
      ...(question !== '' && { question }),
      ...(reference !== undefined && { gold: reference }),
    });
  }
  return found;
}

type Prompt = StoredPrompt | Omit<Extract<StoredPrompt, { messages: unknown[] }>, 'field'>;

function asQuestion(question: string): Prompt | undefined {
  return question.trim() === '' ? undefined : { messages: [{ role: 'user', content: question }] };
}

function isSame(a: Prompt, b: Prompt): boolean {
  return a.prompt === b.prompt && JSON.stringify(a.messages) === JSON.stringify(b.messages);
}

function modelOf(chosen: Chosen, i: number, found: Found): EvalModel {
  const run = chosen.comparison.session.specs[chosen.runs[i]];
  const isMore = whyApart(chosen, i, found) === undefined;
  return {
    name: isMore ? run.label : `${run.label}, quick eval`,
    role: run.role === 'base' ? 'base' : 'rl',
    servedName: chosen.served[i],
    ...(isMore && { extends: run.label }),
  };
}

/** undefined: its samples are draws of the same and add to the run. */
function whyApart(chosen: Chosen, i: number, { differing, field }: Found): string | undefined {
  const place = chosen.runs[i];
  const { label, run, mapping } = chosen.comparison.session.specs[place];
  const { settings } = chosen.comparison.session.state.runs[place];
  const because = (why: string): string => `The samples of ${label} are a run of their own: ${why}.`;
  if (field === undefined) return because('its dump holds questions and not the prompts that were sent');
  if (differing.has(i)) return because(`its prompts are not those of ${labelOf(chosen, 0)}, which are sent`);
  if (run !== undefined || mapping) return because('its file is read in a way that other files are not');
  const was = samplingOf(settings);
  const { sampling } = chosen;
  if (was.temperature !== sampling.temperature) return because(`it was drawn at T ${was.temperature}`);
  if (was.top_p !== sampling.top_p) return because(`it was drawn with top-p ${was.top_p}`);
  if (was.max_tokens !== sampling.max_tokens)
    return because(`it was drawn with ${formatCount(was.max_tokens)} tokens at most`);
  return undefined;
}

const labelOf = ({ comparison, runs }: Chosen, i: number): string => comparison.session.specs[runs[i]].label;
