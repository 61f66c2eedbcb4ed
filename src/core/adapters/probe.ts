/** Reading a probe: what all adapters share. Foreign data is `unknown` until one of these has narrowed it. */
import type { Field, Path, Role, ScanPlan, Section, VerdictRule } from '../scan/plan';
import type { Detection, Probe } from './adapter';

export type JsonObject = Record<string, unknown>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isListOf<T>(value: unknown, isElement: (element: unknown) => element is T): value is T[] {
  return Array.isArray(value) && value.every(isElement);
}

export const isString = (value: unknown): value is string => typeof value === 'string';
export const isStringOrNull = (value: unknown): value is string | null => value === null || isString(value);

/** Objects that may be a dump's records, and where they are. */
export interface Rows {
  record: Path;
  rows: JsonObject[];
}

/** The rows of a JSONL file, the elements of one JSON array (also one in a `.jsonl`), or one JSON object as a single row. */
export function rowsOf({ documents }: Probe): Rows | undefined {
  const list = documents.length === 1 && Array.isArray(documents[0]) ? (documents[0] as unknown[]) : undefined;
  const rows = (list ?? documents).filter(isObject);
  return rows.length > 0 ? { record: list ? '[]' : '', rows } : undefined;
}

/** The document of a file that is one JSON value, whatever the probe calls its container (an object may stand on one line). */
export function onlyDocument({ documents }: Probe): unknown {
  return documents.length === 1 ? documents[0] : undefined;
}

/** True when at least half of the rows pass: files begin with a header row, or hold damaged ones. */
export function mostRows(rows: JsonObject[], test: (row: JsonObject) => boolean): boolean {
  return rows.length > 0 && rows.filter(test).length * 2 >= rows.length;
}

/** Steps of a path as `Path` wants them: a key with a dot, bracket, star or quote is written as a JSON string. */
export function keyPath(key: string): Path {
  return /^[^.[\]"*]+$/.test(key) && key !== '@key' ? key : JSON.stringify(key);
}

export function joinPath(...parts: Path[]): Path {
  return parts
    .filter((part) => part !== '')
    .reduce((path, part) => (path === '' || part.startsWith('[') ? path + part : `${path}.${part}`), '');
}

/** For each role the first of its paths whose top key some row has; roles whose keys are absent are left out. */
export function presentFields(rows: JsonObject[], wanted: Partial<Record<Role, Path[]>>): Field[] {
  const isPresent = (path: Path): boolean => {
    const key = path.replace(/\[\]$/, '');
    return rows.some((row) => (path === key ? row[key] !== undefined : Array.isArray(row[key])));
  };
  return (Object.entries(wanted) as [Role, Path[]][]).flatMap(([role, paths]) => {
    const path = paths.find(isPresent);
    return path === undefined ? [] : [{ role, path }];
  });
}

export const hasRole = (fields: Field[], role: Role): boolean => fields.some((field) => field.role === role);

export function planOf(probe: Probe, ...sections: Section[]): ScanPlan {
  return { container: probe.container, sections };
}

/** The usual detection: one section and its verdicts as stored. `ruleLabel` says how: `score is true`. */
export function storedVerdicts(
  probe: Probe,
  confidence: number,
  section: { record: Path; fields: Field[]; rule?: VerdictRule },
  ruleLabel: string,
): Detection {
  const scored = hasRole(section.fields, 'verdict');
  const plan = planOf(probe, { ...section, rule: section.rule ?? 'truth' });
  const choice = scored ? { id: 'stored', label: ruleLabel, plan } : { ...unscored, plan };
  return { confidence, choices: [choice] };
}

/** Choice of a dump that stores no verdicts. */
export const unscored = { id: 'none', label: 'no verdicts stored' };

/** A known file without samples; `because` says what it is and what to open instead. */
export function withoutSamples(confidence: number, because: string): Detection {
  return { confidence, choices: [], without: because };
}

/**
 * True when rows that are unique by `idOf` repeat their questions at least twice on average: the id numbers samples, not
 * problems (the "x8" data sets). A shortened question proves nothing and counts as one of its own.
 */
export function idsNumberSamples(rows: JsonObject[], questionKey: string, idOf: (row: JsonObject) => unknown): boolean {
  const idsOfQuestion = new Map<string, Set<unknown>>();
  rows.forEach((row, position) => {
    const question = row[questionKey];
    const key = isString(question) && !isCut(question) ? question : `#${position}`;
    const ids = idsOfQuestion.get(key) ?? new Set();
    idsOfQuestion.set(key, ids.add(idOf(row)));
  });
  return idsOfQuestion.size * 2 <= rows.length && [...idsOfQuestion.values()].some((ids) => ids.size > 1);
}

/** The probe shortens strings to 256 characters and ends them in an ellipsis. */
const isCut = (text: string): boolean => text.length >= 256 && text.endsWith('…');

/** A message list or a text: what a prompt or a completion may be. */
export const isTextOrMessages = (value: unknown): boolean =>
  isString(value) || (Array.isArray(value) && value.length > 0 && value.every(isObject));

/** Path of the question in a prompt: of messages the last one of the user, where it stands at the same place in all rows. */
export function promptPath(rows: JsonObject[], key: string): Path {
  const places = rows.flatMap((row) => {
    const messages = row[key];
    return Array.isArray(messages)
      ? [messages.findLastIndex((message) => isObject(message) && message.role === 'user')]
      : [];
  });
  const isPlace = places.length > 0 && places[0] >= 0 && new Set(places).size === 1;
  return isPlace ? `${keyPath(key)}[${places[0]}].content` : keyPath(key);
}

/** A column that rewards or judges a sample: its name is its path. */
export interface RewardColumn {
  path: Path;
  rule: VerdictRule;
  isZeroOne: boolean;
}

/** Names of verdicts that speak of correctness, and not of format or length. */
const correctnessName = /^acc$|correct|accura|exact|match|solved|is_right/i;

/**
 * Keys whose values are numbers or booleans throughout, those named after correctness first. A number is read by its sign:
 * the first rows of a shaped reward may all be 0 or 1; `acc` and booleans say right or wrong themselves.
 */
export function rewardColumns(rows: JsonObject[], isReward: (key: string) => boolean): RewardColumn[] {
  const isValue = (value: unknown): boolean =>
    value === undefined || value === null || typeof value === 'number' || typeof value === 'boolean';
  const keys = [...new Set(rows.flatMap(Object.keys))].filter(
    (key) => isReward(key) && rows.every((row) => isValue(row[key])) && rows.some((row) => (row[key] ?? null) !== null),
  );
  const ruleOf = (key: string): VerdictRule =>
    key === 'acc' || rows.some((row) => typeof row[key] === 'boolean') ? 'truth' : 'sign';
  return [...keys.filter((key) => correctnessName.test(key)), ...keys.filter((key) => !correctnessName.test(key))].map(
    (key) => ({ path: keyPath(key), rule: ruleOf(key), isZeroOne: rows.every((row) => isZeroOne(row[key])) }),
  );
}

const isZeroOne = (value: unknown): boolean => typeof value === 'boolean' || value === 0 || value === 1;

/** Different training steps of the rows looked at, in order of appearance. */
export function stepsOfRows(rows: JsonObject[], key: string): number[] {
  return [...new Set(rows.map((row) => row[key]))].filter((step): step is number => Number.isFinite(step));
}

/** A value that a rewritten row may hold: no list or object, which could be nested to any depth. */
export function scalarOf(value: unknown): string | number | boolean | null | undefined {
  return isStringOrNull(value) || typeof value === 'number' || typeof value === 'boolean' ? value : undefined;
}
