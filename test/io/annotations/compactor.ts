// Compacts a log again and again until it is killed, and prints a line for each time. Bundled and started by tests.
import { writeSync } from 'node:fs';
import { compactFile } from '../../../src/io/annotations/compactFile';

async function main(): Promise<void> {
  const [path] = process.argv.slice(2);
  for (;;) {
    // Another one may be at work.
    const done = await compactFile(path).then(
      () => true,
      () => false,
    );
    writeSync(1, done ? 'compacted\n' : 'refused\n');
  }
}

void main();
