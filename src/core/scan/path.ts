import type { Path } from './plan';

/** One step of a path. */
export type Segment =
  { kind: 'key'; key: string } | { kind: 'anyKey' } | { kind: 'element'; index: number } | { kind: 'anyElement' };

/**
 * Splits a path (syntax: `Path` in `plan.ts`).
 *
 * @throws Error that quotes the path and says where it goes wrong.
 */
export function parsePath(path: Path): Segment[] {
  const segments: Segment[] = [];
  const token = /\.?(?:\[(\d*)\]|(\*)(?=[.[]|$)|("(?:[^"\\]|\\.)*")|([^.[\]"*]+))/y;
  while (token.lastIndex < path.length) {
    const at = token.lastIndex;
    const match = token.exec(path);
    if (!match) throw new Error(`The path "${path}" can't be read from its character ${at + 1} on.`);
    segments.push(segmentOf(match));
  }
  return segments;
}

function segmentOf([, index, any, quoted, plain]: RegExpExecArray): Segment {
  if (index === '') return { kind: 'anyElement' };
  if (index !== undefined) return { kind: 'element', index: Number(index) };
  if (any) return { kind: 'anyKey' };
  return { kind: 'key', key: quoted === undefined ? plain : (JSON.parse(quoted) as string) };
}
