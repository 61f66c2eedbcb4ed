/** Bytes looked at on each side of a text. */
export const edgeBytes = 16;

/**
 * Hash of a text's length, beginning and end, made while its bytes are at hand: texts that differ in it differ. Never 0.
 *
 * @param length of the text, where `buf` holds only its two ends
 */
export function fingerprint(buf: Uint8Array, from: number, to: number, length = to - from): number {
  let h = length;
  const head = Math.min(to, from + edgeBytes);
  for (let i = from; i < head; i++) h = Math.imul(h ^ buf[i], 0x01000193);
  for (let i = Math.max(head, to - edgeBytes); i < to; i++) h = Math.imul(h ^ buf[i], 0x01000193);
  return (h ^ (h >>> 15)) >>> 0 || 1;
}
