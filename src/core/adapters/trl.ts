import type { Adapter, Detection, Probe } from './adapter';
import { guessedChoices } from './generic';
import { isTextOrMessages, mostRows, promptPath, rewardColumns, rowsOf, stepsOfRows, type JsonObject } from './probe';

/**
 * TRL's `completions_<step>.parquet`: a row a sample, one column per reward function, named after it; NaN where a function
 * gave none. A file holds the last batch of its step only.
 */
export const trl: Adapter = {
  id: 'trl',
  label: 'TRL completions (GRPO, RLOO)',
  detect,
};

function detect(probe: Probe): Detection | undefined {
  const found = rowsOf(probe);
  if (!found || !mostRows(found.rows, isSample)) return undefined;
  const rows = found.rows.filter(isSample);
  const fields = [
    { role: 'question' as const, path: promptPath(rows, 'prompt') },
    { role: 'text' as const, path: 'completion' },
    { role: 'step' as const, path: 'step' },
  ];
  const verdicts = rewardColumns(rows, (key) => !/^(step|advantages?)$/.test(key));
  const choices = guessedChoices(probe, found.record, { fields, verdicts, confidence: 0.93 });
  return { confidence: 0.93, choices, steps: stepsOfRows(rows, 'step') };
}

function isSample(row: JsonObject): boolean {
  return typeof row.step === 'number' && isTextOrMessages(row.prompt) && isTextOrMessages(row.completion);
}
