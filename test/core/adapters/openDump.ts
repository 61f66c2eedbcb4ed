/** Test-only: from a path to a detected file, and from a group of them to counted runs. */
import type { Reshape } from '../../../src/core/adapters/adapter';
import { asVerdicts, type DetectedFile, type FileGroup } from '../../../src/core/adapters/groupFiles';
import { isObject } from '../../../src/core/adapters/probe';
import { detectFormat, recogniseReshape } from '../../../src/core/adapters/registry';
import { countsOf, evaluatePlans, type OracleCounts, type OracleFile, type OracleRun } from './evaluatePlan';
import { probeOf, readDump, type ReadDump } from './readDump';

export interface OpenFile extends DetectedFile {
  /** Rewritten, where the format wants it. */
  dump: ReadDump;
}

/** undefined: no adapter knows it. `named`: the path that the adapters are told, when not its own. */
export function detectFile(path: string, named = path): OpenFile | undefined {
  return detectDump(readDump(path), path, named);
}

/** As the host does it: a format that wants its documents rewritten is asked about the rows made of them. */
export function detectDump(dump: ReadDump, path: string, named = path): OpenFile | undefined {
  const probe = probeOf(named, dump);
  const format = detectFormat(probe);
  const found = recogniseReshape(probe);
  if (!found || found.confidence <= (format?.detection.confidence ?? 0)) return format && { path, dump, ...format };
  const documents = dump.documents.flatMap((document) => rewrite(found.adapter.reshape, document));
  const rewritten: ReadDump = { container: 'lines', documents: jsonOf(documents), damaged: dump.damaged };
  const detection = found.adapter.detect(probeOf(named, rewritten));
  return detection && { path, dump: rewritten, adapter: found.adapter, detection };
}

/** `each` is `''` or `key[]` in all formats there are. */
function rewrite({ each, rows }: Reshape, document: unknown): unknown[] {
  if (each === '') return rows(document);
  const list = isObject(document) ? document[each.replace('[]', '')] : document;
  return Array.isArray(list) ? list.flatMap(rows) : [];
}

/** Rows are kept as JSON: NaN and undefined are gone then. */
const jsonOf = (documents: unknown[]): unknown[] => documents.map((row) => JSON.parse(JSON.stringify(row)) as unknown);

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
