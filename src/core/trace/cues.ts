/** Words by which a trace says that it turns: checks itself, doubts, tries something else. */
import type { Span } from './regions';

export interface Cue extends Span {
  /** Name of the cue in `cueWords`. */
  name: string;
}

/** Each cue and the words that show it; a space stands for any white space, and letter case does not matter. */
const cueWords: Record<string, string[]> = {
  wait: ['wait', 'hold on', 'hang on'],
  check: [
    'let me (?:just )?(?:double[- ]?check|re-?check|check|verify|confirm|test)',
    "let(?:'|’)?s (?:double[- ]?check|re-?check|check|verify|confirm|test)",
    'let us (?:double[- ]?check|check|verify|confirm)',
    'to verify',
    'double[- ]?checking',
  ],
  alternatively: ['alternatively', 'another (?:approach|way|method)', 'on the other hand', 'on second thought'],
  hmm: ['h+m+'],
  actually: ['actually'],
  mistake: [
    'i made (?:a|an) (?:mistake|error)',
    "(?:that|this)(?:(?:'|’)s| is| seems| looks) (?:wrong|incorrect|not right)",
    'my mistake',
    'oops',
  ],
  again: [
    'let me (?:re-?think|re-?consider|re-?examine|re-?calculate|re-?compute|re-?count|start over|try (?:again|another|a different))',
    "let(?:'|’)?s (?:re-?think|re-?consider|re-?examine|re-?calculate|re-?compute|start over|try (?:again|another|a different))",
    'going back',
    'start(?:ing)? over',
  ],
};

const names = Object.keys(cueWords);
const pattern = new RegExp(
  `(?<![\\p{L}\\p{N}_])(?:${names.map((name) => `(${cueWords[name].join('|').replaceAll(' ', '\\s{1,3}')})`).join('|')})(?![\\p{L}\\p{N}_])`,
  'giu',
);

/** All cues of a trace, in order; none overlaps another. Linear in the length of the text. */
export function cuesOf(text: string): Cue[] {
  return Array.from(text.matchAll(pattern), (match) => ({
    start: match.index,
    end: match.index + match[0].length,
    name: names[match.slice(1).findIndex((group) => group !== undefined)],
  }));
}
