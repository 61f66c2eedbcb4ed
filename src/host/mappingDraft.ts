/** Serves the field mapping page: what a dump looks like, what a mapping would count, and writing it down. */
import type { StoredMapping } from '../core/adapters/mapping';
import type { RunSpec } from '../core/compare/comparison';
import { loadRun, previewRun, type LoadOptions, type LoadedRun } from '../io/loadRun';
import type { MappingCount, MappingDraft } from '../protocol/comparePage';
import { isCancellation } from './cancellation';

/** A count is shown after so long, whatever has been read until then. */
const longestCountMs = 3000;
/** As many findings as fit beside a count. */
const shownFindings = 3;

/** @throws UnreadableError when no file of the run holds objects */
export async function readMapping(spec: RunSpec, options: LoadOptions, signal: AbortSignal): Promise<MappingDraft> {
  const preview = await previewRun(spec.paths, { ...options, signal });
  return { ...preview, saved: spec.mapping };
}

/** Counts what the run would hold. Never throws for what is in the dump. */
export async function tryMapping(
  spec: RunSpec,
  mapping: StoredMapping,
  options: LoadOptions,
  signal: AbortSignal,
): Promise<MappingCount> {
  const late = AbortSignal.timeout(longestCountMs);
  try {
    return countOf(await loadRun({ ...spec, mapping }, { ...options, signal: AbortSignal.any([signal, late]) }));
  } catch (error) {
    if (signal.aborted) throw error;
    // A path that can't be followed is said like a dump that can't be read.
    const message = error instanceof Error ? error.message : String(error);
    return { ...nothing, failed: isCancellation(error) ? 'Nothing was read within 3 s.' : message };
  }
}

const nothing: MappingCount = {
  problems: 0,
  samples: 0,
  scored: 0,
  correct: 0,
  nMin: 0,
  nMax: 0,
  complete: true,
  findings: [],
};

function countOf({ index, findings, complete }: LoadedRun): MappingCount {
  const count = { ...nothing, problems: index.problems.length, complete, nMin: Infinity };
  for (const { start, end, n, c } of index.problems) {
    count.samples += end - start;
    count.scored += n;
    count.correct += c;
    count.nMin = Math.min(count.nMin, end - start);
    count.nMax = Math.max(count.nMax, end - start);
  }
  if (count.problems === 0) count.nMin = 0;
  return { ...count, findings: findings.slice(0, shownFindings).map(({ message }) => message) };
}
