/** Which columns of a Parquet file a dump needs, told by its schema, and its values as JSON. */

/** What is looked at of a schema; the library's own tree fits. */
export interface SchemaNode {
  children: SchemaNode[];
  element: {
    name: string;
    type?: string;
    repetition_type?: string;
    converted_type?: string;
    logical_type?: { type: string };
  };
  path: string[];
}

/**
 * The tree without what holds no text and no verdict: bytes that are not text, and lists of numbers (token ids,
 * logarithms of probabilities) that are longer than the lists of texts beside them. Undefined: nothing is left.
 *
 * @param values how many values a leaf has in the whole file, by its path joined with dots
 */
export function neededColumns<T extends SchemaNode>(
  root: T,
  values: (path: string) => number,
  rows: number,
): T | undefined {
  const leaves = leavesOf(root);
  // Writers of old did not say which bytes are text; where no column is said to be, all are taken for it.
  const bytesAreText = !leaves.some((leaf) => isText(leaf));
  const longestTexts = Math.max(
    0,
    ...leaves
      .filter((leaf) => isText(leaf) || (bytesAreText && isBytes(leaf)))
      .map((leaf) => values(leaf.path.join('.'))),
  );
  // One verdict a sample, but for one problem in sixteen a few more.
  const mostNumbers = Math.max(longestTexts, rows * 16);
  const keep = (node: SchemaNode, repeated: number, inMap: boolean): SchemaNode | undefined => {
    const depth = repeated + (node.element.repetition_type === 'REPEATED' ? 1 : 0);
    if (node.children.length === 0) {
      if (isBytes(node) && !bytesAreText && !isText(node)) return inMap ? node : undefined;
      const listed = depth > 0 && isNumber(node) && !inMap;
      return listed && (depth > 1 || values(node.path.join('.')) > mostNumbers) ? undefined : node;
    }
    // The halves of a map, and the single child of a list, stand and fall together.
    const isMap = inMap || node.element.converted_type === 'MAP' || node.element.converted_type === 'MAP_KEY_VALUE';
    const children = node.children.map((child) => keep(child, depth, isMap)).filter((child) => child !== undefined);
    if (children.length === 0) return undefined;
    return { ...node, children };
  };
  return keep(root, 0, false) as T | undefined;
}

export function leavesOf<T extends SchemaNode>(node: T): T[] {
  return node.children.length === 0 ? [node] : node.children.flatMap((child) => leavesOf(child as T));
}

function isBytes({ element }: SchemaNode): boolean {
  const bytes = element.type === 'BYTE_ARRAY' || element.type === 'FIXED_LEN_BYTE_ARRAY';
  return (
    bytes && element.converted_type !== 'DECIMAL' && !['UUID', 'FLOAT16'].includes(element.logical_type?.type ?? '')
  );
}

function isText({ element }: SchemaNode): boolean {
  const words = ['UTF8', 'JSON', 'ENUM', 'STRING'];
  return words.includes(element.converted_type ?? '') || words.includes(element.logical_type?.type ?? '');
}

function isNumber(node: SchemaNode): boolean {
  return !isBytes(node) && node.element.type !== 'BOOLEAN' && !isText(node);
}

/** Text that is read when its row is written. */
export interface LazyText {
  readText(): string;
}

/**
 * A value of a cell as JSON can hold it: integers too large to be exact as strings, dates in ISO form, NaN and infinite
 * numbers as null, bytes as text.
 */
export function jsonValueOf(value: unknown): unknown {
  if (value === null || value === undefined) return null;
  if (typeof value === 'bigint')
    return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER)
      ? Number(value)
      : value.toString();
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'object') return value;
  if (value instanceof Uint8Array) return new TextDecoder().decode(value);
  if (value instanceof Date) return Number.isFinite(value.getTime()) ? value.toISOString() : null;
  if (isLazy(value)) return value.readText();
  if (Array.isArray(value)) return value.map(jsonValueOf);
  if (ArrayBuffer.isView(value)) return Array.from(value as unknown as ArrayLike<unknown>, jsonValueOf);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, jsonValueOf(inner)]));
}

function isLazy(value: object): value is LazyText {
  return 'readText' in value && typeof value.readText === 'function';
}
