/** Test-only: the texts of a zip's members whose names fit, all in memory. */
import { readFileSync } from 'node:fs';
import { fromBuffer, type Entry, type ZipFile } from 'yauzl';

export async function zipTexts(path: string, names: RegExp): Promise<string[]> {
  const zip = await new Promise<ZipFile>((resolve, reject) =>
    fromBuffer(readFileSync(path), { lazyEntries: true }, (error, file) => (error ? reject(error) : resolve(file))),
  );
  const texts: string[] = [];
  return new Promise((resolve, reject) => {
    zip.on('entry', (entry: Entry) => {
      if (!names.test(entry.fileName)) return zip.readEntry();
      zip.openReadStream(entry, (error, stream) => {
        if (error) return reject(error);
        const pieces: Buffer[] = [];
        stream.on('data', (piece: Buffer) => pieces.push(piece));
        stream.on('end', () => {
          texts.push(Buffer.concat(pieces).toString('utf8'));
          zip.readEntry();
        });
      });
    });
    zip.on('end', () => resolve(texts));
    zip.readEntry();
  });
}
