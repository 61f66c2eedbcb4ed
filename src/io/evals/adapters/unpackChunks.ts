import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract, type Header } from 'tar-stream';
import { HarnessError, type FetchedChunk } from '../../../core/evals/adapter';
import type { EvalSpec } from '../../../core/evals/spec';

const member = /^(chunks|grades)\/([0-9A-Za-z_][0-9A-Za-z._-]{0,63})\.jsonl$/;

/**
 * Chunks out of a gzipped tar that another machine made. Only plain files with the names that were asked for, none larger than
 * the plan allows; nothing is written anywhere.
 *
 * @throws HarnessError `corrupt` (retryable) for an archive that is broken, or holds anything else.
 */
export async function unpackChunks(
  archive: Uint8Array,
  spec: EvalSpec,
  wanted: ReadonlySet<string>,
): Promise<FetchedChunk[]> {
  const found = new Map<string, { bytes?: Uint8Array; grades?: Uint8Array }>();
  const unpack = extract();
  const most = mostChunkBytes(spec);
  const reading = (async () => {
    for await (const entry of unpack) {
      const { kind, id } = checked(entry.header, wanted, most);
      const bytes = await buffer(entry);
      found.set(id, { ...found.get(id), [kind === 'chunks' ? 'bytes' : 'grades']: bytes });
    }
  })();
  try {
    await Promise.all([
      pipeline(Readable.from([archive]), createGunzip(), limited(most * wanted.size * 2), unpack),
      reading,
    ]);
  } catch (error) {
    throw error instanceof HarnessError ? error : broken('it was damaged on its way', String(error));
  }
  return [...found].flatMap(([id, { bytes, grades }]) => (bytes ? [{ id, bytes, ...(grades && { grades }) }] : []));
}

/** 64 bytes a token is far more than any text needs, escapes and all. */
export function mostChunkBytes({ sampling, chunking }: EvalSpec): number {
  return chunking.nPerRequest * (sampling.max_tokens * 64 + 65_536);
}

function checked(
  { type, name, size }: Header,
  wanted: ReadonlySet<string>,
  most: number,
): { kind: string; id: string } {
  const [, kind, id] = member.exec(name) ?? [];
  if (type !== 'file' || id === undefined || !wanted.has(id))
    throw broken(`it holds ${JSON.stringify(name.slice(0, 100))} (${type ?? 'unknown'}), which was not asked for`);
  if ((size ?? 0) > most) throw broken(`${name} has ${size} bytes; the plan allows ${most}`);
  return { kind, id };
}

/** Passes bytes on until there are too many: a small archive may unpack to anything. */
function limited(most: number) {
  let seen = 0;
  return async function* (source: AsyncIterable<Buffer>) {
    for await (const piece of source) {
      seen += piece.length;
      if (seen > most + 1_048_576) throw broken(`it unpacks to more than ${most} bytes`);
      yield piece;
    }
  };
}

function broken(why: string, detail?: string): HarnessError {
  return new HarnessError('corrupt', `A package of samples was refused: ${why}. It is fetched again.`, {
    retryable: true,
    detail,
  });
}
