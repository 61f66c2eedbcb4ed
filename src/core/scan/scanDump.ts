/** Drives the tokenizer over a file: chunks, damaged rows, the torn end. */
import type { Finding } from '../findings';
import { formatNoun } from '../format';
import { readRangeOf, type ByteSource } from './byteSource';
import type { DumpPart } from './dumpPart';
import type { ScanPlan } from './plan';
import { buildPlanTree } from './planTree';
import { RecordSink } from './recordSink';
import type { StepCounts } from './stepCounts';
import type { IndexOfByte } from './stringEnd';
import type { Damage } from './damage';
import { openKernel } from './kernelTokenizer';
import { contiguousBytes, Tokenizer, type ChunkTokenizer } from './tokenizer';

/** Larger chunks gain nothing and cost memory (`docs/performance.md`). */
const chunkBytes = 512 * 1024;
/** Keys must fit into a quarter of a chunk. */
const leastChunkBytes = 16 * 1024;
/** Damaged rows listed one by one; the rest are counted. */
const listedFindings = 100;
/** A mark of the byte order may stand before the first row. */
const bomBytes = 3;

export interface ScanOptions {
  indexOfByte: IndexOfByte;
  /** Asked before each chunk; true stops the scan after the last whole record. */
  shouldStop?: () => boolean;
  /** Told after each chunk; `parts` grow under it. */
  onChunk?: (readBytes: number, parts: DumpPart[]) => void;
  /** Go on after this byte, at this line, of a file that only grew. */
  from?: { byte: number; line: number };
  /** Training step whose samples are wanted, where the records name theirs; absent: the first one met. */
  step?: number;
  chunkBytes?: number;
  /** Reads with the tokenizer in plain JavaScript, also where the WebAssembly kernel could run. */
  plain?: boolean;
}

export interface ScanResult {
  parts: DumpPart[];
  findings: Finding[];
  /** False when `shouldStop` ended it. */
  complete: boolean;
  /** Where a later scan may go on: the first byte behind the last row that was read whole, and its line. Rows only. */
  resume: { byte: number; line: number } | undefined;
  readBytes: number;
  /** Samples per training step, those left out included; empty where the plan asks for no step. */
  steps: StepCounts;
}

/** Reads all of a dump once. Never throws for what the bytes say; I/O errors of `source` pass through. */
export function scanDump(source: ByteSource, plan: ScanPlan, options: ScanOptions): ScanResult {
  const scan = new Scan(source, plan, options);
  try {
    return scan.run();
  } finally {
    scan.close();
  }
}

class Scan {
  private readonly buffer: Uint8Array;
  private readonly tokenizer: ChunkTokenizer;
  private readonly sink: RecordSink;
  private readonly findings: Finding[] = [];
  private damagedRows = 0;
  private readonly lines: boolean;
  /** Byte of the file at the front of the buffer, and how many bytes the buffer holds. */
  private base = 0;
  private held = 0;

  constructor(
    private readonly source: ByteSource,
    private readonly plan: ScanPlan,
    private readonly options: ScanOptions,
  ) {
    this.lines = plan.container === 'lines';
    const tree = buildPlanTree(plan);
    this.sink = new RecordSink(plan, tree, (start, end) => readRangeOf(source, start, end), options.step);
    // Folders hold thousands of small files: none takes more than it needs.
    const needed = Math.max(source.size, leastChunkBytes);
    // One more than is read, for the newline that closes a file without one.
    const size = (options.chunkBytes ?? Math.min(chunkBytes, needed)) + 1;
    const how = {
      lines: this.lines,
      chunkBytes: size,
      contiguous: Math.min(contiguousBytes, size >> 2),
      indexOfByte: options.indexOfByte,
    };
    const kernel = options.plain ? undefined : openKernel(tree, this.sink, how);
    this.tokenizer = kernel ?? new Tokenizer(tree, this.sink, how);
    this.buffer = this.tokenizer.chunk;
  }

  run(): ScanResult {
    const { source, options, tokenizer } = this;
    this.base = options.from?.byte ?? this.byteOrderMark();
    tokenizer.restart(options.from?.line ?? 1);
    let complete = true;
    let atEnd = false;
    while (!atEnd) {
      if (options.shouldStop?.()) {
        complete = false;
        break;
      }
      atEnd = !this.fill();
      // 1. Read what there is; the last chunk gets a newline, so that a last row without one ends too.
      if (atEnd) this.buffer[this.held++] = 10;
      const used = tokenizer.push(this.held, this.base);
      // 2. A row that makes no sense is left out, and reading goes on behind it.
      if (tokenizer.damage) {
        if (!this.recover(tokenizer.damage)) break;
        atEnd = false;
        continue;
      }
      // 3. A row still open at the end of the file is torn; if other rows follow it, it is a damaged one.
      if (atEnd && !tokenizer.atTop) {
        const { rowStart, line } = tokenizer;
        const reason = 'a string or bracket is never closed';
        if (!this.recover({ rowStart, line, at: this.lines ? rowStart : source.size, reason })) break;
        atEnd = false;
        continue;
      }
      // 4. Keep the unfinished piece for the next chunk.
      this.buffer.copyWithin(0, used, this.held);
      this.base += used;
      this.held -= used;
      options.onChunk?.(Math.min(this.base, source.size), this.sink.parts);
    }
    this.addCounts();
    return {
      parts: this.sink.parts,
      findings: this.findings,
      complete,
      resume: this.resumePoint(complete),
      readBytes: complete ? source.size : Math.min(this.base, source.size),
      steps: this.sink.steps,
    };
  }

  close(): void {
    this.tokenizer.release();
  }

  private byteOrderMark(): number {
    const head = readRangeOf(this.source, 0, 3);
    return head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? 3 : 0;
  }

  /** Tops the buffer up; false at the end of the file. */
  private fill(): boolean {
    const room = this.buffer.length - 1 - this.held;
    const got = this.source.read(this.buffer, this.held, room, this.base + this.held);
    this.held += got;
    return got > 0;
  }

  /** Reports the damage and moves behind it; false when nothing more can be read. */
  private recover(damage: Damage): boolean {
    if (damage.at >= this.source.size) {
      this.tornEnd(damage.rowStart, damage.line);
      return false;
    }
    if (!this.lines) {
      const rest = this.source.size - damage.at;
      this.findings.push({
        code: 'unread-rest',
        severity: 'error',
        byte: damage.at,
        message: `Damaged at byte ${damage.at}: ${damage.reason}. The ${rest} bytes behind it can't be read; what stands before is open.`,
      });
      return false;
    }
    const next = this.nextLine(damage.rowStart);
    if (next < 0 || next >= this.source.size) {
      this.tornEnd(damage.rowStart, damage.line);
      return false;
    }
    if (this.damagedRows++ < listedFindings) {
      this.findings.push({
        code: 'damaged-row',
        severity: 'error',
        line: damage.line,
        byte: damage.at,
        message: `Row left out: ${damage.reason}, at byte ${damage.at - damage.rowStart} of the row.`,
      });
    }
    this.base = next;
    this.held = 0;
    this.tokenizer.restart(damage.line + 1);
    return true;
  }

  /** First byte behind the next newline at or after `from`, or -1. */
  private nextLine(from: number): number {
    const buffer = new Uint8Array(1 << 16);
    for (let position = from; ; position += buffer.length) {
      const got = this.source.read(buffer, 0, buffer.length, position);
      if (got === 0) return -1;
      const at = this.options.indexOfByte(buffer, 10, 0);
      if (at >= 0 && at < got) return position + at + 1;
    }
  }

  private tornEnd(byte: number, line: number): void {
    const isAll = this.lines ? byte <= bomBytes : this.sink.records === 0;
    const what = isAll && this.lines ? 'The only row is' : this.lines ? 'The last row is' : 'The file is';
    const rest = isAll ? 'Nothing before it is whole.' : `Whole ${this.lines ? 'rows' : 'records'} before it are open.`;
    this.findings.push({
      code: 'torn-end',
      severity: 'warning',
      line: this.lines ? line : undefined,
      byte,
      message: `${what} cut off: ${this.lines ? 'the file ends in the middle of it' : 'it ends in the middle of a record'}. ${rest}`,
    });
  }

  private addCounts(): void {
    const { sink, findings } = this;
    if (this.damagedRows > listedFindings)
      findings.push({
        code: 'too-many-findings',
        severity: 'error',
        count: this.damagedRows - listedFindings,
        message: `${this.damagedRows - listedFindings} more damaged rows are left out; only the first ${listedFindings} are listed.`,
      });
    if (sink.skipped > 0)
      findings.push({
        code: 'skipped-row',
        severity: 'info',
        byte: sink.firstSkipped,
        count: sink.skipped,
        message: `${sink.skipped} ${sink.skipped === 1 ? 'record has' : 'records have'} none of the fields of a sample and ${sink.skipped === 1 ? 'is' : 'are'} left out; the first begins at byte ${sink.firstSkipped}.`,
      });
    if (sink.oddShares > 0)
      findings.push({
        code: 'odd-accuracy',
        severity: 'warning',
        byte: sink.firstOdd,
        count: sink.oddShares,
        message: `In ${formatNoun(sink.oddShares, 'record')} the share of correct samples is no whole number of them; these samples are unscored. The first begins at byte ${sink.firstOdd}.`,
      });
    if (sink.unevenLists > 0)
      findings.push({
        code: 'list-lengths',
        severity: 'warning',
        byte: sink.firstUneven,
        count: sink.unevenLists,
        message: `In ${sink.unevenLists} ${sink.unevenLists === 1 ? 'record' : 'records'} the lists differ in length; samples without a verdict are unscored. The first begins at byte ${sink.firstUneven}.`,
      });
  }

  private resumePoint(complete: boolean): ScanResult['resume'] {
    if (!this.lines) return undefined;
    if (!complete) return this.stoppedAt();
    const torn = this.findings.find((finding) => finding.code === 'torn-end');
    if (torn) return { byte: torn.byte ?? 0, line: torn.line ?? 1 };
    // A last row without a newline has been counted, though it may still be growing: that file is read anew.
    const last = readRangeOf(this.source, this.source.size - 1, this.source.size);
    return last[0] === 10 ? { byte: this.source.size, line: this.tokenizer.line - 1 } : undefined;
  }

  /** The row that is open is read again, unless it holds several records, some of which have been taken. */
  private stoppedAt(): ScanResult['resume'] {
    const { atTop, rowStart, line } = this.tokenizer;
    if (atTop) return { byte: this.base, line };
    return this.plan.sections.every(({ record }) => record === '') ? { byte: rowStart, line } : undefined;
  }
}
