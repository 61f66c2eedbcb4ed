/** Counting a query's matches in samples as they are stored, decoding as few of them as possible. */
import { TextKind } from '../runIndex';
import { decodeValue } from '../scan/jsonText';
import type { NextPair } from './anchor';
import { countStored } from './countStored';
import { isCaseSensitive, textMatcher, type MatchCount, type SearchQuery } from './query';
import { storedForms, type StoredForms } from './storedForms';

/** A stretch of a file with samples in it. Columns of equal length, by rising `start`. */
export interface SampleBlock {
  bytes: Uint8Array;
  /** Where each sample's value begins in `bytes`, and behind its last byte. */
  start: ArrayLike<number>;
  end: ArrayLike<number>;
  /** `TextKind` values. */
  kind: ArrayLike<number>;
  /** Of these bytes; `nextPair` in script when absent. */
  next?: NextPair;
}

export interface SearchWatch {
  /** A sample with matches: its place in the block, and how many. */
  found(place: number, counted: MatchCount): void;
  /** Called before each sample; true skips it. */
  skip?(place: number): boolean;
}

/** Searches the samples of a block, in order. */
export type SampleSearch = (block: SampleBlock, watch: SearchWatch) => void;

/**
 * @param latin1Of bytes as a string of one character each.
 * @throws Error as `textMatcher`
 */
export function sampleSearch(query: SearchQuery, latin1Of: (bytes: Uint8Array) => string): SampleSearch {
  const { count } = textMatcher(query);
  const decoded = ({ bytes, start, end, kind }: SampleBlock, i: number): MatchCount =>
    count(decodeValue(bytes.subarray(start[i], end[i]), kind[i] as TextKind));
  if (query.regex)
    return (block, watch) => {
      for (let i = 0; i < block.start.length; i++) if (!watch.skip?.(i)) tell(watch, i, decoded(block, i));
    };
  const forms = storedForms(query.text, isCaseSensitive(query));
  return (block, watch) => {
    for (let i = 0; i < block.start.length; i++) {
      if (watch.skip?.(i)) continue;
      const counted = countIn(block, i, forms, query, latin1Of);
      tell(watch, i, counted === 'unsure' ? decoded(block, i) : counted);
    }
  };
}

/** `unsure`: only decoding can tell. */
function countIn(
  block: SampleBlock,
  i: number,
  forms: StoredForms,
  query: SearchQuery,
  latin1Of: (bytes: Uint8Array) => string,
): MatchCount | 'unsure' {
  const { bytes, start, end, kind } = block;
  const isString = kind[i] === TextKind.string;
  if (isString && forms.text) return countStored(block, start[i], end[i], forms.text, query.wholeWord === true);
  // Several messages are joined, and their strings unwrapped: a text with escapes may read otherwise than it is written.
  if (kind[i] === TextKind.structure && !forms.isPlain) return 'unsure';
  // Sample by sample: strings as large as a block cost more than the search in them.
  const text = latin1Of(bytes.subarray(start[i], end[i]));
  forms.expression.lastIndex = 0;
  return forms.expression.test(text) ? 'unsure' : none;
}

const none: MatchCount = { count: 0, first: -1, length: 0 };

function tell(watch: SearchWatch, place: number, counted: MatchCount): void {
  if (counted.count > 0) watch.found(place, counted);
}
