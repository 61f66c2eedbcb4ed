import type { Field, Section } from '../scan/plan';
import type { Adapter, Detection, Probe } from './adapter';
import { rankOf, roleNames, textNames, listTextNames } from './fieldNames';
import {
  isObject,
  isString,
  keyPath,
  mostRows,
  planOf,
  presentFields,
  rowsOf,
  scalarOf,
  storedVerdicts,
  unscored,
  type JsonObject,
} from './probe';

/**
 * A row a problem, a numbered column a sample: `answer1`, `answer1_correct`, `answer2` … (spreadsheets, hand-made tables). One
 * section of the plan a number; all add up to one run.
 */
export const wideColumns: Adapter = {
  id: 'wide-columns',
  label: 'One column per sample (answer1, answer1_correct)',
  detect,
};

/** Columns that differ in a number only. */
interface Family {
  /** Name without the number and the signs around it: `answer`, `answer_correct`. */
  name: string;
  keys: Map<number, string>;
}

/** The same with more columns than a probe shows: their rows are rewritten with a list of samples. */
export const wideColumnsMany: Adapter = {
  id: 'wide-columns-many',
  label: 'One column per sample, many',
  detect: detectMany,
  reshape: { each: '', recognise, rows: rowsOfWide },
};

/** A probe keeps so many entries of an object. */
const shownKeys = 64;

const isCut = (row: JsonObject): boolean => Object.keys(row).length >= shownKeys;

function detect(probe: Probe): Detection | undefined {
  const found = rowsOf(probe);
  if (!found || found.rows.some(isCut)) return undefined;
  const { record, rows } = found;
  const columns = columnsOf(rows);
  const shared = presentFields(rows, sharedKeys);
  if (!columns || shared.length === 0) return undefined;
  const { text, verdict, answer } = columns;
  const sections = [...text.keys.keys()]
    .sort((a, b) => a - b)
    .map((number): Section => {
      const own: [Field['role'], string | undefined][] = [
        ['text', text.keys.get(number)],
        ['answer', answer?.keys.get(number)],
        ['verdict', verdict?.keys.get(number)],
      ];
      const fields = own.flatMap(([role, key]) => (key === undefined ? [] : [{ role, path: keyPath(key) }]));
      return { record, fields: [...shared, ...fields], rule: 'truth' };
    });
  const plan = planOf(probe, ...sections);
  const choice = verdict ? { id: 'stored', label: `${verdict.name} is true`, plan } : { ...unscored, plan };
  return { confidence: 0.8, choices: [choice] };
}

const sharedKeys = {
  id: ['id', 'idx', 'problem_id', 'question_id', 'task_id'],
  question: ['question', 'problem', 'prompt', 'input'],
  reference: ['gold', 'ground_truth', 'gt', 'expected_answer', 'reference', 'answer', 'target'],
};

interface WideColumns {
  text: Family;
  verdict: Family | undefined;
  answer: Family | undefined;
}

function columnsOf(rows: JsonObject[]): WideColumns | undefined {
  const families = familiesOf(rows);
  const text = best(
    families.filter((family) => holds(rows, family, isString)),
    textRank,
  );
  if (!text) return undefined;
  const others = families.filter((family) => family !== text);
  const verdict = best(
    others.filter((family) => holds(rows, family, isVerdict)),
    verdictRank,
  );
  return { text, verdict, answer: others.find(({ name }) => rankOf(name, roleNames.answer) >= 0) };
}

function recognise(probe: Probe): number {
  const rows = rowsOf(probe)?.rows ?? [];
  const isWide = rows.length > 0 && mostRows(rows, isCut) && presentFields(rows, sharedKeys).length > 0;
  return isWide && columnsOf(rows) ? 0.8 : 0;
}

function rowsOfWide(document: unknown): JsonObject[] {
  if (!isObject(document)) return [];
  const columns = columnsOf([document]);
  if (!columns) return [];
  const { text, verdict, answer } = columns;
  const numbers = [...text.keys.keys()].sort((a, b) => a - b);
  const valueOf = (family: Family | undefined, number: number): unknown =>
    scalarOf(document[family?.keys.get(number) ?? '']) ?? null;
  const shared = Object.values(sharedKeys).flatMap((keys) => keys.filter((key) => key in document).slice(0, 1));
  return [
    {
      ...Object.fromEntries(shared.map((key) => [key, scalarOf(document[key])])),
      wide_samples: numbers.map((number) => ({
        text: valueOf(text, number),
        ...(verdict && { correct: valueOf(verdict, number) }),
        ...(answer && { pred: valueOf(answer, number) }),
      })),
    },
  ];
}

function detectMany(probe: Probe): Detection | undefined {
  const found = rowsOf(probe);
  const samples = found?.rows.flatMap((row) => row.wide_samples).filter(isObject) ?? [];
  if (!found || samples.length === 0) return undefined;
  const own = presentFields(samples, { text: ['text'], answer: ['pred'], verdict: ['correct'] });
  const fields = own.map(({ role, path }) => ({ role, path: `wide_samples[].${path}` }));
  const shared = presentFields(found.rows, sharedKeys);
  return storedVerdicts(probe, 0.8, { record: found.record, fields: [...shared, ...fields] }, 'correct is true');
}

/** At least two numbers in most rows; a number that is part of a name (`top1`, `level_3`) rarely comes with its next. */
function familiesOf(rows: JsonObject[]): Family[] {
  const families = new Map<string, Family>();
  for (const key of new Set(rows.flatMap(Object.keys))) {
    const match = /^([a-z_ -]*?)[-_ ]?(\d{1,4})([-_ ][a-z_ -]+)?$/i.exec(key);
    if (!match || !mostRows(rows, (row) => key in row)) continue;
    const name = (match[1] + (match[3] ?? '')).toLowerCase().replace(/[- ]/g, '_');
    const family = families.get(name) ?? { name, keys: new Map<number, string>() };
    families.set(name, family);
    if (!family.keys.has(Number(match[2]))) family.keys.set(Number(match[2]), key);
  }
  return [...families.values()].filter(({ keys }) => isCounted([...keys.keys()]));
}

/** 0, 1, 2 … or 1, 2, 3 … */
function isCounted(numbers: number[]): boolean {
  const least = Math.min(...numbers);
  return numbers.length >= 2 && least <= 1 && Math.max(...numbers) === least + numbers.length - 1;
}

function holds(rows: JsonObject[], { keys }: Family, test: (value: unknown) => boolean): boolean {
  const values = rows
    .flatMap((row) => [...keys.values()].map((key) => row[key]))
    .filter((value) => (value ?? null) !== null);
  return values.length > 0 && values.every(test);
}

const isVerdict = (value: unknown): boolean =>
  typeof value === 'boolean' || value === 0 || value === 1 || (isString(value) && /^(true|false|0|1)$/i.test(value));

const texts = [...textNames, ...listTextNames, 'answer', 'sample', 'attempt', 'rollout', 'try', 'run'];
const textRank = ({ name }: Family): number => rankOf(name, texts);
const verdictRank = ({ name }: Family): number => rankOf(name, roleNames.verdict, true);

function best(families: Family[], rank: (family: Family) => number): Family | undefined {
  return families.filter((family) => rank(family) >= 0).sort((a, b) => rank(a) - rank(b))[0];
}
