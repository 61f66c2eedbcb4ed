/** The annotations of the comparisons that are open. Reading and writing them needs no editor and no document. */
import { userInfo } from 'node:os';
import { basename, dirname, resolve } from 'node:path';
import type { OpenComparison, OpenComparisons } from '../openComparisons';
import { annotationPaths } from '../../core/annotations/annotationPaths';
import { parseComparison } from '../../core/compare/comparisonFile';
import { gitAuthor } from '../../io/annotations/author';
import { ComparisonAnnotations, type AnnotationFiles } from './comparisonAnnotations';

interface Opened {
  files: AnnotationFiles;
  annotations: Promise<ComparisonAnnotations>;
}

export class Annotations {
  readonly #opened = new Map<OpenComparison, Opened>();
  readonly #closing;

  /** @param setAuthor the name that the settings give; '' for git's. */
  constructor(
    comparisons: Pick<OpenComparisons, 'closed'>,
    private readonly setAuthor: () => string,
  ) {
    this.#closing = comparisons.closed.on((comparison) => this.#close(comparison));
  }

  /**
   * Annotations of an open comparison; opened when they are first asked for, and again when the comparison names another
   * file.
   *
   * @throws Error with the sentence to show: nothing to keep them beside, or a file that can't be read.
   */
  of(comparison: OpenComparison): Promise<ComparisonAnnotations> {
    const files = filesOf(comparison.source);
    const opened = this.#opened.get(comparison);
    if (opened?.files.annotations === files.annotations && opened.files.codebook === files.codebook)
      return opened.annotations;
    this.#close(comparison);
    const annotations = this.#open(files);
    this.#opened.set(comparison, { files, annotations });
    // Tried anew when it is asked for the next time.
    annotations.catch(() => {
      if (this.#opened.get(comparison)?.annotations === annotations) this.#opened.delete(comparison);
    });
    return annotations;
  }

  dispose(): void {
    this.#closing.dispose();
    for (const comparison of [...this.#opened.keys()]) this.#close(comparison);
  }

  async #open(files: AnnotationFiles): Promise<ComparisonAnnotations> {
    const fallback = (await gitAuthor(dirname(files.annotations))) ?? userInfo().username;
    return ComparisonAnnotations.open(files, () => this.setAuthor().trim() || fallback);
  }

  #close(comparison: OpenComparison): void {
    const opened = this.#opened.get(comparison);
    this.#opened.delete(comparison);
    void opened?.annotations.then(
      (annotations) => annotations.dispose(),
      () => undefined,
    );
  }
}

/**
 * Where the annotations of a comparison are kept.
 *
 * @throws Error with the sentence to show for a comparison that is in no file: they would belong to nothing.
 */
export function filesOf({ uri, document, text }: OpenComparison['source']): AnnotationFiles {
  if (!document)
    throw new Error(
      `${basename(uri.fsPath)} is open by itself. Annotations are kept beside a comparison: make one with "New Comparison…" and save it.`,
    );
  if (document.isUntitled)
    throw new Error('Annotations are kept beside the comparison, which is in no file yet. Save it first.');
  const paths = annotationPaths(basename(uri.fsPath), parseComparison(text()).file ?? {});
  const inFolder = (path: string): string => resolve(dirname(uri.fsPath), path);
  return {
    annotations: inFolder(paths.annotations),
    ...(paths.codebook !== undefined && { codebook: inFolder(paths.codebook) }),
  };
}
