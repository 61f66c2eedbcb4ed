/**
 * A scan plan as a tree of places: the tokenizer walks it beside the bytes, and where the tree ends it skips.
 */
import { parsePath, type Segment } from './path';
import { listsSamples, type Role, type ScanPlan } from './plan';

/** A field that is found at a node. */
export interface Leaf {
  /** Index into `ScanPlan.sections`. */
  section: number;
  /** `where`: not a field, but the string that says whether the record counts. */
  role: Role | 'where';
  /** Stack depth of the array whose elements are the record's samples; -1: one value for the whole record. */
  listDepth: number;
}

/** A key seen before at this node, with its closing quote, and the node it leads to (none: skip its value). */
interface KnownKey {
  bytes: Uint8Array;
  child: PlanNode | undefined;
}

export interface PlanNode {
  leaves: Leaf[];
  /** Sections whose records are here. */
  records: number[];
  keys: Map<string, PlanNode>;
  anyKey: PlanNode | undefined;
  elements: Map<number, PlanNode>;
  anyElement: PlanNode | undefined;
  hasChildren: boolean;
  /** Keys in the order in which the last objects had them: the next key is nearly always the one guessed from it. */
  order: KnownKey[];
}

export interface PlanTree {
  root: PlanNode;
  /** Per section: stack depth of the object whose current key is the record's `@key`; -1: not asked for. */
  keyDepths: number[];
}

/** Longest list of remembered keys a node keeps; objects with more keys are looked up. */
export const maxKnownKeys = 64;

/** @throws Error when a path of the plan can't be read. */
export function buildPlanTree(plan: ScanPlan): PlanTree {
  const root = newNode();
  const keyDepths = plan.sections.map((section, index) => {
    const record = parsePath(section.record);
    nodeAt(root, record).records.push(index);
    let keyDepth = -1;
    for (const field of section.fields) {
      if (field.path === '@key') {
        keyDepth = record.findLastIndex((segment) => segment.kind === 'anyKey') + 1;
        continue;
      }
      const below = parsePath(field.path);
      const list = below.findIndex((segment) => segment.kind === 'anyElement');
      const listDepth = listsSamples(section, field) ? record.length + list + 1 : -1;
      nodeAt(root, [...record, ...below]).leaves.push({ section: index, role: field.role, listDepth });
    }
    if (section.where) {
      const leaves = nodeAt(root, [...record, ...parsePath(section.where.path)]).leaves;
      leaves.push({ section: index, role: 'where', listDepth: -1 });
    }
    return keyDepth;
  });
  return { root, keyDepths };
}

function newNode(): PlanNode {
  return {
    leaves: [],
    records: [],
    keys: new Map(),
    anyKey: undefined,
    elements: new Map(),
    anyElement: undefined,
    hasChildren: false,
    order: [],
  };
}

function nodeAt(root: PlanNode, path: Segment[]): PlanNode {
  let node = root;
  for (const segment of path) {
    node.hasChildren = true;
    node = childOf(node, segment);
  }
  return node;
}

function childOf(node: PlanNode, segment: Segment): PlanNode {
  switch (segment.kind) {
    case 'anyKey':
      return (node.anyKey ??= newNode());
    case 'anyElement':
      return (node.anyElement ??= newNode());
    case 'key':
      return getOrAdd(node.keys, segment.key);
    case 'element':
      return getOrAdd(node.elements, segment.index);
  }
}

function getOrAdd<K>(map: Map<K, PlanNode>, key: K): PlanNode {
  let child = map.get(key);
  if (!child) map.set(key, (child = newNode()));
  return child;
}
