/** An Inspect log: each sample becomes one row, its events left out; a sample that is damaged becomes a finding. */
import { isObject } from '../../core/adapters/probe';
import { JsonCompactor } from '../../core/containers/compactJson';
import { headerNames, logSamples, type LogSample } from '../../core/containers/evalLog';
import type { Finding } from '../../core/findings';
import { parseTolerant } from '../../core/scan/jsonText';
import { UnreadableError } from '../errors';
import { indexOfByte } from '../fileSource';
import type { Converted, LogHeader } from './container';
import type { Meter } from './meter';
import type { RowsFile } from './rowsFile';
import type { Member, ZipMembers } from './zipMembers';

/** What happened inside the harness: the larger part of a log, and no part of a trace. */
const eventKeys = ['events', 'events_data', 'timelines', 'store'];
/** Headers and lists of attachments are parsed whole; writers keep the latter at 10 MB. */
const parsedBytes = 32 * 2 ** 20;
const listedFindings = 100;

/** @throws what stops the whole log: AbortError, a full disk, the cap */
export async function convertEvalLog(zip: ZipMembers, out: RowsFile, meter: Meter): Promise<Converted> {
  const findings: Finding[] = [];
  let damaged = 0;
  for (const sample of logSamples(zip.members)) {
    try {
      await writeSample(zip, sample, out, meter);
      out.endRow();
    } catch (error) {
      if (stopsAll(error)) throw error;
      out.dropRow();
      const reason = error instanceof Error ? error.message : String(error);
      if (damaged++ < listedFindings)
        findings.push({
          code: 'damaged-row',
          severity: 'error',
          message: `${sample.name} is left out: its member of the log can't be read, ${reason}.`,
        });
    }
  }
  if (damaged > listedFindings)
    findings.push({
      code: 'too-many-findings',
      severity: 'error',
      count: damaged - listedFindings,
      message: `${damaged - listedFindings} more samples of the log can't be read; only the first ${listedFindings} are listed.`,
    });
  return { header: await readHeader(zip, meter), findings };
}

/** A damaged member is one sample less; a stop, the cap and a full disk are the end. */
function stopsAll(error: unknown): boolean {
  if (error instanceof UnreadableError) return true;
  if (!(error instanceof Error)) return false;
  return error.name === 'AbortError' || ('syscall' in error && 'code' in error);
}

async function writeSample(zip: ZipMembers, sample: LogSample<Member>, out: RowsFile, meter: Meter): Promise<void> {
  const chunked = sample.messages.length + sample.attachments.length > 0;
  const without = new Set(chunked ? [...eventKeys, 'messages', 'attachments'] : eventKeys);
  if (!chunked) {
    await compact(zip.bytes(sample.shell, meter), out, { without });
    return;
  }
  out.text('{');
  let written = await compact(zip.bytes(sample.shell, meter), out, { without, inner: true });
  out.text(`${written > 0 ? ',' : ''}"messages":[`);
  written = 0;
  for (const member of sample.messages)
    written = await compact(zip.bytes(member, meter), out, { inner: true, after: written });
  out.text('],"attachments":{');
  await writeAttachments(zip, sample.attachments, out, meter);
  out.text('}}');
}

/** Attachments are referred to by their number: `attachment://12`. */
async function writeAttachments(
  zip: ZipMembers,
  chunks: LogSample<Member>['attachments'],
  out: RowsFile,
  meter: Meter,
): Promise<void> {
  let first = true;
  for (const { start, member } of chunks) {
    const texts = await parseMember(zip, member, meter);
    if (!Array.isArray(texts)) continue;
    for (const [i, text] of texts.entries()) {
      out.text(`${first ? '' : ','}"${start + i}":${JSON.stringify(text)}`);
      first = false;
    }
  }
}

/** Entries written. */
async function compact(
  bytes: AsyncIterable<Uint8Array>,
  out: RowsFile,
  options: { without?: Set<string>; inner?: boolean; after?: number },
): Promise<number> {
  const compactor = new JsonCompactor((piece) => out.write(piece), { indexOfByte, ...options });
  for await (const piece of bytes) compactor.push(piece);
  compactor.end();
  return compactor.written;
}

async function readHeader(zip: ZipMembers, meter: Meter): Promise<LogHeader | undefined> {
  for (const name of headerNames) {
    const member = zip.members.get(name);
    if (!member) continue;
    try {
      const settings = await parseMember(zip, member, meter);
      // A header that is nested beyond reason can't be kept, and says nothing.
      if (isObject(settings) && JSON.stringify(settings)) return { settings };
    } catch (error) {
      if (stopsAll(error)) throw error;
    }
  }
  return undefined;
}

async function parseMember(zip: ZipMembers, member: Member, meter: Meter): Promise<unknown> {
  if (member.bytes > parsedBytes) throw new Error(`${member.name} is larger than 32 MB`);
  const pieces: Uint8Array[] = [];
  for await (const piece of zip.bytes(member, meter)) pieces.push(piece);
  return parseTolerant(Buffer.concat(pieces).toString('utf8'));
}
