/**
 * JSON with sorted keys (by UTF-16 units) and no white space, so that equal values have equal texts on every machine. Keys
 * whose value is undefined are left out, as `JSON.stringify` does. Python's
 * `json.dumps(value, sort_keys=True, separators=(',', ':'), ensure_ascii=False)` says the same of texts and whole numbers,
 * not of every fraction (`1e-7`): the worker reads ids and never makes them.
 *
 * @throws RangeError for numbers that JSON can't hold.
 */
export function canonicalJson(value: unknown): string {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new RangeError(`JSON can't hold ${value}.`);
  if (Array.isArray(value)) return `[${value.map((entry) => canonicalJson(entry ?? null)).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value)
    .filter(([, entry]) => entry !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, entry]) => `${JSON.stringify(key)}:${canonicalJson(entry)}`).join(',')}}`;
}
