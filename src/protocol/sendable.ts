/**
 * Host and page talk in JSON, which has no NaN, no Infinity, and no undefined in lists: all of them would arrive as null.
 * What it lacks goes as an object of one field. Typed arrays travel as bytes and keep what they hold.
 */
const field = 'not in JSON';
const lacking = new Map<string, unknown>([NaN, Infinity, -Infinity, undefined].map((value) => [String(value), value]));

/** The same value, or a copy in which nothing gets lost on the way. */
export function sendable(value: unknown): unknown {
  if (typeof value === 'number') return Number.isFinite(value) ? value : { [field]: String(value) };
  return replaced(value, (one) => (one === undefined ? { [field]: 'undefined' } : sendable(one)), sendable);
}

/** What `sendable` was given. */
export function received(value: unknown): unknown {
  const word = typeof value === 'object' && value !== null && field in value ? value[field] : undefined;
  if (typeof word === 'string' && lacking.has(word)) return lacking.get(word);
  return replaced(value, received, received);
}

/** A copy of a list or an object with other elements or fields; itself where they are the same. */
function replaced(value: unknown, element: (one: unknown) => unknown, fieldOf: (one: unknown) => unknown): unknown {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || value instanceof ArrayBuffer)
    return value;
  if (Array.isArray(value)) {
    const list = value.map(element);
    return list.some((one, i) => one !== value[i]) ? list : value;
  }
  let copy: Record<string, unknown> | undefined;
  for (const [name, one] of Object.entries(value)) {
    const other = fieldOf(one);
    if (other !== one) (copy ??= { ...value })[name] = other;
  }
  return copy ?? value;
}
