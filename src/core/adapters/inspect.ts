/**
 * Inspect AI: `.eval` logs, whose container gives one sample object a row, and `.json` logs with all of them in `samples`.
 * Either is rewritten, because a trace is spread over parts and attachments. Epochs are samples.
 */
import type { Field } from '../scan/plan';
import type { Adapter, Detection, Probe, Reshape, VerdictChoice } from './adapter';
import { inspectRow, isInspectSample } from './inspectSample';
import {
  isObject,
  joinPath,
  keyPath,
  mostRows,
  onlyDocument,
  planOf,
  rowsOf,
  unscored,
  type JsonObject,
} from './probe';

function rows(sample: unknown): JsonObject[] {
  const row = inspectRow(sample);
  return row ? [row] : [];
}

const ofRows: Reshape = {
  version: 3,
  each: '',
  recognise: (probe) => (mostRows(rowsOf(probe)?.rows ?? [], isInspectSample) ? 0.97 : 0),
  rows,
};

const ofDocument: Reshape = {
  version: 3,
  each: 'samples[]',
  recognise(probe) {
    const log = onlyDocument(probe);
    if (!isObject(log) || !isObject(log.eval) || !Array.isArray(log.samples)) return 0;
    return log.samples.some(isInspectSample) ? 0.97 : 0;
  },
  header(probe) {
    const log = onlyDocument(probe);
    return isObject(log) ? { ...log, samples: undefined } : undefined;
  },
  rows,
};

export const inspect: Adapter = { id: 'inspect', label: 'Inspect AI (.eval)', reshape: ofRows, detect };

export const inspectJson: Adapter = { id: 'inspect_json', label: 'Inspect AI (.json)', reshape: ofDocument, detect };

/** One choice a scorer, first those whose values are all verdicts. */
function detect(probe: Probe): Detection | undefined {
  const found = rowsOf(probe);
  if (!found || !mostRows(found.rows, isRow)) return undefined;
  const known = [...found.rows, ...(probe.later ?? []).filter(isObject)].filter(isRow);
  const scorers = [...new Set(known.flatMap(({ scores }) => (isObject(scores) ? Object.keys(scores) : [])))];
  const valuesOf = (scorer: string): unknown[] =>
    known.map(({ scores }) => (isObject(scores) ? scores[scorer] : undefined)).filter((value) => value != null);
  const isJudge = (scorer: string): boolean => {
    const values = valuesOf(scorer);
    return values.length > 0 && values.every((value) => value === 0 || value === 1);
  };
  const ranked = [...scorers.filter(isJudge), ...scorers.filter((scorer) => !isJudge(scorer))];
  const shared = sharedFields(known);
  const choices = ranked.map((scorer): VerdictChoice => {
    const fields: Field[] = [
      ...shared,
      { role: 'verdict', path: joinPath('scores', keyPath(scorer)) },
      { role: 'answer', path: joinPath('answers', keyPath(scorer)) },
    ];
    return {
      id: scorer,
      label: `${scorer} says correct`,
      plan: planOf(probe, { record: found.record, fields, rule: 'truth' }),
    };
  });
  const none = { ...unscored, plan: planOf(probe, { record: found.record, fields: shared, rule: 'truth' }) };
  return { confidence: 0.97, choices: choices.length > 0 ? choices : [none] };
}

function isRow(row: JsonObject): boolean {
  return 'epoch' in row && 'question' in row && isObject(row.scores) && isObject(row.answers);
}

function sharedFields(known: JsonObject[]): Field[] {
  const fields: Field[] = [
    { role: 'id', path: 'id' },
    { role: 'question', path: 'question' },
    { role: 'reference', path: 'target' },
    { role: 'text', path: 'text' },
    { role: 'sampleIndex', path: 'epoch' },
    { role: 'tokens', path: 'tokens' },
    { role: 'finish', path: 'finish' },
    { role: 'note', path: 'note' },
  ];
  if (known.some(({ logProb }) => typeof logProb === 'number')) fields.push({ role: 'logProbs', path: 'logProb' });
  return fields;
}
