/**
 * Checks of values that come from files. A shape says where a value first is not what it should be; fields that a shape does
 * not name may be anything and are kept.
 */

/** What is wrong, as "payload.tag is not a text"; undefined: the value is a T. */
export interface Shape<T> {
  (value: unknown, name: string): string | undefined;
  /** Never there; holds T for the compiler. */
  readonly type?: T;
}

/** Narrows by a shape. */
export function isOf<T>(shape: Shape<T>, value: unknown): value is T {
  return shape(value, '') === undefined;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function simple<T>(expected: string, test: (value: unknown) => boolean): Shape<T> {
  return (value, name) => (test(value) ? undefined : `${name} is not ${expected}`);
}

export const text = simple<string>('a text', (value) => typeof value === 'string');
export const name = simple<string>('a text that is not empty', (value) => typeof value === 'string' && value !== '');
export const flag = simple<boolean>('true or false', (value) => typeof value === 'boolean');
/** JSON has no NaN and no infinity: they would be written as null. */
export const number = simple<number>('a number', (value) => Number.isFinite(value));
export const whole = simple<number>(
  'a whole number of at least 0',
  (value) => Number.isSafeInteger(value) && (value as number) >= 0,
);

export function oneOf<T extends string>(words: readonly T[]): Shape<T> {
  return simple(`one of ${words.join(', ')}`, (value) => words.some((word) => word === value));
}

export function only<T extends string>(word: T): Shape<T> {
  return oneOf([word]);
}

export function optional<T>(shape: Shape<T>): Shape<T | undefined> {
  return (value, name) => (value === undefined ? undefined : shape(value, name));
}

export function list<T>(entry: Shape<T>): Shape<T[]> {
  return (value, name) => {
    if (!Array.isArray(value)) return `${name} is not a list`;
    for (const [i, one] of value.entries()) {
      const wrong = entry(one, `${name}[${i}]`);
      if (wrong !== undefined) return wrong;
    }
    return undefined;
  };
}

/** An object with these fields at least. */
export function fields<T extends object>(shapes: { [F in keyof T]-?: Shape<T[F]> }): Shape<T> {
  const entries = Object.entries<Shape<unknown>>(shapes);
  return (value, name) => {
    if (!isObject(value)) return `${name || 'the line'} is not an object`;
    for (const [field, shape] of entries) {
      const own = Object.hasOwn(value, field) ? value[field] : undefined;
      const wrong = shape(own, name === '' ? field : `${name}.${field}`);
      if (wrong !== undefined) return wrong;
    }
    return undefined;
  };
}

/** Any of several shapes; what is wrong is said of the last. */
export function either<T extends readonly unknown[]>(...shapes: { [I in keyof T]: Shape<T[I]> }): Shape<T[number]> {
  return (value, name) => {
    let wrong: string | undefined;
    for (const shape of shapes) {
      wrong = shape(value, name);
      if (wrong === undefined) return undefined;
    }
    return wrong;
  };
}

/** A shape and a condition of its own. */
export function where<T>(shape: Shape<T>, expected: string, test: (value: T) => boolean): Shape<T> {
  return (value, name) => {
    const wrong = shape(value, name);
    if (wrong !== undefined) return wrong;
    return isOf(shape, value) && test(value) ? undefined : `${name} is not ${expected}`;
  };
}
