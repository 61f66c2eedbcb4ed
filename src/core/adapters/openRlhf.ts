import type { Adapter, Detection, Probe } from './adapter';
import { gradeFiles, nameRunKey } from './pathNames';
import { isString, mostRows, presentFields, rowsOf, storedVerdicts, type JsonObject } from './probe';

/** OpenRLHF's batch inference: {input, output} and, once scored, `reward`. All prompts are repeated as whole blocks. */
export const openRlhf: Adapter = {
  id: 'openrlhf',
  label: 'OpenRLHF batch inference (input, output)',
  detect,
  companions: gradeFiles,
  // Ranks write `<path>0`, `<path>1` … before they are merged.
  runKey: (path) => nameRunKey(path).replace(/(\.jsonl?)\d+$/, '$1'),
};

function detect(probe: Probe): Detection | undefined {
  const found = rowsOf(probe);
  if (!found || !mostRows(found.rows, isSample)) return undefined;
  const fields = presentFields(found.rows, { question: ['input'], text: ['output'], verdict: ['reward'] });
  return storedVerdicts(probe, 0.85, { record: found.record, fields, rule: 'sign' }, 'reward is above 0');
}

function isSample(row: JsonObject): boolean {
  const isKnown = Object.keys(row).every((key) => ['input', 'output', 'reward'].includes(key));
  return isKnown && isString(row.input) && isString(row.output);
}
