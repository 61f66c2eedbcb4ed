import type { Section } from '../scan/plan';
import type { Adapter, Detection, Probe } from './adapter';
import { isListOf, isObject, isStringOrNull, onlyDocument, planOf, unscored, type JsonObject } from './probe';

/** CRUXEval: one object of id → texts; the scored twin holds the texts and the verdicts as two such objects. */
export const cruxEval: Adapter = {
  id: 'cruxeval',
  label: 'CRUXEval (generations, scored)',
  detect,
  companions,
};

function detect(probe: Probe): Detection | undefined {
  const document = onlyDocument(probe);
  if (!isObject(document)) return undefined;
  const { raw_generations: texts, raw_scored_generations: verdicts } = document;
  if (isObject(texts) && idConfidence(texts) > 0) {
    const sections = [textsAt('raw_generations.*')];
    if (!isObject(verdicts)) return { confidence: 0.9, choices: [{ ...unscored, plan: planOf(probe, ...sections) }] };
    const plan = planOf(probe, ...sections, verdictsAt('raw_scored_generations.*'));
    return { confidence: 0.97, choices: [{ id: 'stored', label: 'raw_scored_generations is true', plan }] };
  }
  const confidence = idConfidence(document);
  if (confidence === 0) return undefined;
  return { confidence, choices: [{ ...unscored, plan: planOf(probe, textsAt('*')) }], part: 'samples' };
}

const textsAt = (record: string): Section => ({
  record,
  fields: [
    { role: 'id', path: '@key' },
    { role: 'text', path: '[]' },
  ],
  rule: 'truth',
});

const verdictsAt = (record: string): Section => ({
  record,
  fields: [
    { role: 'id', path: '@key' },
    { role: 'verdict', path: '[]' },
  ],
  rule: 'truth',
  verdictsOnly: true,
});

/** Keys that count up behind one prefix (`sample_12`), each with a list of texts; 0: something else. */
function idConfidence(object: JsonObject): number {
  const keys = Object.keys(object);
  const lists = Object.values(object);
  const hasTexts = lists.every((list) => isListOf(list, isStringOrNull)) && lists.some((list) => list.length > 0);
  const prefixes = new Set(keys.map((key) => /^(.*?)\d+$/.exec(key)?.[1]));
  if (keys.length === 0 || !hasTexts || prefixes.size !== 1 || prefixes.has(undefined)) return 0;
  return prefixes.has('sample_') ? 0.92 : keys.length > 1 ? 0.7 : 0;
}

/** `sample_<name>/generations.json` or `sample_<name>.json`, and beside it `sample_scored_<name>.json`. */
function companions(path: string): string[] {
  const scored = /^(.*\/)?sample_scored_([^/]+)\.json$/.exec(path);
  if (scored) {
    const stem = `${scored[1] ?? ''}sample_${scored[2]}`;
    return [`${stem}/generations.json`, `${stem}.json`];
  }
  const plain = /^(.*\/)?sample_([^/]+?)(?:\/generations)?\.json$/.exec(path);
  return plain ? [`${plain[1] ?? ''}sample_scored_${plain[2]}.json`] : [];
}
