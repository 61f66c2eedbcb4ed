/** The only door to a dump's bytes. */
export interface ByteSource {
  /** Bytes, when the source was opened. */
  readonly size: number;
  /** Fills `into[at, at + length)` from byte `position` of the file; returns how many bytes there were (0 at the end). */
  read(into: Uint8Array, at: number, length: number, position: number): number;
}

/** Exactly `[start, end)`, or what there is of it. */
export function readRangeOf(source: ByteSource, start: number, end: number): Uint8Array {
  const bytes = new Uint8Array(Math.max(0, Math.min(end, source.size) - start));
  let filled = 0;
  while (filled < bytes.length) {
    const got = source.read(bytes, filled, bytes.length - filled, start + filled);
    if (got === 0) break;
    filled += got;
  }
  return bytes.subarray(0, filled);
}
