/**
 * The tokenizer (`../tokenizer.ts`) once more, in AssemblyScript: TypeScript's syntax, compiled to WebAssembly with SIMD
 * at build time. It walks the plan tree beside the bytes of a chunk and writes what it finds to a tape, which
 * `../kernelTokenizer.ts` reads. Word for word the same state machine; a property test holds the two together.
 *
 * It owns no memory and allocates nothing. Positions are addresses, and `base` + address is the byte of the file.
 */
import { Reason } from '../damage';
import { Event, EventType, Frame, Known, Leaf, Node, NodeFlag, Status, framesAt, maxDepth } from './layout';

enum State {
  top,
  value,
  valueOrEnd,
  keyOrEnd,
  key,
  colon,
  after,
  longString,
  skip,
  skipLongString,
}

/** As in `ValueKind`. */
enum Kind {
  string,
  number,
  yes,
  no,
  nothing,
  structure,
}

const QUOTE: i32 = 34;
const BACKSLASH: i32 = 92;
const NEWLINE: i32 = 10;
const SPACE: i32 = 32;

/** Why `run` came back. */
export let status: i32 = 0;
/** With `Status.damaged`: a `Reason`. */
export let reason: i32 = 0;
/** With `Status.unknownKey`: the key's bytes with the closing quote. */
export let keyAt: usize = 0;
export let keyEnd: usize = 0;
/** Where the next event goes. */
export let tape: usize = 0;
/** As the fields of `Tokenizer` with these names. */
export let line: i32 = 1;
export let rowStart: f64 = 0;
export let depth: i32 = 0;
/** Node of the coming value; the JavaScript side sets it behind an unknown key. */
export let child: usize = 0;

let state: i32 = State.top;
let skipDepth: i32 = 0;
let escaped: bool = false;
let stringStart: f64 = 0;

let root: usize = 0;
let lines: bool = false;
let contiguous: usize = 0;
let tapeStart: usize = 0;
let tapeLimit: usize = 0;
let base: f64 = 0;

/** `tapeLimit_`: behind it there is room for all that one token can tell. */
export function configure(root_: usize, lines_: bool, contiguous_: usize, tapeStart_: usize, tapeLimit_: usize): void {
  root = root_;
  lines = lines_;
  contiguous = contiguous_;
  tapeStart = tapeStart_;
  tapeLimit = tapeLimit_;
  rowStart = 0;
  restart(1);
}

export function restart(line_: i32): void {
  state = State.top;
  depth = 0;
  line = line_;
}

export function atTop(): bool {
  return state === State.top;
}

/** Reads `[from, end)`; returns where it stopped, and `status` says why. At least 64 bytes behind `end` can be read. */
export function run(from: usize, end: usize, base_: f64): usize {
  base = base_;
  tape = tapeStart;
  status = Status.running;
  let p = from;
  while (p < end) {
    if (tape > tapeLimit) {
      status = Status.tapeFull;
      return p;
    }
    switch (state) {
      case State.top:
        p = readTop(p);
        break;
      case State.value:
      case State.valueOrEnd:
        p = readValue(p, end);
        break;
      case State.keyOrEnd:
      case State.key:
        p = readKey(p, end);
        break;
      case State.colon:
        p = readColon(p);
        break;
      case State.after:
        p = readAfter(p, end);
        break;
      case State.skip:
        p = skip(p, end);
        break;
      default:
        p = readLongString(p, end);
    }
    if (status !== Status.running) return p;
  }
  status = Status.done;
  return p;
}

function readTop(p: usize): usize {
  const c: i32 = load<u8>(p);
  if (c === NEWLINE) line++;
  else if (!isSpace(c)) {
    rowStart = base + <f64>p;
    child = root;
    state = State.value;
    return p;
  }
  return p + 1;
}

function readValue(p: usize, end: usize): usize {
  const c: i32 = load<u8>(p);
  if (c === QUOTE) {
    const quote = stringEnd(p + 1, end);
    if (quote === 0) {
      if (end - p < contiguous) return stop(p, Status.done);
      enterLongString(p + 1, end, State.longString);
      return end;
    }
    if (child !== 0) report(child, Kind.string, base + <f64>(p + 1), quote, p + 1);
    afterValue();
    return quote + 1;
  }
  if (c === 123 || c === 91) return open(p, c === 91);
  if (isSpace(c)) return p + 1;
  if (c === NEWLINE) return newline(p, Reason.rowEndsInValue);
  if (c === 93 && state === State.valueOrEnd) return close(p + 1);
  return readLiteral(p, end);
}

function readLiteral(p: usize, end: usize): usize {
  let to = p;
  while (to < end && mayBeInLiteral(load<u8>(to))) to++;
  if (to === end && end - p < 1024 && end - p < contiguous) return stop(p, Status.done);
  const kind = literalKind(p, to);
  if (kind < 0) return fail(p, Reason.noValue);
  if (child !== 0) report(child, kind, base + <f64>p, to, p);
  afterValue();
  return to;
}

function readKey(p: usize, end: usize): usize {
  const c: i32 = load<u8>(p);
  if (c !== QUOTE) {
    if (c === 125 && state === State.keyOrEnd) return close(p + 1);
    if (isSpace(c)) return p + 1;
    if (c === NEWLINE) return newline(p, Reason.rowEndsInObject);
    return fail(p, Reason.noKey);
  }
  const frame = frameAt(depth);
  const node = load<usize>(frame, Frame.node);
  const place = load<i32>(frame, Frame.keyPlace);
  // 1. Nearly always it is the key that the last object had here.
  if (place < load<i32>(node, Node.keyCount)) {
    const known = knownAt(node, place);
    if (isKnown(known, p + 1, end)) return takeKnown(frame, known, place, p, end);
  }
  const quote = stringEnd(p + 1, end);
  if (quote === 0) return end - p < contiguous ? stop(p, Status.done) : fail(p, Reason.longKey);
  // 2. Where the plan names no keys, all of them are told.
  if ((load<i32>(node, Node.flags) & NodeFlag.tellsKeys) !== 0) {
    child = load<usize>(node, Node.anyKey);
    emit(EventType.key, depth, p + 1, quote, 0);
    return readColonAfterKey(quote + 1, end);
  }
  // 3. Else it is one of the others.
  const count = load<i32>(node, Node.keyCount);
  for (let i = 0; i < count; i++) {
    const known = knownAt(node, i);
    if (load<usize>(known, Known.length) === quote - p && isKnown(known, p + 1, end))
      return takeKnown(frame, known, i, p, end);
  }
  keyAt = p + 1;
  keyEnd = quote + 1;
  state = State.colon;
  return stop(quote + 1, Status.unknownKey);
}

function takeKnown(frame: usize, known: usize, place: i32, p: usize, end: usize): usize {
  child = load<usize>(known, Known.child);
  store<i32>(frame, place + 1, Frame.keyPlace);
  return readColonAfterKey(p + 1 + load<usize>(known, Known.length), end);
}

/** The usual `": "` in one go. */
function readColonAfterKey(p: usize, end: usize): usize {
  if (p + 1 < end && load<u8>(p) === 58) {
    state = State.value;
    return load<u8>(p, 1) === SPACE ? p + 2 : p + 1;
  }
  state = State.colon;
  return p;
}

function readColon(p: usize): usize {
  const c: i32 = load<u8>(p);
  if (c === 58) state = State.value;
  else if (c === NEWLINE && !lines) line++;
  else if (!isSpace(c)) return fail(p, Reason.noColon);
  return p + 1;
}

function readAfter(p: usize, end: usize): usize {
  const c: i32 = load<u8>(p);
  const frame = frameAt(depth);
  const isArray = load<i32>(frame, Frame.isArray) !== 0;
  if (c === 44) {
    if (isArray) {
      const element = load<i32>(frame, Frame.element) + 1;
      store<i32>(frame, element, Frame.element);
      child = elementOf(load<usize>(frame, Frame.node), element);
      state = State.value;
    } else state = State.key;
    return p + 1 < end && load<u8>(p, 1) === SPACE ? p + 2 : p + 1;
  }
  if (c === 93 || c === 125) return (c === 93) === isArray ? close(p + 1) : fail(p, Reason.brackets);
  if (isSpace(c)) return p + 1;
  if (c === NEWLINE) return newline(p, Reason.rowEndsEarly);
  return fail(p, Reason.afterValue);
}

function readLongString(p: usize, end: usize): usize {
  const quote = stringEnd(escaped ? p + 1 : p, end);
  if (quote === 0) {
    escaped = endsEscaped(p, end, escaped);
    return end;
  }
  if (state === State.skipLongString) state = State.skip;
  else {
    if (child !== 0) report(child, Kind.string, stringStart, quote, -1);
    afterValue();
  }
  return quote + 1;
}

/** Goes on inside an unwanted value: brackets are counted, strings hopped over. */
function skip(from: usize, end: usize): usize {
  let p = from;
  while (p < end) {
    p = nextMark(p, end);
    if (p >= end) break;
    const c: i32 = load<u8>(p);
    if (c === QUOTE) {
      const quote = stringEnd(p + 1, end);
      if (quote === 0) {
        if (end - p < contiguous) return stop(p, Status.done);
        enterLongString(p + 1, end, State.skipLongString);
        return end;
      }
      p = quote + 1;
      if (p < end && !mayFollowString(load<u8>(p))) return fail(p, Reason.afterString);
    } else if (c === 123 || c === 91) {
      skipDepth++;
      p++;
    } else if (c === 125 || c === 93) {
      p++;
      if (--skipDepth === 0) {
        if (child !== 0) report(child, Kind.structure, stringStart, p, -1);
        afterValue();
        return p;
      }
    } else {
      if (lines) return fail(p, Reason.rowEndsInValue);
      line++;
      p++;
    }
  }
  return end;
}

/** First quote, bracket or newline at or after `p`; `end` or more when there is none. */
function nextMark(p: usize, end: usize): usize {
  for (; p < end; p += 16) {
    const v = v128.load(p);
    // [ and { differ in one bit, as do ] and }.
    const upper = v128.or(v, i8x16.splat(32));
    const brackets = v128.or(i8x16.eq(upper, i8x16.splat(123)), i8x16.eq(upper, i8x16.splat(125)));
    const others = v128.or(i8x16.eq(v, i8x16.splat(34)), i8x16.eq(v, i8x16.splat(10)));
    const marks = i8x16.bitmask(v128.or(brackets, others));
    if (marks !== 0) return p + ctz(marks);
  }
  return p;
}

function enterLongString(from: usize, end: usize, next: State): void {
  // A skipped string inside a wanted structure must not move the structure's own start.
  if (next === State.longString) stringStart = base + <f64>from;
  state = next;
  escaped = endsEscaped(from, end, false);
}

function open(p: usize, array: bool): usize {
  if (child === 0 || (load<i32>(child, Node.flags) & NodeFlag.hasChildren) === 0) {
    skipDepth = 1;
    stringStart = base + <f64>p;
    state = State.skip;
    return p + 1;
  }
  if (depth >= maxDepth) return fail(p, Reason.tooDeep);
  depth++;
  const frame = frameAt(depth);
  store<usize>(frame, child, Frame.node);
  store<i32>(frame, array ? 1 : 0, Frame.isArray);
  store<i32>(frame, 0, Frame.element);
  store<i32>(frame, 0, Frame.keyPlace);
  store<f64>(frame, base + <f64>p, Frame.start);
  if ((load<i32>(child, Node.flags) & NodeFlag.isRecord) !== 0) emit(EventType.begin, <i32>child, 0, 0, 0);
  if (array) child = elementOf(child, 0);
  state = array ? State.valueOrEnd : State.keyOrEnd;
  return p + 1;
}

/** `end`: behind the bracket. */
function close(end: usize): usize {
  const frame = frameAt(depth);
  depth--;
  const node = load<usize>(frame, Frame.node);
  const start = load<f64>(frame, Frame.start);
  report(node, Kind.structure, start, end, -1);
  if ((load<i32>(node, Node.flags) & NodeFlag.isRecord) !== 0) emit(EventType.end, <i32>node, -1, end, start);
  afterValue();
  return end;
}

function report(node: usize, kind: i32, start: f64, end: usize, at: usize): void {
  let leaf = load<usize>(node, Node.leaves);
  const last = leaf + load<i32>(node, Node.leafCount) * Leaf.size;
  for (; leaf < last; leaf += Leaf.size) {
    const listDepth = load<i32>(leaf, Leaf.listDepth);
    const element = listDepth < 0 ? -1 : load<i32>(frameAt(listDepth), Frame.element);
    emit(EventType.value | (kind << 4) | (load<i32>(leaf, Leaf.index) << 8), element, at, end, start);
  }
}

function emit(tag: i32, about: i32, at: usize, end: usize, start: f64): void {
  store<i32>(tape, tag, Event.tag);
  store<i32>(tape, about, Event.about);
  store<usize>(tape, at, Event.at);
  store<usize>(tape, end, Event.end);
  store<f64>(tape, start, Event.start);
  tape += Event.size;
}

function afterValue(): void {
  state = depth === 0 ? State.top : State.after;
}

function newline(p: usize, why: Reason): usize {
  if (lines) return fail(p, why);
  line++;
  return p + 1;
}

function fail(p: usize, why: Reason): usize {
  reason = why;
  return stop(p, Status.damaged);
}

function stop(p: usize, why: Status): usize {
  status = why;
  return p;
}

function frameAt(at: i32): usize {
  return framesAt + at * Frame.size;
}

function knownAt(node: usize, place: i32): usize {
  return node + Node.keys + place * Known.size;
}

function elementOf(node: usize, index: i32): usize {
  let pair = load<usize>(node, Node.elements);
  const last = pair + load<i32>(node, Node.elementCount) * 8;
  for (; pair < last; pair += 8) if (load<i32>(pair) === index) return load<usize>(pair, 4);
  return load<usize>(node, Node.anyElement);
}

/** Whether the bytes at `p` are the known key with its closing quote. */
function isKnown(known: usize, p: usize, end: usize): bool {
  const length = load<usize>(known, Known.length);
  if (p + length > end) return false;
  let key = load<usize>(known, Known.bytes);
  for (let left = <i32>length; left > 0; left -= 16) {
    const wanted: i32 = left >= 16 ? 0xffff : (1 << left) - 1;
    if ((i8x16.bitmask(i8x16.eq(v128.load(key), v128.load(p))) & wanted) !== wanted) return false;
    key += 16;
    p += 16;
  }
  return true;
}

/** Address of the closing quote of the string whose text goes on at `from`, or 0: as `stringEnd.ts`. */
function stringEnd(from: usize, end: usize): usize {
  const quotes = i8x16.splat(34);
  let p = from;
  while (p < end) {
    let found = i8x16.bitmask(i8x16.eq(v128.load(p), quotes));
    while (found !== 0) {
      const quote = p + ctz(found);
      if (quote >= end) return 0;
      if (!endsEscaped(from, quote, false)) return quote;
      found &= found - 1;
    }
    p += 16;
    // Nothing in sight: 64 bytes at a time.
    while (p + 64 <= end && !v128.any_true(quotesIn64(p))) p += 64;
  }
  return 0;
}

function quotesIn64(p: usize): v128 {
  const quotes = i8x16.splat(34);
  return v128.or(
    v128.or(i8x16.eq(v128.load(p), quotes), i8x16.eq(v128.load(p, 16), quotes)),
    v128.or(i8x16.eq(v128.load(p, 32), quotes), i8x16.eq(v128.load(p, 48), quotes)),
  );
}

/** Whether the byte at `end` is escaped by the text `[from, end)`; `carried`: whether the first byte of it is. */
function endsEscaped(from: usize, end: usize, carried: bool): bool {
  let p = end;
  while (p > from && load<u8>(p - 1) === BACKSLASH) p--;
  const run = <i32>(end - p);
  return ((run + (p === from && carried ? 1 : 0)) & 1) === 1;
}

function isSpace(c: i32): bool {
  return c === SPACE || c === 13 || c === 9;
}

function mayFollowString(c: i32): bool {
  return isSpace(c) || c === NEWLINE || c === 44 || c === 58 || c === 93 || c === 125;
}

function isDigit(c: i32): bool {
  return <u32>(c - 48) < 10;
}

/** May stand in a number, true, NaN … */
function mayBeInLiteral(c: i32): bool {
  return isDigit(c) || <u32>((c | 32) - 97) < 26 || c === 45 || c === 46 || c === 43;
}

/** Kind of the literal, or -1. Python's NaN and ±Infinity count as null: a number that says nothing. */
function literalKind(p: usize, to: usize): i32 {
  if (p === to) return -1;
  const c: i32 = load<u8>(p);
  const length = <i32>(to - p);
  if (isDigit(c)) return isNumber(p, to) ? Kind.number : -1;
  if (c === 45) return length === 9 && isInfinity(p + 1) ? Kind.nothing : isNumber(p, to) ? Kind.number : -1;
  // The letters as they lie in memory, first one lowest.
  if (length === 4) {
    const word = load<u32>(p);
    return word === 0x65757274 ? Kind.yes : word === 0x6c6c756e ? Kind.nothing : -1;
  }
  if (length === 5) return load<u32>(p) === 0x736c6166 && load<u8>(p, 4) === 101 ? Kind.no : -1;
  if (length === 3) return load<u16>(p) === 0x614e && load<u8>(p, 2) === 78 ? Kind.nothing : -1;
  return length === 8 && isInfinity(p) ? Kind.nothing : -1;
}

/** The eight letters at `p`. */
function isInfinity(p: usize): bool {
  return load<u32>(p) === 0x69666e49 && load<u32>(p, 4) === 0x7974696e;
}

function isNumber(p: usize, to: usize): bool {
  for (let i = p; i < to; i++) {
    const c: i32 = load<u8>(i);
    if (!(isDigit(c) || c === 45 || c === 46 || c === 43 || c === 69 || c === 101)) return false;
  }
  return isDigit(load<u8>(to - 1));
}
