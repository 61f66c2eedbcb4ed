/**
 * Guesses which field of a row plays which role, from names and from the types of the values.
 * Steps: 1. the text, which decides whether samples are rows or list elements; 2. verdicts and the other fields of a
 * sample, in the same shape; 3. question, reference and id, one value a row.
 */
import type { Field, Path, Role, VerdictRule } from '../scan/plan';
import { columnsOf, type Column } from './columns';
import { conversationNames, listTextNames, rankOf, roleNames, textNames } from './fieldNames';
import { idsNumberSamples, isObject, isString, type JsonObject } from './probe';

export interface Guess {
  /** Without verdicts. */
  fields: Field[];
  /** Ways to tell right from wrong, the best first. */
  verdicts: GuessedVerdict[];
  /** 0…0.5. */
  confidence: number;
}

export interface GuessedVerdict {
  path: Path;
  rule: VerdictRule;
  /** As in `VerdictChoice`; undefined: not looked at. */
  isZeroOne?: boolean;
}

/** @returns undefined when nothing looks like traces, or like verdicts of known problems. */
export function guessFields(rows: JsonObject[]): Guess | undefined {
  const all = columnsOf(rows);
  // A header row has keys of its own. Verdicts alone may be rare: few samples judged so far.
  const columns = all.filter((column) => column.rows * 5 >= rows.length * 2);
  const text = guessText(columns);
  const list = text ? text.column.list : verdictList(columns);
  const taken = new Set<Column>(text ? [text.column] : []);
  const verdicts = guessVerdicts(text ? all : columns, list !== undefined, text === undefined);
  if (!text && verdicts.length === 0) return undefined;
  for (const column of columns) if (verdicts.some(({ path }) => path === column.path)) taken.add(column);

  const problem = guessProblem(rows, columns, taken);
  const sample = guessSample(columns, taken, list);
  const fields = [...problem, ...(text ? [{ role: 'text' as const, path: text.path }] : []), ...sample];
  const isKnown = problem.some(({ role }) => role === 'id' || role === 'question');
  if (!text && !isKnown) return undefined;
  const confidence = !text ? 0.3 : isKnown ? text.confidence : text.confidence - 0.1;
  return { fields, verdicts, confidence };
}

interface GuessedText {
  column: Column;
  path: Path;
  confidence: number;
}

/** A list of texts, else one text, else a conversation, else the longest texts of any name that has no other role. */
function guessText(columns: Column[]): GuessedText | undefined {
  const texts = columns.filter(holdsText);
  const lists = texts.filter(({ list }) => list !== undefined);
  const single = texts.filter(({ list }) => list === undefined);
  const named =
    best(lists, listTextRank) ??
    best(single, ({ name, depth }) => shallow(rankOf(name, textNames), depth)) ??
    best(single, ({ name, depth }) =>
      shallow(rankOf(name, ['output', 'response', 'completion', 'generation'], true), depth),
    );
  if (named) return { column: named, path: named.path, confidence: 0.5 };
  const told = best(
    columns.filter(({ conversation }) => conversation),
    ({ name }) => rankOf(name, conversationNames),
  );
  if (told) return { column: told, path: conversationPath(told), confidence: 0.45 };
  const longest = [...lists, ...single]
    .filter(({ name }) => !hasOtherRole(name))
    .sort((a, b) => meanLength(b) - meanLength(a))
    .at(0);
  return longest && meanLength(longest) >= 80 ? { column: longest, path: longest.path, confidence: 0.3 } : undefined;
}

/** The list itself has a name for texts, or its objects have a text under one. */
function listTextRank({ name, list, path, depth }: Column): number {
  const isPlain = path.endsWith('[]');
  const rank = rankOf(name, isPlain ? listTextNames : textNames, isPlain);
  const listRank = isPlain ? 0 : rankOf(list ?? '', listTextNames, true);
  return rank < 0 ? -1 : shallow(rank + (listRank < 0 ? listTextNames.length : listRank), depth);
}

/** One message everywhere is a plain text; more are kept as they are. */
function conversationPath({ path, values }: Column): Path {
  const isSingle = (value: unknown): boolean =>
    Array.isArray(value) && value.length === 1 && isObject(value[0]) && isString(value[0].content);
  return values.every(isSingle) ? `${path}[0].content` : path;
}

/** In a row that is a problem only lists can hold verdicts: a single value there is a mean or a count. */
function guessVerdicts(columns: Column[], isList: boolean, isStrict: boolean): GuessedVerdict[] {
  return columns
    .filter((column) => (column.list !== undefined) === isList)
    .map((column) => ({ column, rank: verdictRank(column), rule: ruleOf(column) }))
    .filter(({ rank, rule }) => rank >= 0 && rule !== undefined && !(isStrict && rule === 'sign'))
    .sort((a, b) => a.rank - b.rank)
    .map(({ column, rule }) => ({ path: column.path, rule: rule as VerdictRule }));
}

function verdictRank({ name, depth }: Column): number {
  return shallow(rankOf(name, roleNames.verdict, true), depth);
}

/** With no text to go by: the list of verdicts, if there is one. */
function verdictList(columns: Column[]): string | undefined {
  const isVerdict = (column: Column): boolean =>
    column.list !== undefined && verdictRank(column) >= 0 && ruleOf(column) === 'truth';
  return columns.find(isVerdict)?.list;
}

const words = new Set([
  'pass',
  'passed',
  'success',
  'correct',
  'c',
  'fail',
  'failed',
  'timeout',
  'timed out',
  'incorrect',
  'i',
]);

/** The rule that reads all values of a column; undefined when none does. */
function ruleOf({ name, values }: Column): VerdictRule | undefined {
  const stored = values.filter((value) => value !== null && !Number.isNaN(value));
  if (stored.length === 0) return undefined;
  const isZeroOne = (value: unknown): boolean => typeof value === 'boolean' || value === 0 || value === 1;
  // The first rows of shaped rewards may all be 0 or 1; the sign reads those too.
  const isReward = /(^|_)(score|reward)s?$/i.test(name);
  if (isReward && stored.every((value) => typeof value === 'number')) return 'sign';
  if (stored.every(isZeroOne)) return 'truth';
  if (stored.every((value) => isString(value) && /^(true|false|[01](\.0)?)$/i.test(value))) return 'truth';
  return stored.every((value) => isString(value) && words.has(value.toLowerCase())) ? 'words' : undefined;
}

function guessProblem(rows: JsonObject[], columns: Column[], taken: Set<Column>): Field[] {
  const single = columns.filter(({ list }) => list === undefined);
  const take = (
    role: 'question' | 'reference' | 'id' | 'benchmark',
    test: (column: Column) => boolean,
  ): Column | undefined => {
    const column = best(
      single.filter((column) => !taken.has(column) && test(column)),
      ({ name, depth }) => shallow(rankOf(name, roleNames[role]), depth),
    );
    if (column) taken.add(column);
    return column;
  };
  const question = take('question', (column) => isQuestion(column, rows));
  const reference = take('reference', (column) => !column.conversation);
  const id = take('id', (column) => column.depth === 0 && isId(column, rows, question));
  const benchmark = take('benchmark', (column) => column.depth === 0 && column.values.every(isShortText));
  return [
    ...fieldAt('id', id),
    ...fieldAt('question', question),
    ...fieldAt('reference', reference),
    ...fieldAt('benchmark', benchmark),
  ];
}

/** Names of benchmarks are short. */
const isShortText = (value: unknown): boolean => isString(value) && value.length <= 64;

const fieldAt = (role: Role, column: Column | undefined): Field[] =>
  column ? [{ role, path: role === 'question' ? questionPath(column) : column.path }] : [];

/** One prompt for all rows is a template, unless the rows are known to be of one problem. */
function isQuestion({ name, values, conversation }: Column, rows: JsonObject[]): boolean {
  if (!conversation && !values.some(isString)) return false;
  const isTemplate = /^(prompt|instruction|query)$/i.test(name) && rows.length > 2 && new Set(values).size === 1;
  return !isTemplate || !rows.some((row) => roleNames.id.some((key) => row[key] !== undefined));
}

/** Of messages the last one of the user, where it stands at the same place in all rows. */
function questionPath({ path, values, conversation }: Column): Path {
  if (!conversation) return path;
  const places = values.map((messages) =>
    Array.isArray(messages)
      ? messages.findLastIndex((message) => isObject(message) && message.role === 'user' && isString(message.content))
      : -1,
  );
  return places[0] >= 0 && new Set(places).size === 1 ? `${path}[${places[0]}].content` : path;
}

function isId({ path, name, values }: Column, rows: JsonObject[], question: Column | undefined): boolean {
  if (!values.every((value) => isString(value) || Number.isInteger(value))) return false;
  // "problem" is an id in bookkeeping rows and the question everywhere else.
  if (name === 'problem' && !values.every(Number.isInteger)) return false;
  const isPlain = question !== undefined && question.depth === 0 && path === name;
  return !isPlain || !idsNumberSamples(rows, question.name, (row) => row[name]);
}

const sampleRoles = ['answer', 'finish', 'tokens', 'note', 'sampleIndex', 'logProbs'] as const;

/** Fields of a sample: elements of the texts' list or of lists beside it, or values of the row. */
function guessSample(columns: Column[], taken: Set<Column>, list: string | undefined): Field[] {
  const ofSamples = columns.filter(
    (column) => (column.list !== undefined) === (list !== undefined) && !column.conversation,
  );
  // In a row that is one sample, a list of log-probabilities has one number a token.
  if (list === undefined) ofSamples.push(...columns.filter((column) => column.list && fits('logProbs', column)));
  return sampleRoles.flatMap((role) => {
    const column = best(
      ofSamples.filter((candidate) => !taken.has(candidate) && fits(role, candidate)),
      (candidate) =>
        shallow(rankOf(candidate.name, roleNames[role]) + (candidate.list === list ? 0 : 0.5), candidate.depth),
    );
    if (!column) return [];
    taken.add(column);
    return [{ role, path: column.path }];
  });
}

function fits(role: (typeof sampleRoles)[number], { values, name }: Column): boolean {
  if (rankOf(name, roleNames[role]) < 0) return false;
  const stored = values.filter((value) => value !== null);
  if (role === 'tokens' || role === 'sampleIndex') return stored.length > 0 && stored.every(Number.isInteger);
  if (role === 'logProbs') return stored.length > 0 && stored.every((value) => typeof value === 'number');
  if (role === 'finish' || role === 'note') return stored.every(isString);
  return stored.every((value) => typeof value !== 'object');
}

function holdsText({ values }: Column): boolean {
  const stored = values.filter((value) => value !== null);
  return stored.length > 0 && stored.every(isString);
}

function meanLength({ values }: Column): number {
  return values.reduce<number>((sum, value) => sum + (isString(value) ? value.length : 0), 0) / values.length;
}

function hasOtherRole(name: string): boolean {
  return Object.values(roleNames).some((names) => rankOf(name, names) >= 0);
}

/** Values nearer to the row come first; -1 stays no match. */
function shallow(rank: number, depth: number): number {
  return rank < 0 ? -1 : rank + depth * 1000;
}

/** The column of the lowest rank ≥ 0, the first of equals. */
function best(columns: Column[], rank: (column: Column) => number): Column | undefined {
  let found: Column | undefined;
  let lowest = Infinity;
  for (const column of columns) {
    const value = rank(column);
    if (value >= 0 && value < lowest) [found, lowest] = [column, value];
  }
  return found;
}
