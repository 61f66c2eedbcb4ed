/** The JSON object around a value, found from the value outwards: nothing before or behind the object is looked at. */

export interface ObjectAround {
  /** Bytes of the object, braces included. */
  start: number;
  end: number;
  /** Place of the value in the list that holds it; -1 when it stands in the object itself. */
  element: number;
}

const quote = 34;
const comma = 44;
const open = { list: 91, object: 123 };
const close = { list: 93, object: 125 };

/**
 * The nearest object around the value at `[start, end)` of `bytes`, the quotes of a string included.
 *
 * @returns undefined when the bytes end before the object does, on either side.
 */
export function objectAround(bytes: Uint8Array, start: number, end: number): ObjectAround | undefined {
  const before = opening(bytes, start);
  const behind = before && closing(bytes, end);
  return before && behind !== undefined ? { ...before, end: behind } : undefined;
}

/** Walks back: outside of strings a quote can only end one, whatever stands further before. */
function opening(bytes: Uint8Array, from: number): { start: number; element: number } | undefined {
  let depth = 0;
  let commas = 0;
  let element = -1;
  for (let i = from - 1; i >= 0; i--) {
    const byte = bytes[i];
    if (byte === quote) i = stringStart(bytes, i);
    else if (byte === close.list || byte === close.object) depth++;
    else if (depth > 0) depth -= byte === open.list || byte === open.object ? 1 : 0;
    else if (byte === comma) commas++;
    else if (byte === open.object) return { start: i, element };
    else if (byte === open.list && element < 0) element = commas;
  }
  return undefined;
}

/** First byte of the string that ends at `end`; -1 when it is not there. */
function stringStart(bytes: Uint8Array, end: number): number {
  for (let i = end - 1; i >= 0; i--) {
    if (bytes[i] !== quote) continue;
    let first = i;
    while (first > 0 && bytes[first - 1] === 92) first--;
    if ((i - first) % 2 === 0) return i;
    i = first;
  }
  return -1;
}

function closing(bytes: Uint8Array, from: number): number | undefined {
  let depth = 0;
  for (let i = from; i < bytes.length; i++) {
    const byte = bytes[i];
    if (byte === quote) {
      for (i++; i < bytes.length && bytes[i] !== quote; i++) if (bytes[i] === 92) i++;
    } else if (byte === open.list || byte === open.object) depth++;
    else if (byte === close.list || byte === close.object) {
      if (depth === 0 && byte === close.object) return i + 1;
      if (depth > 0) depth--;
    }
  }
  return undefined;
}
