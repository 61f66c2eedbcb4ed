import type { Finding } from '../findings';
import { tagFor } from './codebook';
import type { Annotation, AnnotationState } from './state';

/** Told of one by one. */
const mostFindings = 50;
/** Characters of a quote. */
const longestQuote = 60;

/** Tags whose text is in no dump any more, each with what it was on. @param file that the annotations are in */
export function lostFindings({ tags }: AnnotationState, lost: readonly Annotation[], file: string): Finding[] {
  const findings = lost.slice(0, mostFindings).map((annotation): Finding => {
    const { run, problem } = annotation.anchor;
    const name = tagFor(tags, annotation.tag)?.definition.name ?? 'A deleted tag';
    const message = `${name} on ${whereWords(annotation)} is lost: neither that trace nor these words are among the samples of ${problem} in ${run} any more. It stays in the file, and is counted nowhere.`;
    return { code: 'lost-annotation', severity: 'warning', file, message };
  });
  const more = lost.length - findings.length;
  if (more > 0)
    findings.push({
      code: 'lost-annotation',
      severity: 'warning',
      file,
      message: `${more} more tags are lost.`,
      count: more,
    });
  return findings;
}

function whereWords({ anchor: { span, index } }: Annotation): string {
  if (!span) return `the whole of sample ${index + 1}`;
  const quote = span.quote.replace(/\s+/g, ' ').trim();
  return `“${quote.length > longestQuote ? `${quote.slice(0, longestQuote)}…` : quote}” of sample ${index + 1}`;
}
