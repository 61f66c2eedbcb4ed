import type { Field, Path, VerdictRule } from '../scan/plan';
import type { Adapter, Detection, Probe, VerdictChoice } from './adapter';
import { guessFields, type Guess } from './guessFields';
import { gradeFiles, nameRunKey, plainPath } from './pathNames';
import {
  hasRole,
  isListOf,
  isObject,
  joinPath,
  keyPath,
  onlyDocument,
  planOf,
  rowsOf,
  unscored,
  type JsonObject,
  type Rows,
} from './probe';

/** Any JSON with a row a sample or a row a problem: roles are guessed, shown and editable (`mapping.ts`). */
export const generic: Adapter = {
  id: 'generic',
  label: 'Generic (fields guessed)',
  detect,
  runKey: nameRunKey,
  companions: gradeFiles,
};

function detect(probe: Probe): Detection | undefined {
  const places = rowPlaces(probe);
  if (places.some(({ rows }) => rows.some(isOfAnotherFormat))) return undefined;
  const guesses = places.flatMap((place) => {
    const guess = guessFields(place.rows);
    if (!guess || !isCredible(probe, place, guess)) return [];
    return [{ place, guess: withKey(place, guess) }];
  });
  const best = guesses.reduce((a, b) => (weight(b.guess) > weight(a.guess) ? b : a), guesses[0]);
  if (!best) return undefined;
  const { place, guess } = best;
  const choices = isOneSample(probe, place, guess)
    ? guessedChoices({ ...probe, container: 'document' }, '', withoutFileIndex(guess))
    : guessedChoices(probe, place.record, guess);
  const isGrades = !hasRole(guess.fields, 'text');
  return isGrades
    ? { confidence: guess.confidence, choices, part: 'either' }
    : { confidence: guess.confidence, choices };
}

/** Records that know their question are worth more than the object that holds them. */
const weight = ({ confidence, fields }: Guess): number => confidence + (hasRole(fields, 'question') ? 0.05 : 0);

/** One choice a verdict field, the best first. Its id is the field's path. */
export function guessedChoices(probe: Probe, record: Path, { fields, verdicts }: Guess): VerdictChoice[] {
  const planWith = (rule: VerdictRule, more: Field[]): VerdictChoice['plan'] =>
    planOf(probe, { record, fields: [...fields, ...more], rule });
  if (verdicts.length === 0) return [{ ...unscored, plan: planWith('truth', []) }];
  return verdicts.slice(0, maxChoices).map(({ path, rule, isZeroOne }) => ({
    id: path,
    isZeroOne,
    label: `${path} ${ruleWords[rule]}`,
    plan: planWith(rule, [{ role: 'verdict', path }]),
  }));
}

/** As many as a list of radio buttons bears. */
const maxChoices = 8;

const ruleWords: Record<VerdictRule, string> = {
  truth: 'is true or 1',
  sign: 'is above 0',
  words: 'says pass or correct',
  'first-word': 'begins with success',
  letter: 'is the letter of the reference (derived)',
  judgement: 'says Judgement: Yes',
};

/** Where records may be: below a key of the one document first, so that a header is not taken for a problem. */
export function rowPlaces(probe: Probe): Rows[] {
  const document = onlyDocument(probe);
  const below = isObject(document) ? placesBelow(document, '', 1) : [];
  const rows = rowsOf(probe);
  return rows ? [...below, rows] : below;
}

function placesBelow(object: JsonObject, path: Path, deeper: number): Rows[] {
  const places = Object.entries(object).flatMap(([key, value]): Rows[] => {
    const at = joinPath(path, keyPath(key));
    if (Array.isArray(value)) {
      const rows = value.filter(isObject);
      return rows.length > 0 ? [{ record: `${at}[]`, rows }] : [];
    }
    return isObject(value) && deeper > 0 ? placesBelow(value, at, deeper - 1) : [];
  });
  const values = Object.values(object);
  if (values.length > 1 && values.every(isObject)) places.unshift({ record: joinPath(path, '*'), rows: values });
  if (values.length > 1 && values.every((value) => isListOf(value, isObject) && value.length > 0))
    places.unshift({ record: joinPath(path, '*[]'), rows: values.flat() as JsonObject[] });
  return places;
}

/** One object with a text somewhere in it is no dump, unless it says which problem it is about. */
function isCredible(probe: Probe, { rows, record }: Rows, { fields, confidence }: Guess): boolean {
  const isWhole = record === '' && rows.length === 1 && probe.documents.length === 1;
  return confidence >= 0.3 && (!isWhole || hasRole(fields, 'question') || hasRole(fields, 'id'));
}

/** lm-eval, OpenCompass, batch output and Inspect put one problem into several rows: guessing would miscount them. */
function isOfAnotherFormat(row: JsonObject): boolean {
  const keys = [
    ['doc_id', 'resps'],
    ['origin_prompt'],
    ['custom_id', 'response'],
    ['nodes', 'rewards'],
    ['eval', 'plan'],
  ];
  return keys.some((all) => all.every((key) => key in row));
}

/** A file that is one sample, `problem_0007.json`; it may stand on one line. */
function isOneSample({ container, documents, path }: Probe, { record, rows }: Rows, { fields }: Guess): boolean {
  const isFile = record === '' && rows.length === 1 && documents.length === 1;
  const isList = fields.some(({ role, path }) => role === 'text' && path.includes('[]'));
  return isFile && !isList && (container === 'document' || /\.json$/i.test(plainPath(path)));
}

/** Such a file's index counts files; samples of one problem share the question. */
function withoutFileIndex(guess: Guess): Guess {
  if (!hasRole(guess.fields, 'question')) return guess;
  return { ...guess, fields: guess.fields.filter(({ role }) => role !== 'id') };
}

/** Records without an id that stand under a key are called by it. */
function withKey({ record }: Rows, guess: Guess): Guess {
  if (!/(^|\.)\*(\[\])?$/.test(record) || hasRole(guess.fields, 'id')) return guess;
  return { ...guess, fields: [{ role: 'id', path: '@key' }, ...guess.fields] };
}
