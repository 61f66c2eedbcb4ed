/** A zip: an Inspect log, or a dump that someone packed. */
import { basename } from 'node:path';
import type { Entry } from 'yauzl';
import { isEvalLog } from '../../core/containers/evalLog';
import { UnreadableError } from '../errors';
import type { Container } from './container';
import { convertEvalLog } from './evalLog';
import { openZip } from './zipMembers';

const dumpName = /\.(jsonl?|json-lines|ndjson|parquet|eval|csv|ya?ml|zip)(\.(gz|zst))?$/i;

export const zip: Container = {
  version: 1,
  async convert(path, out, meter) {
    const file = await openZip(path);
    try {
      if (isEvalLog(file.members.keys())) return await convertEvalLog(file, out, meter);
      const { member, others } = largestDump(path, file.members);
      for await (const bytes of file.bytes(member, meter)) out.write(bytes);
      if (others === 0) return {};
      const message = `${member.fileName} is read, the largest file in ${basename(path)}; ${others} other ${others === 1 ? 'file that may hold samples is' : 'files that may hold samples are'} left out. Unpack them to open them.`;
      return { findings: [{ code: 'left-out-member', severity: 'warning', count: others, message }] };
    } finally {
      file.close();
    }
  },
};

function largestDump(path: string, members: Map<string, Entry>): { member: Entry; others: number } {
  const dumps = [...members.values()]
    .filter(({ fileName }) => dumpName.test(fileName) && !/(^|\/)(__MACOSX\/|\.)/.test(fileName))
    .sort((a, b) => b.uncompressedSize - a.uncompressedSize);
  if (dumps.length === 0)
    throw new UnreadableError(
      `${basename(path)} is a zip without a dump in it: no member ends in .jsonl, .json, .parquet, .eval, .csv or .yaml. Open the file that holds the samples.`,
      'no-samples',
    );
  return { member: dumps[0], others: dumps.length - 1 };
}
