/** Turns the tokenizer's values into samples, record by record. */
import { Finish, TextKind, Verdict } from '../runIndex';
import { DumpPart, KeyKind, RecordScratch, type Range } from './dumpPart';
import { decodeString } from './jsonText';
import { listsSamples, type Role, type ScanPlan, type Section, type VerdictRule } from './plan';
import type { Leaf, PlanNode, PlanTree } from './planTree';
import type { TokenSink } from './tokenizer';
import { ValueKind } from './tokenizer';
import { edgeBytes, fingerprint } from './fingerprint';
import { StepCounts } from './stepCounts';
import { bothVerdicts, letterOf, letterVerdict, readFinish, readVerdict } from './verdict';
import { WantedString } from './where';

/** Answers and notes are kept whole up to this many bytes, and cut behind it: nobody groups by longer ones. */
const longestAnswerBytes = 4096;
/** A share times n may miss a whole number by the rounding of what wrote it, and no more. */
const oddShare = 1e-6;

/** What is known of the record being read, for one section. */
class SectionState {
  readonly scratch = new RecordScratch();
  readonly hasList: boolean;
  readonly textIsList: boolean;
  readonly verdictFields: number;
  /** Roles whose one value holds for all samples of the record. */
  readonly spread: Role[];
  /** Key in `part.keys` from the record's id, -1 without one. */
  id = -1;
  /** Number in `part.benchmarks`, -1 without one. */
  benchmark = -1;
  /** Of length 0 when the record has none. The same objects for all records: a row a sample would leave millions behind. */
  readonly question: Range = { offset: 0, length: 0, kind: TextKind.none };
  readonly reference: Range = { offset: 0, length: 0, kind: TextKind.none };
  /** Single letter that is the reference answer, '' where it is none. */
  referenceLetter = '';
  /** Share of correct samples; NaN: not stored. */
  accuracy = NaN;
  /** What the record must say to count, and whether it has been seen to. */
  readonly wanted: WantedString | undefined;
  counts: boolean;
  /** Records belong to training steps; `step` is that of this record, undefined where it names none. */
  readonly hasStep: boolean;
  step: number | undefined;

  constructor(
    readonly section: Section,
    readonly part: DumpPart,
    readonly keyDepth: number,
  ) {
    this.verdictFields = section.fields.filter((field) => field.role === 'verdict').length;
    this.hasList = section.fields.some((field) => listsSamples(section, field));
    this.spread = section.fields.filter((field) => !listsSamples(section, field)).map(({ role }) => role);
    this.textIsList = section.fields.some((field) => field.role === 'text' && listsSamples(section, field));
    this.hasStep = section.fields.some((field) => field.role === 'step');
    this.wanted = section.where && new WantedString(section.where.equals);
    this.counts = this.wanted === undefined;
  }

  reset(): void {
    this.scratch.reset();
    this.id = this.benchmark = -1;
    this.question.length = this.reference.length = 0;
    this.step = undefined;
    this.referenceLetter = '';
    this.accuracy = NaN;
    this.counts = this.wanted === undefined;
  }
}

export class RecordSink implements TokenSink {
  readonly parts: DumpPart[];
  records = 0;
  /** Samples whose record had another list that was shorter or longer than the list of texts. */
  unevenLists = 0;
  firstUneven = 0;
  /** Records in which no field of the plan was found. */
  skipped = 0;
  firstSkipped = 0;
  /** Records whose share of correct samples is no whole number of them. */
  oddShares = 0;
  firstOdd = 0;
  readonly steps = new StepCounts();
  private readonly states: SectionState[];
  private readonly keysAt: (Uint8Array | undefined)[] = [];
  private temp = new Uint8Array(1024);

  /**
   * @param readBytes bytes of the file, for the few wanted values that are not in the current chunk
   * @param wantedStep only samples of this training step are kept; undefined: of the first one met
   */
  constructor(
    plan: ScanPlan,
    tree: PlanTree,
    private readonly readBytes: (start: number, end: number) => Uint8Array,
    private wantedStep?: number,
  ) {
    const parts = new Map<string, DumpPart>();
    this.states = plan.sections.map((section, index) => {
      const name = `${section.verdictsOnly ? 'verdicts' : 'samples'}:${section.run ?? ''}`;
      let part = parts.get(name);
      if (!part) parts.set(name, (part = new DumpPart(section.run, section.verdictsOnly ?? false, section.inOrder)));
      return new SectionState(section, part, tree.keyDepths[index]);
    });
    this.parts = [...parts.values()];
  }

  beginRecord(node: PlanNode): void {
    for (const index of node.records) this.states[index].reset();
  }

  key(depth: number, bytes: Uint8Array): void {
    this.keysAt[depth] = bytes;
  }

  value(leaf: Leaf, kind: ValueKind, start: number, end: number, buf: Uint8Array, at: number, element: number): void {
    const state = this.states[leaf.section];
    const { role } = leaf;
    if (role === 'step') {
      state.step ??= this.stepOf(kind, start, end, buf, at);
      return;
    }
    if (role === 'id' || role === 'question' || role === 'reference') {
      if (kind !== ValueKind.null) this.problemValue(state, role, kind, start, end, buf, at);
      return;
    }
    if (role === 'benchmark') {
      if (kind !== ValueKind.null && end > start)
        state.benchmark = this.internValue(state.part.benchmarks, start, end, buf, at);
      return;
    }
    if (role === 'where') {
      state.counts = kind === ValueKind.string && state.wanted!.is(this.bytesOf(start, end, buf, at));
      return;
    }
    if (role === 'accuracy') {
      if (kind === ValueKind.number) state.accuracy = Number(this.textOf(start, end, buf, at));
      return;
    }
    // A value of the whole record stands in place 0 and is spread over the samples at the end.
    const place = element < 0 ? 0 : element;
    const scratch = state.scratch;
    scratch.reach(place);
    const columns = scratch.columns;
    switch (role) {
      case 'text':
        if (place >= scratch.textCount) scratch.textCount = place + 1;
        columns.offset[place] = start;
        columns.length[place] = end - start;
        columns.kind[place] = textKindOf(kind);
        if (kind === ValueKind.string) columns.print[place] = this.printOf(start, end, buf, at);
        return;
      case 'verdict': {
        const verdict =
          kind === ValueKind.true
            ? Verdict.correct
            : kind === ValueKind.false
              ? Verdict.wrong
              : kind === ValueKind.null
                ? Verdict.unscored
                : readVerdict(state.section.rule, kind, this.verdictText(state.section.rule, start, end, buf, at));
        columns.verdict[place] = scratch.hasVerdict[place]
          ? bothVerdicts(columns.verdict[place] as Verdict, verdict)
          : verdict;
        scratch.hasVerdict[place]++;
        return;
      }
      case 'answer':
        columns.answer[place] = isNoAnswer(kind, start, end, buf, at)
          ? -1
          : this.internValue(state.part.answers, start, end, buf, at);
        return;
      case 'note':
        columns.note[place] =
          kind === ValueKind.null || start === end ? -1 : this.internValue(state.part.notes, start, end, buf, at);
        return;
      case 'finish':
        columns.finish[place] = this.finishOf(kind, start, end, buf, at);
        return;
      case 'tokens':
        if (kind === ValueKind.number && !state.section.verdictsOnly)
          columns.tokens[place] = this.integerOf(start, end, buf, at);
        return;
      case 'logProbs':
        if (kind !== ValueKind.number) return;
        scratch.logProbSums[place] += Number(this.textOf(start, end, buf, at));
        scratch.logProbCounts[place]++;
        return;
      case 'sampleIndex':
        // Verdicts are joined to samples by it; samples themselves are taken in dump order. Verdicts have no tokens.
        if (state.section.verdictsOnly && kind === ValueKind.number)
          columns.tokens[place] = this.integerOf(start, end, buf, at);
        return;
    }
  }

  endRecord(node: PlanNode, start: number): void {
    for (const index of node.records) this.commit(this.states[index], start);
    this.records++;
  }

  private commit(state: SectionState, recordStart: number): void {
    const { scratch, part } = state;
    if (!state.counts) return;
    if (scratch.seen === 0) {
      if (this.skipped++ === 0) this.firstSkipped = recordStart;
      return;
    }
    const count = !state.hasList ? 1 : state.textIsList && scratch.textCount > 0 ? scratch.textCount : scratch.count;
    if (count !== scratch.count && state.hasList && this.unevenLists++ === 0) this.firstUneven = recordStart;
    if (state.hasStep && !this.isOfStep(state.step, count)) return;
    const problem = this.problemOf(state);
    const samples = part.samples;
    samples.reserve(count);
    const to = samples.length;
    const out = samples.columns;
    const from = scratch.columns;
    for (let i = 0; i < count; i++) {
      out.problem[to + i] = problem;
      out.offset[to + i] = from.offset[i];
      out.length[to + i] = from.length[i];
      out.kind[to + i] = from.kind[i];
      out.verdict[to + i] = state.verdictFields > 1 ? allVerdicts(state, i) : from.verdict[i];
      out.finish[to + i] = from.finish[i];
      out.answer[to + i] = from.answer[i];
      out.note[to + i] = from.note[i];
      out.tokens[to + i] = from.tokens[i];
      out.logProb[to + i] = scratch.logProbSums[i] / scratch.logProbCounts[i];
      out.print[to + i] = from.print[i];
    }
    if (state.hasList && count > 1) this.spreadScalars(state, to, count);
    if (state.section.rule === 'letter') deriveVerdicts(state, to, count);
    if (!Number.isNaN(state.accuracy)) this.takeShare(state, problem, to, count, recordStart);
    samples.length += count;
  }

  /** The share of correct samples as a count of them: all or none are verdicts, anything between says not which. */
  private takeShare({ part, accuracy }: SectionState, problem: number, to: number, n: number, start: number): void {
    const c = Math.round(accuracy * n);
    const verdicts = part.samples.columns.verdict.subarray(to, to + n).fill(Verdict.unscored);
    if (Math.abs(accuracy * n - c) > oddShare || c < 0 || c > n) {
      if (this.oddShares++ === 0) this.firstOdd = start;
    } else if (c === 0 || c === n) verdicts.fill(c === 0 ? Verdict.wrong : Verdict.correct);
    else part.counted.push({ problem, n, c });
  }

  /** Counts the record's samples for its step, and tells whether that step is the one wanted. */
  private isOfStep(step: number | undefined, samples: number): boolean {
    if (this.steps.size === 0) this.wantedStep ??= step;
    this.steps.add(step, samples);
    return step === this.wantedStep;
  }

  /** Fields that are not lists hold for all samples of the record. */
  private spreadScalars(state: SectionState, to: number, count: number): void {
    const out = state.part.samples.columns;
    for (const role of state.spread) {
      if (role === 'verdict') out.verdict.fill(out.verdict[to], to, to + count);
      else if (role === 'finish') out.finish.fill(out.finish[to], to, to + count);
      else if (role === 'answer') out.answer.fill(out.answer[to], to, to + count);
      else if (role === 'note') out.note.fill(out.note[to], to, to + count);
      else if (role === 'tokens') out.tokens.fill(out.tokens[to], to, to + count);
      else if (role === 'logProbs') out.logProb.fill(out.logProb[to], to, to + count);
    }
  }

  private problemOf(state: SectionState): number {
    const { part } = state;
    const hasId = state.id >= 0 || state.keyDepth >= 0;
    const key = state.id >= 0 ? state.id : this.otherKey(state);
    const { benchmark, question, reference } = state;
    return (
      part.problemWith(key, benchmark) ??
      part.addProblem({ key, hasId, benchmark, question: ownRange(question), reference: ownRange(reference) })
    );
  }

  /** Key of a record without an id of its own: the key it stands under, else its question, else its place in the file. */
  private otherKey(state: SectionState): number {
    const key = state.keyDepth >= 0 ? this.keysAt[state.keyDepth] : undefined;
    if (key) return this.internKey(state.part, KeyKind.id, key, 0, key.length);
    const { offset, length } = state.question;
    if (length > 0) {
      const bytes = this.readBytes(offset, offset + length);
      return this.internKey(state.part, KeyKind.question, bytes, 0, bytes.length);
    }
    const place = new TextEncoder().encode(String(this.records));
    return this.internKey(state.part, KeyKind.place, place, 0, place.length);
  }

  private internKey(part: DumpPart, kind: number, bytes: Uint8Array, from: number, to: number): number {
    const length = to - from + 1;
    if (length > this.temp.length) this.temp = new Uint8Array(length * 2);
    const temp = this.temp;
    temp[0] = kind;
    for (let i = 1; i < length; i++) temp[i] = bytes[from + i - 1];
    return part.keys.intern(temp, 0, length);
  }

  /** Key of an id that is a number: pandas writes 1 as 1.0. */
  private numberKey(part: DumpPart, buf: Uint8Array, from: number, to: number): number {
    let digits = to;
    while (digits > from && buf[digits - 1] === 48) digits--;
    const end = digits > from && digits < to && buf[digits - 1] === 46 ? digits - 1 : to;
    return this.internKey(part, KeyKind.id, buf, from, end);
  }

  private problemValue(
    state: SectionState,
    role: 'id' | 'question' | 'reference',
    kind: ValueKind,
    start: number,
    end: number,
    buf: Uint8Array,
    at: number,
  ): void {
    if (role !== 'id') {
      if (role === 'reference' && state.section.rule === 'letter')
        state.referenceLetter ||= letterOf(this.bytesOf(start, end, buf, at));
      const range = state[role];
      if (range.length > 0) return;
      range.offset = start;
      range.length = end - start;
      range.kind = textKindOf(kind);
    } else if (kind === ValueKind.number && at >= 0) state.id = this.numberKey(state.part, buf, at, at + end - start);
    else if (at >= 0) state.id = this.internKey(state.part, KeyKind.id, buf, at, at + end - start);
    else {
      const bytes = this.readBytes(start, end);
      state.id = this.internKey(state.part, KeyKind.id, bytes, 0, bytes.length);
    }
  }

  private internValue(interner: DumpPart['answers'], start: number, end: number, buf: Uint8Array, at: number): number {
    const length = Math.min(end - start, longestAnswerBytes);
    if (at >= 0) return interner.intern(buf, at, at + length);
    const bytes = this.readBytes(start, start + length);
    return interner.intern(bytes, 0, bytes.length);
  }

  private printOf(start: number, end: number, buf: Uint8Array, at: number): number {
    if (at >= 0) return fingerprint(buf, at, at + end - start);
    const head = this.readBytes(start, start + edgeBytes);
    const tail = this.readBytes(Math.max(start + edgeBytes, end - edgeBytes), end);
    return fingerprint(new Uint8Array([...head, ...tail]), 0, head.length + tail.length, end - start);
  }

  private bytesOf(start: number, end: number, buf: Uint8Array, at: number): Uint8Array {
    return at >= 0 ? buf.subarray(at, at + end - start) : this.readBytes(start, end);
  }

  private finishOf(kind: ValueKind, start: number, end: number, buf: Uint8Array, at: number): Finish {
    // "stop" and "length" without a string: nearly all there is.
    if (kind === ValueKind.string && at >= 0) {
      if (end - start === 4 && buf[at] === 115 && buf[at + 1] === 116) return 1;
      if (end - start === 6 && buf[at] === 108 && buf[at + 1] === 101) return 2;
    }
    if (kind === ValueKind.true) return Finish.length;
    if (kind === ValueKind.false) return Finish.stop;
    return kind === ValueKind.string ? readFinish(this.textOf(start, end, buf, at)) : 0;
  }

  /** A step is a number, also one in quotes. */
  private stepOf(kind: ValueKind, start: number, end: number, buf: Uint8Array, at: number): number | undefined {
    if ((kind !== ValueKind.number && kind !== ValueKind.string) || end - start > 24) return undefined;
    const text = this.textOf(start, end, buf, at);
    const step = Number(text);
    return text.trim() === '' || !Number.isFinite(step) ? undefined : step;
  }

  /** Of a long judgement both ends are read. */
  private verdictText(rule: VerdictRule, start: number, end: number, buf: Uint8Array, at: number): string {
    const head = this.textOf(start, end, buf, at);
    if (rule !== 'judgement' || end - start <= longestAnswerBytes) return head;
    const tail = end - longestAnswerBytes;
    return head + decodeString(at >= 0 ? buf.subarray(at + tail - start, at + end - start) : this.readBytes(tail, end));
  }

  /** A count of tokens: nearly always plain digits. */
  private integerOf(start: number, end: number, buf: Uint8Array, at: number): number {
    let value = 0;
    for (let i = 0; i < end - start; i++) {
      const digit = at < 0 ? -1 : buf[at + i] - 48;
      if (digit < 0 || digit > 9) return Math.round(Number(this.textOf(start, end, buf, at)));
      value = value * 10 + digit;
    }
    return value;
  }

  private textOf(start: number, end: number, buf: Uint8Array, at: number): string {
    if (at >= 0 && end - start <= 24) return asciiOf(buf, at, at + end - start);
    const stop = Math.min(end, start + longestAnswerBytes);
    return decodeString(at >= 0 ? buf.subarray(at, at + stop - start) : this.readBytes(start, stop));
  }
}

/** Verdicts of multiple choice, from the letters answered and the letter of the reference. */
function deriveVerdicts({ part, referenceLetter }: SectionState, to: number, count: number): void {
  const { answer, verdict } = part.samples.columns;
  for (let i = to; i < to + count; i++)
    verdict[i] = letterVerdict(answer[i] < 0 ? undefined : part.answers.bytes(answer[i]), referenceLetter);
}

function ownRange({ offset, length, kind }: Range): Range | undefined {
  return length > 0 ? { offset, length, kind } : undefined;
}

/** Verdict of a sample judged by several fields: where one of them is missing, it can be wrong but not right. */
function allVerdicts({ scratch, verdictFields }: SectionState, i: number): number {
  const verdict = scratch.columns.verdict[i];
  return verdict === Verdict.correct && scratch.hasVerdict[i] < verdictFields ? Verdict.unscored : verdict;
}

/** Short values are ASCII words and numbers; anything else is none of the words a rule knows. */
function asciiOf(buf: Uint8Array, from: number, to: number): string {
  let text = '';
  for (let i = from; i < to; i++) text += String.fromCharCode(buf[i]);
  return text;
}

function textKindOf(kind: ValueKind): TextKind {
  if (kind === ValueKind.string) return TextKind.string;
  if (kind === ValueKind.null) return TextKind.none;
  return kind === ValueKind.structure ? TextKind.structure : TextKind.literal;
}

/** "", null and "[invalid]" (lm-eval, OpenCompass: also in capitals) say that no answer was found. */
function isNoAnswer(kind: ValueKind, start: number, end: number, buf: Uint8Array, at: number): boolean {
  if (kind === ValueKind.null || start === end) return true;
  if (kind !== ValueKind.string || end - start !== 9 || at < 0 || buf[at] !== 91) return false;
  return asciiOf(buf, at, at + 9).toLowerCase() === '[invalid]';
}
