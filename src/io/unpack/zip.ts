/** A zip: an Inspect log, or a dump that someone packed. */
import { basename } from 'node:path';
import { isEvalLog } from '../../core/containers/evalLog';
import { UnreadableError } from '../errors';
import type { Container } from './container';
import { convertEvalLog } from './evalLog';
import { openZip, type Member } from './zipMembers';

const dumpName = /\.(jsonl?|json-lines|ndjson|parquet|eval|csv|ya?ml|zip)(\.(gz|zst))?$/i;

export const zip: Container = {
  version: 1,
  async convert(path, out, meter) {
    const file = await openZip(path, meter);
    try {
      if (isEvalLog(file.members)) return await convertEvalLog(file, out, meter);
      const { member, others } = largestDump(path, file.members);
      for await (const bytes of file.bytes(member, meter)) out.write(bytes);
      if (others === 0) return {};
      const message = `${member.name} is read, the largest file in ${basename(path)}; ${others} other ${others === 1 ? 'file that may hold samples is' : 'files that may hold samples are'} left out. Unpack them to open them.`;
      return { findings: [{ code: 'left-out-member', severity: 'warning', count: others, message }] };
    } finally {
      file.close();
    }
  },
};

function largestDump(path: string, members: ReadonlyMap<string, Member>): { member: Member; others: number } {
  let largest: Member | undefined;
  let others = -1;
  for (const member of members.values()) {
    if (!dumpName.test(member.name) || /(^|\/)(__MACOSX\/|\.)/.test(member.name)) continue;
    others++;
    if (!largest || member.bytes > largest.bytes) largest = member;
  }
  if (largest) return { member: largest, others };
  throw new UnreadableError(
    `${basename(path)} is a zip without a dump in it: no member ends in .jsonl, .json, .parquet, .eval, .csv or .yaml. Open the file that holds the samples.`,
    'no-samples',
  );
}
