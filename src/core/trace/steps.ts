/**
 * Reasoning steps: a trace is cut at line ends, and inside a line behind the end of a sentence. Steps cover the trace
 * exactly; white space and blank lines behind a step belong to it. Step i is shown as number i + 1.
 */
import { regionsOf, type Region, type Span } from './regions';

/** A piece of a line shorter than this is no step of its own, nor is what is left of its line; in UTF-16 units. */
const SHORTEST_PIECE = 24;
/** With more steps than this, neighbours are merged: nobody reads steps of three words, and a diff would take long. */
const MOST_STEPS = 1500;
/** Merged steps are up to this share of the trace. */
const MERGED_SHARE = 1000;

/**
 * Cuts a trace into its steps, in order, without gaps. No step begins inside fenced code, a table, maths or inline
 * code. '' has no steps. Linear in the length of the text.
 */
export function stepsOf(text: string, regions: readonly Region[] = regionsOf(text)): Span[] {
  if (text === '') return [];
  const steps = spansBetween(cutsOf(text, regions), text.length);
  return steps.length > MOST_STEPS ? mergedSteps(steps, text.length / MERGED_SHARE) : steps;
}

/** The trace with a line end added behind each step that has none, but the last. */
export function stepLines(text: string): string {
  return stepsOf(text)
    .map(({ start, end }) => {
      const step = text.slice(start, end);
      return end === text.length || step.endsWith('\n') ? step : `${step}\n`;
    })
    .join('');
}

/** Step that holds a place of the trace; -1 without steps. */
export function stepAt(steps: readonly Span[], place: number): number {
  let low = 0;
  let high = steps.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (steps[middle].start <= place) low = middle;
    else high = middle - 1;
  }
  return steps.length === 0 ? -1 : low;
}

function spansBetween(cuts: number[], length: number): Span[] {
  return cuts.map((start, i) => ({ start, end: cuts[i + 1] ?? length }));
}

/** Where steps begin, 0 first. */
function cutsOf(text: string, regions: readonly Region[]): number[] {
  const cuts = [0];
  let region = 0;
  /** Whether the step that began last has anything but white space. */
  let begun = false;
  for (let start = 0; start < text.length;) {
    const found = text.indexOf('\n', start);
    const end = found < 0 ? text.length : found + 1;
    while (region < regions.length && regions[region].end <= start) region++;
    const inRegion = region < regions.length && regions[region].start < start;
    if (!isBlank(text, start, end)) {
      if (begun && !inRegion) cuts.push(start);
      begun = true;
      cutLine(text, start, end, regions, region, cuts);
    }
    start = end;
  }
  return cuts;
}

function isBlank(text: string, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (!isSpace(text.charCodeAt(i))) return false;
  return true;
}

/** Space, tab, line feed, carriage return and the space of Chinese text. */
function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13) || code === 0x3000;
}

/** Cuts behind the sentences of one line. */
function cutLine(
  text: string,
  start: number,
  end: number,
  regions: readonly Region[],
  firstRegion: number,
  cuts: number[],
): void {
  let region = firstRegion;
  let last = end;
  while (last > start && isSpace(text.charCodeAt(last - 1))) last--;
  let piece = Math.max(start, cuts[cuts.length - 1]);
  for (let i = start; i < end;) {
    while (region < regions.length && regions[region].end <= i) region++;
    if (region < regions.length && regions[region].start <= i) {
      i = regions[region].end;
      continue;
    }
    const behind = behindMarks(text, i, end);
    if (behind === i) {
      i++;
      continue;
    }
    const next = behindSpaces(text, behind, end);
    const isEnd = next > behind || wideEnds.includes(text[i]);
    if (isEnd && last - next >= SHORTEST_PIECE && behind - piece >= SHORTEST_PIECE && !endsInAbbreviation(text, i)) {
      cuts.push(next);
      piece = next;
    }
    i = next;
  }
}

/** Behind the marks that end a sentence at `i`, closing quotes and brackets included; `i`: there are none. */
function behindMarks(text: string, i: number, end: number): number {
  let behind = i;
  while (behind < end && (ends.includes(text[behind]) || wideEnds.includes(text[behind]))) behind++;
  if (behind > i) while (behind < end && closings.includes(text[behind])) behind++;
  return behind;
}

const ends = '.?!';
const wideEnds = '。！？';
const closings = ')]"\'”’*_»」』';
const abbreviation = /(?:^|[\s(])(?:e\.g|i\.e|etc|vs|cf|eqs?|figs?|no|approx|resp|w\.l\.o\.g|dr|mr|mrs|st)$/i;

function endsInAbbreviation(text: string, dot: number): boolean {
  return text[dot] === '.' && abbreviation.test(text.slice(Math.max(0, dot - 9), dot));
}

function behindSpaces(text: string, from: number, end: number): number {
  let i = from;
  while (i < end && isSpace(text.charCodeAt(i))) i++;
  return i;
}

/** Joins neighbours while the whole is no longer than `most`. */
function mergedSteps(steps: Span[], most: number): Span[] {
  const merged: Span[] = [{ ...steps[0] }];
  for (const step of steps.slice(1)) {
    const last = merged[merged.length - 1];
    if (step.end - last.start <= most) last.end = step.end;
    else merged.push({ ...step });
  }
  return merged;
}
