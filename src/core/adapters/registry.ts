import type { Adapter, Detection, Probe } from './adapter';
import { codeT } from './codeT';
import { cruxEval } from './cruxEval';
import { evalPlus } from './evalPlus';
import { generic } from './generic';
import { humanEval } from './humanEval';
import { lmEval } from './lmEval';
import { liveCodeBench } from './liveCodeBench';
import { mathEval } from './mathEval';
import { modelColumns } from './modelColumns';
import { resultsOnly } from './resultsOnly';
import { rollouts } from './rollouts';

/** All formats. Of equally sure ones the first wins. */
const adapters: readonly Adapter[] = [
  mathEval,
  rollouts,
  humanEval,
  evalPlus,
  liveCodeBench,
  lmEval,
  cruxEval,
  codeT,
  modelColumns,
  resultsOnly,
  generic,
];

export interface DetectedFormat {
  adapter: Adapter;
  detection: Detection;
}

/** Asks every adapter and takes the surest; undefined: no adapter knows the file. */
export function detectFormat(probe: Probe): DetectedFormat | undefined {
  let surest: DetectedFormat | undefined;
  for (const adapter of adapters) {
    const detection = adapter.detect(probe);
    if (detection && detection.confidence > (surest?.detection.confidence ?? 0)) surest = { adapter, detection };
  }
  return surest;
}
