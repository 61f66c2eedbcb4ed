import { existsSync } from 'node:fs';
import type { AnnotationState } from '../core/annotations/state';
import type { Finding } from '../core/findings';
import { AnnotationStore } from '../io/annotations/annotationStore';

/**
 * What the annotations of a comparison hold.
 *
 * @returns undefined when there are none.
 * @throws Error with the sentence to show when they can't be read.
 */
export async function readAnnotations(
  path: string | undefined,
): Promise<{ state: AnnotationState; findings: Finding[] } | undefined> {
  if (path === undefined || !existsSync(path)) return undefined;
  const store = await AnnotationStore.open({ path, author: () => '', follow: false });
  try {
    return { state: store.log.state, findings: store.findings };
  } finally {
    await store.dispose();
  }
}
