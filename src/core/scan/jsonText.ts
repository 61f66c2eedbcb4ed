/** Turning stored bytes into text, exactly and without ever throwing. */
import { TextKind } from '../runIndex';
import { messageText } from './messages';

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/**
 * Text of a JSON string from the bytes between its quotes. Bytes that are not UTF-8 become U+FFFD; an escape that is not
 * JSON, or a raw control character, is kept as it stands; lone surrogates stay lone.
 */
export function decodeString(bytes: Uint8Array): string {
  const raw = decoder.decode(bytes);
  if (!raw.includes('\\')) return raw;
  try {
    return JSON.parse(`"${raw}"`) as string;
  } catch {
    return raw.replace(/\\(?:u([0-9a-fA-F]{4})|(["\\/bfnrt]))/g, (_, hex: string | undefined, char: string) =>
      hex === undefined ? simpleEscapes[char] : String.fromCharCode(parseInt(hex, 16)),
    );
  }
}

const simpleEscapes: Record<string, string> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

/** Text of any stored value: a string decoded, null as nothing, chat messages joined, all else as it is written. */
export function decodeValue(bytes: Uint8Array, kind: TextKind): string {
  if (kind === TextKind.none) return '';
  if (kind === TextKind.string) return decodeString(bytes);
  const raw = decoder.decode(bytes);
  if (kind === TextKind.literal) return raw === 'null' || raw === 'NaN' ? '' : raw;
  return messagesText(raw) ?? raw;
}

/** Contents of a list of chat messages, or of one, with a line between them; undefined for other structures. */
function messagesText(raw: string): string | undefined {
  let value: unknown;
  try {
    value = parseTolerant(raw);
  } catch {
    return undefined;
  }
  const messages = Array.isArray(value) ? value : [value];
  const contents = messages.map(messageText);
  return contents.length > 0 && contents.every((content) => content !== undefined) ? contents.join('\n') : undefined;
}

/**
 * `JSON.parse` for what Python writes: NaN and ±Infinity are null, raw control characters stand for themselves.
 *
 * @throws SyntaxError like `JSON.parse`
 */
export function parseTolerant(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return JSON.parse(text.replace(/"(?:[^"\\]|\\[^])*"|-?\b(?:NaN|Infinity)\b/g, repair));
  }
}

function repair(token: string): string {
  if (token[0] !== '"') return 'null';
  // eslint-disable-next-line no-control-regex -- control characters are what it is about
  return token.replace(/[\u0000-\u001f]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
