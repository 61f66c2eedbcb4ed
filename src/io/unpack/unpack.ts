/**
 * Dumps that are not plain JSON: a container is converted once into a file of JSON in the extension's storage, and
 * everything else reads that file as it reads any dump.
 */
import { containerOf, sniffedBytes, type ContainerId } from '../../core/containers/sniff';
import { readRangeOf } from '../../core/scan/byteSource';
import { FileSource } from '../fileSource';
import type { Container } from './container';
import { rowsOf, type Unpacked, type UnpackOptions } from './rowsStore';

/** Every container by what the first bytes say; loaded when needed, for most dumps are plain. */
const containers: Record<ContainerId, () => Promise<Container>> = {
  gzip: async () => (await import('./streams')).gzip,
  zstd: async () => (await import('./streams')).zstd,
  zip: async () => (await import('./zip')).zip,
  parquet: async () => (await import('./parquet')).parquet,
  csv: async () => (await import('./csv')).csv,
  yaml: async () => (await import('./yaml')).yaml,
};

/** Containers in containers (a Parquet file in a zip) are opened so deep. */
const deepest = 3;

/**
 * The JSON of the dump in `path`, which is the file itself when it is in no container.
 *
 * @throws UnreadableError when it is damaged, too large or holds no dump; AbortError when stopped
 */
export async function unpack(path: string, options: UnpackOptions): Promise<Unpacked> {
  let unpacked: Unpacked = { bytesPath: path, findings: [] };
  for (let depth = 0; depth < deepest; depth++) {
    const from = unpacked.bytesPath;
    const id = containerIn(from);
    if (id === undefined) break;
    const container = await containers[id]();
    const inner = await rowsOf(
      {
        path,
        from,
        reader: `${id}.${container.version}`,
        convert: (out, meter) => container.convert(from, out, meter),
      },
      options,
    );
    unpacked = { ...inner, findings: [...unpacked.findings, ...inner.findings] };
  }
  return unpacked;
}

function containerIn(path: string): ContainerId | undefined {
  const source = new FileSource(path);
  try {
    return containerOf(readRangeOf(source, 0, Math.min(sniffedBytes, source.size)));
  } finally {
    source.close();
  }
}
