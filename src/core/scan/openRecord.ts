/** The part of a JSON record that stands before a place in it, without reading what stands behind. */
import { readRangeOf, type ByteSource } from './byteSource';

const [quote, backslash] = [0x22, 0x5c];
const [openBrace, closeBrace, openBracket, closeBracket] = [0x7b, 0x7d, 0x5b, 0x5d];
const stepBytes = 64 * 1024;

/**
 * What makes JSON of bytes that begin with an object or array and break off before a value or inside a string.
 *
 * @returns undefined where nothing is open at the end, or brackets do not match
 */
export function closingOf(bytes: Uint8Array): string | undefined {
  const open: string[] = [];
  let inString = false;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i];
    if (inString) {
      if (byte === backslash) i++;
      else if (byte === quote) inString = false;
    } else if (byte === quote) inString = true;
    else if (byte === openBrace) open.push('}');
    else if (byte === openBracket) open.push(']');
    else if ((byte === closeBrace || byte === closeBracket) && open.pop() !== String.fromCharCode(byte))
      return undefined;
  }
  return open.length === 0 ? undefined : `${inString ? '"' : 'null'}${open.reverse().join('')}`;
}

/**
 * Where the objects around a place begin, innermost first. Told by walking back: a quote with an even number of backslashes
 * before it ends a string, whatever the string holds.
 *
 * @param at outside of any string
 * @param mostBytes that are walked over
 */
export function objectsAround(source: ByteSource, at: number, mostBytes: number, mostObjects = 8): number[] {
  const stop = Math.max(0, at - mostBytes);
  const starts: number[] = [];
  let [inString, isAtQuote, slashes, depth] = [false, false, 0, 0];
  for (let end = at; end > stop && starts.length < mostObjects; end = Math.max(stop, end - stepBytes)) {
    const begin = Math.max(stop, end - stepBytes);
    const bytes = readRangeOf(source, begin, end);
    for (let i = bytes.length - 1; i >= 0; i--) {
      const byte = bytes[i];
      if (isAtQuote && byte === backslash) {
        slashes++;
        continue;
      }
      if (isAtQuote && slashes % 2 === 0) inString = false;
      [isAtQuote, slashes] = [false, 0];
      if (byte === quote) {
        if (inString) isAtQuote = true;
        inString = true;
      } else if (inString) continue;
      else if (byte === closeBrace || byte === closeBracket) depth++;
      else if ((byte === openBrace || byte === openBracket) && depth > 0) depth--;
      else if (byte === openBrace) starts.push(begin + i);
    }
  }
  return starts;
}
