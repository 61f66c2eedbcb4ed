/** Test-only: the sample objects of an Inspect `.eval` log, a zip of JSON members, all in memory. */
import { fromBuffer, type Entry, type ZipFile } from 'yauzl';
import { readFileSync } from 'node:fs';

export async function evalSamples(path: string): Promise<unknown[]> {
  const zip = await new Promise<ZipFile>((resolve, reject) =>
    fromBuffer(readFileSync(path), { lazyEntries: true }, (error, file) => (error ? reject(error) : resolve(file))),
  );
  const samples: unknown[] = [];
  return new Promise((resolve, reject) => {
    zip.on('entry', (entry: Entry) => {
      if (!/^samples\/.*\.json$/s.test(entry.fileName)) return zip.readEntry();
      zip.openReadStream(entry, (error, stream) => {
        if (error) return reject(error);
        const pieces: Buffer[] = [];
        stream.on('data', (piece: Buffer) => pieces.push(piece));
        stream.on('end', () => {
          samples.push(JSON.parse(Buffer.concat(pieces).toString('utf8')));
          zip.readEntry();
        });
      });
    });
    zip.on('end', () => resolve(samples));
    zip.readEntry();
  });
}
