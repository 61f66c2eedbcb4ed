/** Test-only: from a path to a detected file, and from a group of them to counted runs. */
import type { DetectedFile, FileGroup } from '../../../src/core/adapters/groupFiles';
import { detectFormat } from '../../../src/core/adapters/registry';
import { countsOf, evaluatePlans, type OracleCounts, type OracleFile, type OracleRun } from './evaluatePlan';
import { probeOf, readDump, type ReadDump } from './readDump';

export interface OpenFile extends DetectedFile {
  dump: ReadDump;
}

/** undefined: no adapter knows it. */
export function detectFile(path: string): OpenFile | undefined {
  const dump = readDump(path);
  const format = detectFormat(probeOf(path, dump));
  return format && { path, dump, ...format };
}

export interface CountedRun {
  run: string | undefined;
  counts: OracleCounts;
}

export function evaluateGroup(group: FileGroup, opened: OpenFile[], choice?: string): OracleRun[] {
  const byPath = new Map(opened.map((file) => [file.path, file]));
  const files = [...group.files, ...group.verdictFiles].map((path): OracleFile => {
    const { detection, dump } = byPath.get(path)!;
    const chosen = detection.choices.find(({ id }) => id === choice) ?? detection.choices[0];
    return { plan: chosen.plan, documents: dump.documents };
  });
  return evaluatePlans(files);
}

export function countRuns(group: FileGroup, opened: OpenFile[], choice?: string): CountedRun[] {
  return evaluateGroup(group, opened, choice).map((run) => ({ run: run.run, counts: countsOf(run) }));
}
