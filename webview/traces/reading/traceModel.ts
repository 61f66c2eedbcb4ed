/** What is found in a trace once, for all ways of showing it. */
import { cuesOf, type Cue } from '../../../src/core/trace/cues';
import { regionsOf, type Region, type Span } from '../../../src/core/trace/regions';
import { segmentsOfTrace, type Segment } from '../../../src/core/trace/segments';
import { stepAt, stepsOf } from '../../../src/core/trace/steps';
import type { Highlight } from './stepContent';

export interface TraceModel {
  text: string;
  steps: Span[];
  regions: Region[];
  segments: Segment[];
  cues: Cue[];
  /** Cues of each step that has some. */
  stepCues: Map<number, Cue[]>;
  /** Step with the last box, or in which the answer begins; -1: none. */
  answerStep: number;
}

let last: TraceModel[] = [];

/** The model of a text; the few read last are kept. */
export function modelOf(text: string): TraceModel {
  const known = last.find((model) => model.text === text);
  const model = known ?? makeModel(text);
  last = [model, ...last.filter((other) => other !== model)].slice(0, 4);
  return model;
}

function makeModel(text: string): TraceModel {
  const regions = regionsOf(text);
  const steps = stepsOf(text, regions);
  const segments = segmentsOfTrace(text);
  const cues = cuesOf(text);
  const stepCues = new Map<number, Cue[]>();
  for (const cue of cues) {
    const step = stepAt(steps, cue.start);
    const list = stepCues.get(step);
    if (list) list.push(cue);
    else stepCues.set(step, [cue]);
  }
  const answer =
    segments.findLast(({ kind }) => kind === 'boxed') ?? segments.findLast(({ kind }) => kind === 'answer');
  return { text, steps, regions, segments, cues, stepCues, answerStep: answer ? stepAt(steps, answer.start) : -1 };
}

/** The cues of a step and the words that differ, as highlights; where both are, the cue is part of the difference. */
export function highlightsOf(model: TraceModel, step: number, words: readonly Span[], className: string): Highlight[] {
  const cues = (model.stepCues.get(step) ?? []).filter(
    (cue) => !words.some((word) => word.start < cue.end && cue.start < word.end),
  );
  const all = [
    ...words.map(({ start, end }) => ({ start, end, className })),
    ...cues.map(({ start, end }) => ({ start, end, className: 'cue' })),
  ];
  return all.sort((a, b) => a.start - b.start);
}
