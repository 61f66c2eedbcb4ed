import type { Adapter, Detection, Probe } from './adapter';
import { guessFields } from './guessFields';
import { guessedChoices } from './generic';
import { nameRunKey } from './pathNames';
import { isObject, mostRows, rowsOf } from './probe';

const listKeys = ['rollouts', 'model_outputs'];

/** A row a problem, each sample an object with its text in `rollouts[]` or `model_outputs[]`. */
export const rollouts: Adapter = {
  id: 'rollouts',
  label: 'Nested rollouts (rollouts[], model_outputs[])',
  detect,
  runKey: nameRunKey,
};

function detect(probe: Probe): Detection | undefined {
  const found = rowsOf(probe);
  const listKey = listKeys.find((key) => found && mostRows(found.rows, (row) => isListOfObjects(row[key])));
  if (!found || !listKey) return undefined;
  const guess = guessFields(found.rows);
  if (!guess?.fields.some(({ role, path }) => role === 'text' && path.startsWith(`${listKey}[].`))) return undefined;
  return { confidence: 0.92, choices: guessedChoices(probe, found.record, guess) };
}

function isListOfObjects(value: unknown): boolean {
  return Array.isArray(value) && value.some(isObject);
}
