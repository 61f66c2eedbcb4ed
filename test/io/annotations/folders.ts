// Folders and stores of tests, put away behind each.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import type { EventDraft } from '../../../src/core/annotations/events';
import { AnnotationStore, type StoreOptions } from '../../../src/io/annotations/annotationStore';
import { sample } from '../../core/annotations/logs';

const folders: string[] = [];
const stores: AnnotationStore[] = [];
afterEach(async () => {
  for (const store of stores.splice(0)) await store.dispose();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

export function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'trace-inspector-annotations-'));
  folders.push(folder);
  return folder;
}

export async function openStore(path: string, options: Partial<StoreOptions> = {}): Promise<AnnotationStore> {
  const store = await AnnotationStore.open({ path, author: () => 'Ada <ada@example.org>', follow: false, ...options });
  stores.push(store);
  return store;
}

export function tagged(object: string, tag = 'verification'): EventDraft {
  return { kind: 'tagged', object, payload: { tag, anchor: sample } };
}
