import type { Adapter, Detection, Probe } from './adapter';
import { guessedChoices } from './generic';
import {
  isObject,
  isTextOrMessages,
  mostRows,
  presentFields,
  promptPath,
  rewardColumns,
  rowsOf,
  type JsonObject,
} from './probe';

/** verifiers and prime-rl, `results.jsonl`: a row a sample, prompt and completion as messages, each metric a key of its own. */
export const verifiers: Adapter = {
  id: 'verifiers',
  label: 'verifiers (results.jsonl)',
  detect,
};

function detect(probe: Probe): Detection | undefined {
  const found = rowsOf(probe);
  if (!found || !mostRows(found.rows, isSample)) return undefined;
  const rows = found.rows.filter(isSample);
  const hasTokens = rows.some((row) => isObject(row.token_usage) && 'output_tokens' in row.token_usage);
  const fields = presentFields(rows, {
    id: ['example_id', 'id'],
    question: [],
    reference: ['answer'],
    text: ['completion'],
    finish: ['is_truncated', 'stop_condition'],
  });
  fields.splice(1, 0, { role: 'question', path: promptPath(rows, 'prompt') });
  if (hasTokens) fields.push({ role: 'tokens', path: 'token_usage.output_tokens' });
  const verdicts = rewardColumns(rows, (key) => !aside.test(key));
  return { confidence: 0.91, choices: guessedChoices(probe, found.record, { fields, verdicts, confidence: 0.91 }) };
}

/** A row without an id is told from other rewarded samples by its messages. */
function isSample(row: JsonObject): boolean {
  const isOurs =
    'example_id' in row || (Array.isArray(row.completion) && ('task' in row || 'id' in row || 'info' in row));
  return isOurs && typeof row.reward === 'number' && isTextOrMessages(row.prompt) && isTextOrMessages(row.completion);
}

/** Numbers that are no metric. */
const aside =
  /^(example_)?id$|^(is_(completed|truncated)|timing|step|num_turns|total_tool_calls|advantage|.*_(ms|time|tokens))$/;
