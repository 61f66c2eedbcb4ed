import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { pack, type Header as TarHeader } from 'tar-stream';
import { describe, expect, it } from 'vitest';
import { unpackChunks } from '../../../src/io/evals/adapters/unpackChunks';
import { evalSpec } from '../../engines/evalSpec';

type Header = Partial<TarHeader> & { name: string };

const spec = evalSpec();
const [{ id }] = spec.chunks;
const wanted = new Set([id]);

async function archive(...entries: { header: Header; content?: string }[]): Promise<Buffer> {
  const tar = pack();
  for (const { header, content = '' } of entries) tar.entry(header, content);
  tar.finalize();
  return gzipSync(await buffer(tar));
}

describe('a package of chunks from another machine', () => {
  it('gives chunks and their grades', async () => {
    const bytes = await archive(
      { header: { name: `chunks/${id}.jsonl` }, content: 'a\n' },
      { header: { name: `grades/${id}.jsonl` }, content: 'b\n' },
    );
    expect(await unpackChunks(bytes, spec, wanted)).toEqual([
      { id, bytes: Buffer.from('a\n'), grades: Buffer.from('b\n') },
    ]);
    expect(await unpackChunks(await archive(), spec, wanted)).toEqual([]);
  });

  it('is refused for links, other places, other names and sizes beyond the plan', async () => {
    const name = `chunks/${id}.jsonl`;
    const hostile: { header: Header; content?: string }[] = [
      { header: { name, type: 'symlink', linkname: '/etc/passwd' } },
      { header: { name, type: 'link', linkname: '/etc/passwd' } },
      { header: { name: `../chunks/${id}.jsonl` }, content: 'x' },
      { header: { name: `/chunks/${id}.jsonl` }, content: 'x' },
      { header: { name: 'chunks/0000000000000000.jsonl' }, content: 'x' },
      { header: { name: 'run.json' }, content: 'x' },
      { header: { name, type: 'directory' } },
      { header: { name }, content: 'x'.repeat(2_000_000) },
    ];
    for (const entry of hostile)
      await expect(unpackChunks(await archive(entry), spec, wanted)).rejects.toMatchObject({
        code: 'corrupt',
        retryable: true,
      });
  });

  it('is refused when it was damaged or cut off on its way', async () => {
    const bytes = await archive({ header: { name: `chunks/${id}.jsonl` }, content: 'abc\n'.repeat(1000) });
    for (const damaged of [bytes.subarray(0, -10), Buffer.from('no archive'), flipped(bytes, 30)])
      await expect(unpackChunks(damaged, spec, wanted)).rejects.toMatchObject({ code: 'corrupt' });
  });

  it('is refused when a small one unpacks to very much', async () => {
    const bomb = gzipSync(Buffer.alloc(60_000_000));
    await expect(unpackChunks(bomb, spec, wanted)).rejects.toMatchObject({ code: 'corrupt' });
  });
});

function flipped(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] ^= 0xff;
  return copy;
}
