import type { Adapter, Detection, Probe } from './adapter';
import { guessedChoices } from './generic';
import { isString, mostRows, presentFields, rewardColumns, rowsOf, stepsOfRows, type JsonObject } from './probe';

/**
 * verl's rollout and validation dumps, `<step>.jsonl`: a row a sample, without an id, in any order. Correct is `acc` where
 * the reward function gives it, else a score above 0; what else it gives can be chosen.
 */
export const verl: Adapter = {
  id: 'verl',
  label: 'verl (rollout and validation dumps)',
  detect,
};

function detect(probe: Probe): Detection | undefined {
  const found = rowsOf(probe);
  if (!found || !mostRows(found.rows, isSample)) return undefined;
  const { record } = found;
  const rows = found.rows.filter(isSample);
  const fields = presentFields(rows, {
    question: ['input'],
    reference: ['gts'],
    text: ['output'],
    answer: ['pred'],
    step: ['step'],
  });
  const verdicts = rewardColumns(rows, (key) => !aside.test(key)).sort((a, b) => rankOf(a.path) - rankOf(b.path));
  const steps = stepsOfRows(rows, 'step');
  return { confidence: 0.94, choices: guessedChoices(probe, record, { fields, verdicts, confidence: 0.94 }), steps };
}

function isSample(row: JsonObject): boolean {
  return (
    isString(row.input) && isString(row.output) && typeof row.score === 'number' && ('step' in row || 'gts' in row)
  );
}

/** Numbers that count or measure something. */
const aside =
  /^(step|gts|pred)$|(^|_)(len|length|num|count|tokens?|turns?|time|index|idx|id|seed|epoch|advantage)s?(_|$)/i;

const first = ['acc', 'score', 'reward'];
const rankOf = (path: string): number => (first.includes(path) ? first.indexOf(path) : first.length);
