/** Dumps that no plan can describe: each document is handed to its adapter, and the rows it makes of it are kept. */
import type { Reshape } from '../../core/adapters/adapter';
import type { ReshapingAdapter } from '../../core/adapters/registry';
import type { Finding } from '../../core/findings';
import { readRangeOf } from '../../core/scan/byteSource';
import { documentRanges } from '../../core/scan/documentRanges';
import { parseTolerant } from '../../core/scan/jsonText';
import type { ScanPlan } from '../../core/scan/plan';
import { FileSource, indexOfByte } from '../fileSource';
import type { Converted } from './container';
import type { Meter } from './meter';
import type { RowsFile } from './rowsFile';
import { rowsOf, type Unpacked, type UnpackOptions } from './rowsStore';

/** A document is parsed whole; its text and objects take several times as much. */
const mostDocumentBytes = 256 * 2 ** 20;
/** Raised whenever documents are read in another way. */
const version = 1;
const listedFindings = 100;

/**
 * The rows that `adapter` makes of the dump in `unpacked`.
 *
 * @throws UnreadableError when they are too large; AbortError when stopped
 */
export async function reshape(
  path: string,
  unpacked: Unpacked,
  container: ScanPlan['container'],
  adapter: ReshapingAdapter,
  options: UnpackOptions,
): Promise<Unpacked> {
  const from = unpacked.bytesPath;
  const rows = await rowsOf(
    {
      path,
      from,
      reader: `reshape.${version}.${adapter.id}.${adapter.reshape.version ?? 1}.${container}`,
      convert: (out, meter) => rewrite(from, container, adapter.reshape, out, meter),
    },
    options,
  );
  return { ...rows, header: unpacked.header, findings: [...unpacked.findings, ...rows.findings] };
}

async function rewrite(
  from: string,
  container: ScanPlan['container'],
  { each, rows }: Reshape,
  out: RowsFile,
  meter: Meter,
): Promise<Converted> {
  const source = new FileSource(from);
  const found = new RewriteFindings();
  let number = 0;
  try {
    for (const range of documentRanges(source, each, container, indexOfByte)) {
      await meter.breathe();
      if (range.kind === 'damaged') {
        found.damaged(range.line, range.at, range.reason, range.torn);
        continue;
      }
      number++;
      const { start, end, line } = range;
      if (end - start > mostDocumentBytes) {
        found.unread(number, line, start, 'it is larger than 256 MB');
        continue;
      }
      meter.count(end - start);
      try {
        for (const row of rows(parse(readRangeOf(source, start, end)))) out.row(row);
      } catch (error) {
        if (!(error instanceof SyntaxError || error instanceof RangeError || error instanceof TypeError)) throw error;
        found.unread(number, line, start, error.message);
      }
    }
  } finally {
    source.close();
  }
  return { findings: found.all() };
}

function parse(bytes: Uint8Array): unknown {
  return parseTolerant(new TextDecoder().decode(bytes));
}

class RewriteFindings {
  private readonly findings: Finding[] = [];
  private more = 0;

  damaged(line: number, byte: number, reason: string, torn: boolean): void {
    if (torn)
      this.add({
        code: 'torn-end',
        severity: 'warning',
        line,
        byte,
        message: 'The last row is cut off: the file ends in the middle of it. Whole rows before it are open.',
      });
    else this.add({ code: 'damaged-row', severity: 'error', line, byte, message: `Row left out: ${reason}.` });
  }

  unread(number: number, line: number, byte: number, reason: string): void {
    const message = `Document ${number} is left out: ${reason}.`;
    this.add({ code: 'damaged-row', severity: 'error', line, byte, message });
  }

  all(): Finding[] {
    if (this.more === 0) return this.findings;
    const message = `${this.more} more rows are left out; only the first ${listedFindings} are listed.`;
    return [...this.findings, { code: 'too-many-findings', severity: 'error', count: this.more, message }];
  }

  private add(finding: Finding): void {
    if (this.findings.length < listedFindings) this.findings.push(finding);
    else this.more++;
  }
}
