import type { Adapter, Detection, Probe } from './adapter';
import { gradeFiles } from './pathNames';
import { isListOf, isString, isStringOrNull, mostRows, rowsOf, storedVerdicts, type JsonObject } from './probe';

/** CodeT: {prompt, samples}, a row a problem, no ids and no verdicts. */
export const codeT: Adapter = {
  id: 'codet',
  label: 'CodeT (prompt, samples)',
  detect,
  companions: gradeFiles,
};

function detect(probe: Probe): Detection | undefined {
  const found = rowsOf(probe);
  if (!found || !mostRows(found.rows, isProblem)) return undefined;
  const section = {
    record: found.record,
    fields: [
      { role: 'question', path: 'prompt' },
      { role: 'text', path: 'samples[]' },
    ] as const,
  };
  return storedVerdicts(probe, 0.9, { record: section.record, fields: [...section.fields] }, '');
}

/** Rows with more keys have ids or verdicts that the generic adapter finds. */
function isProblem(row: JsonObject): boolean {
  return Object.keys(row).length === 2 && isString(row.prompt) && isListOf(row.samples, isStringOrNull);
}
