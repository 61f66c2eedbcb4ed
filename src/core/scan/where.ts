import { decodeString } from './jsonText';

/** A string to be found again among stored ones, which may be written with escapes. Cheap where nothing is escaped. */
export class WantedString {
  private readonly bytes: Uint8Array;

  constructor(private readonly text: string) {
    this.bytes = new TextEncoder().encode(text);
  }

  /** @param stored bytes of a JSON string between its quotes. */
  is(stored: Uint8Array): boolean {
    // Escapes only make a string longer, so a shorter one is another.
    if (stored.length < this.bytes.length) return false;
    if (stored.length === this.bytes.length && this.bytes.every((byte, i) => byte === stored[i])) return true;
    return stored.includes(backslash) && decodeString(stored) === this.text;
  }
}

const backslash = 92;
