/** Narrowing of JSON that came from elsewhere. Each throws `Malformed` with the place; one reader catches it. */

export class Malformed extends Error {}

export type Json = Record<string, unknown>;

export function fail(where: string, expected: string): never {
  throw new Malformed(`${where} must be ${expected}`);
}

export function asObject(value: unknown, where: string): Json {
  return isJson(value) ? value : fail(where, 'an object');
}

export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function asText(value: unknown, where: string, most = 1_000_000): string {
  if (typeof value !== 'string') fail(where, 'a text');
  return value.length <= most ? value : fail(where, `a text of at most ${most} characters`);
}

export function asName(value: unknown, where: string, pattern: RegExp): string {
  const text = asText(value, where, 1000);
  return pattern.test(text) ? text : fail(where, `like ${pattern.source}`);
}

export function asNumber(value: unknown, where: string, least = -Infinity, most = Infinity): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) fail(where, 'a number');
  return value >= least && value <= most ? value : fail(where, `from ${least} to ${most}`);
}

export function asWhole(value: unknown, where: string, least: number, most = Number.MAX_SAFE_INTEGER): number {
  const number = asNumber(value, where, least, most);
  return Number.isInteger(number) ? number : fail(where, 'a whole number');
}

export function asList<T>(
  value: unknown,
  where: string,
  element: (value: unknown, where: string) => T,
  most = 1_000_000,
): T[] {
  if (!Array.isArray(value)) return fail(where, 'a list');
  if (value.length > most) fail(where, `a list of at most ${most}`);
  return value.map((entry, i) => element(entry, `${where}[${i}]`));
}

/** undefined where the field is absent or null. */
export function maybe<T>(value: unknown, where: string, read: (value: unknown, where: string) => T): T | undefined {
  return value === undefined || value === null ? undefined : read(value, where);
}

export function oneOf<T extends string>(value: unknown, where: string, words: readonly T[]): T {
  return words.find((word) => word === value) ?? fail(where, `one of ${words.join(', ')}`);
}
