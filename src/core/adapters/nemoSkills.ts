import type { Field } from '../scan/plan';
import type { Adapter, Detection, Probe } from './adapter';
import { guessedChoices } from './generic';
import type { GuessedVerdict } from './guessFields';
import { nameRunKey, plainPath } from './pathNames';
import { isString, mostRows, presentFields, rowsOf, type JsonObject } from './probe';

/**
 * NeMo-Skills: `output-rs<seed>.jsonl`, one sample a problem and file, lines aligned. Where the harness has cut the thinking
 * off `generation`, the whole trace is in `_full_generation`.
 */
export const nemoSkills: Adapter = {
  id: 'nemo-skills',
  label: 'NeMo-Skills (output-rs*)',
  detect,
  runKey: (path) => nameRunKey(finalPath(path)),
  companions,
};

const ownKeys = [
  '_full_generation',
  '_generation_finished_thinking',
  'symbolic_correct',
  'judgement',
  'num_generated_tokens',
  'predicted_answer',
  'generation_start_time',
  'generation_time',
  'is_correct-plus',
  'proof_status',
];

function detect(probe: Probe): Detection | undefined {
  const found = rowsOf(probe);
  if (!found || !mostRows(found.rows, isSample)) return undefined;
  const rows = found.rows.filter(isSample);
  const fields: Field[] = presentFields(rows, {
    id: ['id', 'problem_id'],
    question: ['problem', 'question'],
    reference: ['expected_answer'],
    text: ['_full_generation', 'generation'],
    answer: ['predicted_answer'],
    tokens: ['num_generated_tokens'],
    finish: ['finish_reason'],
    logProbs: ['logprobs[]'],
    benchmark: ['subset_for_metrics'],
  });
  const verdicts = verdictsOf(rows);
  return { confidence: 0.92, choices: guessedChoices(probe, found.record, { fields, verdicts, confidence: 0.92 }) };
}

function isSample(row: JsonObject): boolean {
  const own = ownKeys.filter((key) => key in row).length;
  return isString(row.generation) && own > 0 && ('expected_answer' in row || own > 1);
}

/** Those the rows hold; the judge's only where it was asked. */
function verdictsOf(rows: JsonObject[]): GuessedVerdict[] {
  const all: GuessedVerdict[] = [
    { path: 'symbolic_correct', rule: 'truth' },
    { path: 'is_correct', rule: 'truth' },
    { path: 'is_correct-plus', rule: 'truth' },
    { path: 'judgement', rule: 'judgement' },
  ];
  return all.filter(({ path }) => rows.some((row) => (row[path] ?? null) !== null));
}

/** While it runs, a file ends in `.jsonl-async`. */
const finalPath = (path: string): string => plainPath(path).replace(/\.jsonl-async$/, '.jsonl');

/** A chunk and an unfinished file are parts of the file that replaces them. */
function companions(path: string): string[] {
  const whole = finalPath(path).replace(/_chunk_\d+(?=\.jsonl$)/, '');
  return whole === plainPath(path) ? [] : [whole];
}
