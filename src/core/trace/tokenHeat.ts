/** Tokens of a trace with what the dump says of each, read from the record that holds the trace. */
import { isObject, type JsonObject } from '../adapters/probe';

export interface TokenHeat {
  kind: 'tokens';
  /** Token i is `[starts[i], starts[i + 1])` of the trace, in UTF-16 units; one more than there are tokens. */
  starts: Int32Array;
  /** In nats; NaN: not stored for this token. */
  logProbs: Float32Array;
  /** In nats; absent: the dump stores none. */
  entropies?: Float32Array;
}

/** `none`: no heat can be shown, and why. */
export type TokenAnswer = TokenHeat | { kind: 'none'; why: string };

/** What a record says of the tokens of one of its samples. */
interface StoredTokens {
  /** Texts, or the bytes of texts; undefined where only numbers are stored. */
  pieces: (string | Uint8Array)[] | undefined;
  logProbs: unknown[];
  entropies: unknown[] | undefined;
}

/**
 * @param record the object around the trace's text in the dump.
 * @param element place of the text in a list of the record; -1: the record is one sample.
 */
export function tokenHeat(record: unknown, element: number, text: string): TokenAnswer {
  const stored = isObject(record) ? storedTokens(record, element) : undefined;
  if (!stored) return { kind: 'none', why: 'This dump stores no log-probabilities of single tokens.' };
  const count = Math.max(stored.logProbs.length, stored.entropies?.length ?? 0);
  if (!stored.pieces)
    return none(`The dump has log-probabilities of ${count} tokens, but not which text each of them is.`);
  if (stored.pieces.length !== count) return none(`The dump has ${stored.pieces.length} tokens, but ${count} values.`);
  const starts = startsIn(text, stored.pieces);
  if (!starts) return none(`The ${count} tokens in the dump don't add up to this text, so none is coloured.`);
  return {
    kind: 'tokens',
    starts,
    logProbs: Float32Array.from({ length: count }, (_, i) => numberOf(stored.logProbs[i])),
    ...(stored.entropies && { entropies: Float32Array.from(stored.entropies, numberOf) }),
  };
}

function none(why: string): TokenAnswer {
  return { kind: 'none', why };
}

const listNames = ['logprobs', 'token_logprobs', 'log_probs', 'logps'];
const pieceNames = ['tokens', 'token_texts', 'token_strs', 'output_tokens'];
const entropyNames = ['entropies', 'entropy', 'token_entropies', 'token_entropy'];

function storedTokens(record: JsonObject, element: number): StoredTokens | undefined {
  const own = (name: string): unknown => {
    const value = record[name];
    return element >= 0 && Array.isArray(value) && (Array.isArray(value[element]) || isObject(value[element]))
      ? value[element]
      : value;
  };
  const nested = own('logprobs');
  // OpenAI and Inspect: an object a token, or lists side by side.
  if (isObject(nested)) return ofContent(nested.content) ?? ofLists((name) => nested[name]);
  return ofContent(nested) ?? ofLists(own);
}

function ofContent(content: unknown): StoredTokens | undefined {
  if (!Array.isArray(content) || !content.some(isObject)) return undefined;
  const tokens = content.map((token: unknown) => (isObject(token) ? token : {}));
  return {
    pieces: tokens.map(({ token, bytes }) => bytesOf(bytes) ?? (typeof token === 'string' ? token : '')),
    logProbs: tokens.map(({ logprob }) => logprob),
    entropies: tokens.some(({ entropy }) => typeof entropy === 'number')
      ? tokens.map(({ entropy }) => entropy)
      : undefined,
  };
}

function ofLists(own: (name: string) => unknown): StoredTokens | undefined {
  const list = (names: readonly string[], fits: (value: unknown) => boolean): unknown[] | undefined => {
    const values = names.map(own).find((value) => Array.isArray(value) && value.length > 0 && value.some(fits));
    return Array.isArray(values) ? values : undefined;
  };
  const isNumber = (value: unknown): boolean => typeof value === 'number';
  const logProbs = list(listNames, isNumber);
  const entropies = list(entropyNames, isNumber);
  if (!logProbs && !entropies) return undefined;
  const texts = list(pieceNames, (value) => typeof value === 'string');
  const pieces = texts?.map((piece) => (typeof piece === 'string' ? piece : ''));
  return { pieces, logProbs: logProbs ?? [], entropies };
}

/**
 * Where each piece begins in the text, by the first way of reading the pieces that gives it: as they are, with the signs
 * of SentencePiece and GPT-2 for spaces, a beginning or an end more than the text (an end token, thinking elsewhere).
 */
function startsIn(text: string, pieces: readonly (string | Uint8Array)[]): Int32Array | undefined {
  if (text === '') return undefined;
  if (pieces.every((piece) => typeof piece === 'string'))
    return (
      placed(text, pieces) ??
      placed(
        text,
        pieces.map((piece) => piece.replaceAll('▁', ' ')),
      ) ??
      placedBytes(text, pieces.map(byteLevel))
    );
  const encoder = new TextEncoder();
  return placedBytes(
    text,
    pieces.map((piece) => (typeof piece === 'string' ? encoder.encode(piece) : piece)),
  );
}

/** Pieces may say more than the text at both ends, or be a part of it; then places outside are the nearest inside. */
function placed(text: string, pieces: readonly string[]): Int32Array | undefined {
  const lengths = pieces.map((piece) => piece.length);
  return shifted(text, pieces.join(''), lengths);
}

function shifted(text: string, joined: string, lengths: readonly number[]): Int32Array | undefined {
  if (joined.trim() === '') return undefined;
  // Thinking that has no tokens stands before the answer that has.
  const inside = text.lastIndexOf(joined);
  const around = inside < 0 ? joined.indexOf(text) : -1;
  if (inside < 0 && around < 0) return undefined;
  const starts = new Int32Array(lengths.length + 1);
  let place = inside >= 0 ? inside : -around;
  lengths.forEach((length, i) => {
    starts[i] = clamp(place, text.length);
    place += length;
  });
  starts[lengths.length] = clamp(place, text.length);
  return starts;
}

/** Pieces that cut characters apart: a piece that begins inside of one begins behind it. */
function placedBytes(text: string, pieces: readonly (Uint8Array | undefined)[]): Int32Array | undefined {
  const known = pieces.filter((piece) => piece !== undefined);
  if (known.length < pieces.length) return undefined;
  const bytes = new Uint8Array(known.reduce((sum, piece) => sum + piece.length, 0));
  const ends: number[] = [];
  let filled = 0;
  for (const piece of known) {
    bytes.set(piece, filled);
    ends.push((filled += piece.length));
  }
  const lengths: number[] = [];
  let units = 0;
  let byte = 0;
  for (const end of ends) {
    const before = units;
    for (; byte < end; byte++) units += bytes[byte] >= 0xf0 ? 2 : (bytes[byte] & 0xc0) === 0x80 ? 0 : 1;
    lengths.push(units - before);
  }
  return shifted(text, new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes), lengths);
}

function clamp(place: number, length: number): number {
  return Math.max(0, Math.min(length, place));
}

/** GPT-2 writes bytes as characters: printable ones as themselves, all others from U+0100 on. */
function byteLevel(piece: string): Uint8Array | undefined {
  const bytes = new Uint8Array(piece.length);
  for (let i = 0; i < piece.length; i++) {
    const byte = byteOfSign.get(piece.charCodeAt(i));
    if (byte === undefined) return undefined;
    bytes[i] = byte;
  }
  return bytes;
}

const byteOfSign = new Map<number, number>();
for (let byte = 0, others = 0; byte < 256; byte++) {
  const isPrintable = (byte > 32 && byte < 127) || (byte > 160 && byte !== 173);
  byteOfSign.set(isPrintable ? byte : 256 + others++, byte);
}

function bytesOf(value: unknown): Uint8Array | undefined {
  if (!Array.isArray(value)) return undefined;
  return value.every((byte) => Number.isInteger(byte)) ? Uint8Array.from(value) : undefined;
}

function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : NaN;
}
