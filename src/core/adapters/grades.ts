import type { Adapter, Detection, Probe } from './adapter';
import { rankOf, roleNames } from './fieldNames';
import { isListOf, keyPath, mostRows, onlyDocument, planOf, rowsOf, type JsonObject } from './probe';

/**
 * Verdicts that name no problem, for the samples of a file beside them in the same order: rllm's `results.json` (a list a
 * problem), a table with nothing but a verdict a row. Grades that name their problem are read by the generic adapter.
 */
export const grades: Adapter = {
  id: 'grades',
  label: 'Verdicts by position',
  detect,
};

function detect(probe: Probe): Detection | undefined {
  const document = onlyDocument(probe);
  const isList = (value: unknown): value is unknown[] => isListOf(value, isZeroOne);
  if (isListOf(document, isList) && document.some((list) => list.length > 0)) return verdictsAt(probe, 0.6, '[]', '[]');
  const found = rowsOf(probe);
  if (!found || found.rows.length < 2 || !mostRows(found.rows, isVerdictRow)) return undefined;
  const key = Object.keys(found.rows[0])[0];
  return key === undefined ? undefined : verdictsAt(probe, 0.3, found.record, keyPath(key));
}

function verdictsAt(probe: Probe, confidence: number, record: string, path: string): Detection {
  const plan = planOf(probe, { record, fields: [{ role: 'verdict', path }], rule: 'truth', verdictsOnly: true });
  return { confidence, choices: [{ id: 'stored', label: 'stored by position', plan }], part: 'verdicts' };
}

const isZeroOne = (value: unknown): value is unknown =>
  value === null || typeof value === 'boolean' || value === 0 || value === 1;

function isVerdictRow(row: JsonObject): boolean {
  const [key, ...others] = Object.keys(row);
  const value = row[key];
  const isTruth = isZeroOne(value) || (typeof value === 'string' && /^(true|false|[01](\.0)?)$/i.test(value));
  return others.length === 0 && key !== undefined && rankOf(key, roleNames.verdict) >= 0 && isTruth;
}
