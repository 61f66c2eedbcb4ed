/** Snappy in pieces. Its writers compress 64 KB at a time, so that is as far as a copy reaches back. */

const windowBytes = 64 * 1024;
const bufferBytes = 8 * windowBytes;

/**
 * What `packed` unpacks to. The pieces are only good until the next one is asked for.
 *
 * @throws Error when the bytes make no sense, or reach back further than 64 KB
 */
export function* unsnappy(packed: Uint8Array): Generator<Uint8Array> {
  const out = new Uint8Array(bufferBytes);
  let held = 0;
  let at = 0;
  while (packed[at] & 128) at++;
  at++;
  while (at < packed.length) {
    const tag = packed[at++];
    let length: number;
    let from = -1;
    if ((tag & 3) === 0) {
      length = (tag >> 2) + 1;
      if (length > 60) {
        const bytes = length - 60;
        length = littleEndian(packed, at, bytes) + 1;
        at += bytes;
      }
      if (at + length > packed.length) throw new Error('a page is cut off');
    } else {
      const wide = (tag & 3) === 1 ? 1 : (tag & 3) === 2 ? 2 : 4;
      const offset = littleEndian(packed, at, wide) + (wide === 1 ? (tag >> 5) << 8 : 0);
      length = wide === 1 ? ((tag >> 2) & 7) + 4 : (tag >> 2) + 1;
      at += wide;
      from = held - offset;
      if (offset === 0 || offset > windowBytes || from < 0) throw new Error('a page copies from where nothing is');
    }
    if (held + Math.min(length, windowBytes) > bufferBytes) {
      yield out.subarray(0, held - windowBytes);
      out.copyWithin(0, held - windowBytes, held);
      if (from >= 0) from -= held - windowBytes;
      held = windowBytes;
    }
    if (from >= 0) for (let i = 0; i < length; i++) out[held++] = out[from++];
    else
      for (let left = length; left > 0;) {
        const some = Math.min(left, bufferBytes - held);
        out.set(packed.subarray(at, at + some), held);
        held += some;
        at += some;
        left -= some;
        if (held < bufferBytes) continue;
        yield out.subarray(0, held - windowBytes);
        out.copyWithin(0, held - windowBytes, held);
        held = windowBytes;
      }
  }
  yield out.subarray(0, held);
}

function littleEndian(bytes: Uint8Array, at: number, count: number): number {
  let value = 0;
  for (let i = 0; i < count; i++) value += (bytes[at + i] ?? 0) * 2 ** (8 * i);
  return value;
}
