import type { ComparisonFile } from '../compare/comparison';

export interface AnnotationPaths {
  /** Both relative to the comparison's folder, as the file writes them. */
  annotations: string;
  /** Undefined: tags are kept with the annotations. */
  codebook?: string;
}

/**
 * Where the annotations of a comparison are.
 *
 * @param name the comparison's file name, without its folder.
 */
export function annotationPaths(name: string, file: Pick<ComparisonFile, 'annotations' | 'codebook'>): AnnotationPaths {
  const own = `${name.replace(/(\.traces)?\.json$/, '')}.annotations.jsonl`;
  const { annotations = own, codebook } = file;
  return { annotations, ...(codebook !== undefined && codebook !== annotations && { codebook }) };
}
