/** A row's values as columns: what the guess looks at instead of the rows themselves. */
import type { Path } from '../scan/plan';
import { asideNames, conversationNames, rankOf } from './fieldNames';
import { isObject, joinPath, keyPath, type JsonObject } from './probe';

export interface Column {
  path: Path;
  /** Last key of the path. */
  name: string;
  /** Objects between the row (or list element) and the value. */
  depth: number;
  /** Key of the list whose elements are the values; undefined: one value a row. */
  list?: string;
  /** All present values, those of all list elements one after the other. */
  values: unknown[];
  /** Rows that have it. */
  rows: number;
  /** Turns of a conversation: one trace, told as a list of messages. */
  conversation?: boolean;
}

/** Columns of rows at depth ≤ 1, and of the elements of their lists at depth ≤ 2, in the order of the keys. */
export function columnsOf(rows: JsonObject[]): Column[] {
  const columns = new Map<Path, Column>();
  const add = (column: Omit<Column, 'values' | 'rows'>, values: unknown[]): void => {
    const known = columns.get(column.path) ?? { ...column, values: [], rows: 0 };
    columns.set(column.path, known);
    known.values.push(...values);
    known.rows++;
  };
  for (const row of rows) for (const [key, value] of Object.entries(row)) addKey(key, value, add);
  return [...columns.values()];
}

type Add = (column: Omit<Column, 'values' | 'rows'>, values: unknown[]) => void;

function addKey(key: string, value: unknown, add: Add): void {
  const path = keyPath(key);
  if (Array.isArray(value)) addList(key, value, add);
  else if (isObject(value)) addObject(path, key, [value], undefined, add, 1);
  else add({ path, name: key, depth: 0 }, [value]);
}

function addList(key: string, elements: unknown[], add: Add): void {
  const path = keyPath(key);
  if (isConversation(key, elements)) {
    add({ path, name: key, depth: 0, conversation: true }, [elements]);
    return;
  }
  const objects = elements.filter(isObject);
  if (objects.length > 0) addObject(`${path}[]`, key, objects, key, add, 2);
  else add({ path: `${path}[]`, name: key, depth: 0, list: key }, elements);
}

/** Columns below objects that stand at one place; `deepest` counts the objects it may still go into. */
function addObject(
  path: Path,
  key: string,
  objects: JsonObject[],
  list: string | undefined,
  add: Add,
  deepest: number,
  depth = list === undefined ? 1 : 0,
): void {
  if (rankOf(key, asideNames) >= 0) return;
  for (const inner of new Set(objects.flatMap(Object.keys))) {
    const values = objects.map((object) => object[inner]).filter((value) => value !== undefined);
    const below = values.filter(isObject);
    const innerPath = joinPath(path, keyPath(inner));
    if (below.length > 0 && deepest > 1) addObject(innerPath, inner, below, list, add, deepest - 1, depth + 1);
    else if (!values.some((value) => typeof value === 'object' && value !== null))
      add({ path: innerPath, name: inner, depth, list }, values);
  }
}

/** Messages {role, content} or turns; under a name for conversations any objects are. */
function isConversation(key: string, elements: unknown[]): boolean {
  const first = elements.find(isObject);
  if (!first) return false;
  const isTurn = ('role' in first && ('content' in first || 'prompt' in first)) || 'turn' in first;
  return isTurn || (rankOf(key, conversationNames) >= 0 && 'content' in first);
}
