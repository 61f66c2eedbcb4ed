/** Test-only: from a path to a detected file, and from a group of them to counted runs. */
import { asVerdicts, type DetectedFile, type FileGroup } from '../../../src/core/adapters/groupFiles';
import { expect } from 'vitest';
import { detectFormat, recogniseReshape } from '../../../src/core/adapters/registry';
import { countsOf, evaluatePlans, type OracleCounts, type OracleFile, type OracleRun } from './evaluatePlan';
import { probeOf, readDump, type ReadDump } from './readDump';

export interface OpenFile extends DetectedFile {
  dump: ReadDump;
}

/** undefined: no adapter knows it. */
export function detectFile(path: string): OpenFile | undefined {
  const opened = detectDump(path, readDump(path));
  return opened && { path, ...opened };
}

/** As the real pipeline: where an adapter rewrites the documents more surely than others read them, its rows are the dump. */
export function detectDump(path: string, dump: ReadDump): Omit<OpenFile, 'path'> | undefined {
  const probe = probeOf(path, dump);
  const format = detectFormat(probe);
  const reshaping = recogniseReshape(probe);
  if (!reshaping || reshaping.confidence <= (format?.detection.confidence ?? 0)) return format && { dump, ...format };
  const { adapter } = reshaping;
  expect(adapter.reshape.each).toBe('');
  const rows: ReadDump = {
    container: 'lines',
    documents: dump.documents.flatMap((document) => adapter.reshape.rows(document)).map((row) => JSON.parse(JSON.stringify(row)) as unknown), // prettier-ignore
    damaged: 0,
  };
  const detection = adapter.detect(probeOf(path, rows));
  return detection && { dump: rows, adapter, detection };
}

export interface CountedRun {
  run: string | undefined;
  step: number | undefined;
  counts: OracleCounts;
}

export function evaluateGroup(group: FileGroup, opened: OpenFile[], choice?: string): OracleRun[] {
  const byPath = new Map(opened.map((file) => [file.path, file]));
  const files = [...group.files, ...group.verdictFiles].map((path): OracleFile => {
    const { detection, dump } = byPath.get(path)!;
    const chosen = detection.choices.find(({ id }) => id === choice) ?? detection.choices[0];
    const plan = group.verdictFiles.includes(path) ? asVerdicts(chosen.plan) : chosen.plan;
    return { plan, documents: dump.documents };
  });
  return evaluatePlans(files);
}

export function countRuns(group: FileGroup, opened: OpenFile[], choice?: string): CountedRun[] {
  return evaluateGroup(group, opened, choice).map((run) => ({ run: run.run, step: run.step, counts: countsOf(run) }));
}
