import type { Adapter, Detection, Probe, Reshape } from './adapter';
import { bigcode } from './bigcode';
import { codeT } from './codeT';
import { cruxEval } from './cruxEval';
import { evalPlus } from './evalPlus';
import { generic } from './generic';
import { grades } from './grades';
import { humanEval } from './humanEval';
import { inspect, inspectJson } from './inspect';
import { lighteval, lightevalRewritten } from './lighteval';
import { lmEval } from './lmEval';
import { liveCodeBench } from './liveCodeBench';
import { mathEval } from './mathEval';
import { mmluPro } from './mmluPro';
import { modelColumns } from './modelColumns';
import { monkeys } from './monkeys';
import { nemoSkills } from './nemoSkills';
import { openAiBatch, openAiBatchSamples } from './openAiBatch';
import { openCompass } from './openCompass';
import { openRlhf } from './openRlhf';
import { quickEval } from './quickEval';
import { resultsOnly } from './resultsOnly';
import { rollouts } from './rollouts';
import { simpleEvals } from './simpleEvals';
import { trl } from './trl';
import { verifiers } from './verifiers';
import { verifiersTraces } from './verifiersTraces';
import { verl } from './verl';
import { verlGeneration } from './verlGeneration';
import { wideColumns, wideColumnsMany } from './wideColumns';

/** All formats. Of equally sure ones the first wins. */
const adapters: readonly Adapter[] = [
  mathEval,
  rollouts,
  humanEval,
  evalPlus,
  liveCodeBench,
  lmEval,
  inspect,
  inspectJson,
  lighteval,
  lightevalRewritten,
  openCompass,
  mmluPro,
  cruxEval,
  codeT,
  modelColumns,
  bigcode,
  grades,
  monkeys,
  nemoSkills,
  openAiBatch,
  openAiBatchSamples,
  openRlhf,
  quickEval,
  simpleEvals,
  trl,
  verifiers,
  verifiersTraces,
  verl,
  verlGeneration,
  wideColumns,
  wideColumnsMany,
  resultsOnly,
  generic,
];

export interface DetectedFormat {
  adapter: Adapter;
  detection: Detection;
}

/** Asks every adapter that reads a file as it is, and takes the surest; undefined: none of them knows the file. */
export function detectFormat(probe: Probe): DetectedFormat | undefined {
  let surest: DetectedFormat | undefined;
  for (const adapter of adapters) {
    const detection = adapter.reshape ? undefined : adapter.detect(probe);
    if (detection && detection.confidence > (surest?.detection.confidence ?? 0)) surest = { adapter, detection };
  }
  return surest;
}

export type ReshapingAdapter = Adapter & { reshape: Reshape };

export interface RecognisedReshape {
  adapter: ReshapingAdapter;
  /** As `Detection.confidence`. */
  confidence: number;
}

/** The adapter that is surest of rewriting a file's documents into rows. */
export function recogniseReshape(probe: Probe): RecognisedReshape | undefined {
  let surest: RecognisedReshape | undefined;
  for (const adapter of adapters) {
    if (!isReshaping(adapter)) continue;
    const confidence = adapter.reshape.recognise(probe);
    if (confidence > (surest?.confidence ?? 0)) surest = { adapter, confidence };
  }
  return surest;
}

function isReshaping(adapter: Adapter): adapter is ReshapingAdapter {
  return adapter.reshape !== undefined;
}
