// Tags until it is killed, and prints the id of each event that was acknowledged. Bundled and started by tests.
import { writeSync } from 'node:fs';
import { AnnotationStore } from '../../../src/io/annotations/annotationStore';

const [path, count] = process.argv.slice(2);
const sample = { run: 'RL', problem: 'p', index: 0, hash: 'AAAAAAAAAAAAAAAA' };

async function main(): Promise<void> {
  const store = await AnnotationStore.open({ path, author: () => `tagger ${process.pid}`, follow: false });
  for (let i = 0; i < Number(count); i++) {
    // Now and then an action of several events, now and then several actions at once.
    const drafts = Array.from({ length: 1 + (i % 3) }, (_, j) => ({
      kind: 'tagged' as const,
      object: `${process.pid}-${i}-${j}`,
      payload: { tag: 'verification'.repeat(1 + (i % 9)), anchor: sample },
    }));
    const both = await Promise.all([store.record(drafts), store.record(drafts.slice(0, i % 2))]);
    for (const { id } of both.flat()) writeSync(1, `${id}\n`);
  }
}

void main();
