import { createHash } from 'node:crypto';

/** Tells a trace apart from others of its problem; the same on every machine. 96 bits of SHA-256 of the UTF-16 text as UTF-8. */
export function contentHash(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('base64url').slice(0, 16);
}
