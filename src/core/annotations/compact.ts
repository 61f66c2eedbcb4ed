import type { AnnotationLog } from './annotationLog';

/**
 * The text of a log in which the same holds, without the events that no longer decide anything: what was undone, and what
 * lies between the first and the last writing of an object. Deterministic: the same events give the same bytes, in whatever
 * order they came. Events of newer versions stay as they are, and damaged lines stand at the end. What is left out can't be
 * gone back to by undo.
 */
export function compactText(log: AnnotationLog, damaged: readonly string[] = []): string {
  const left = log.superseded();
  const kept = log.records().filter(({ id }) => !left.has(id));
  return linesText([...kept.map(({ line }) => line), ...[...new Set(damaged)].sort()]);
}

/** All events in their order, as one text that can be imported again. */
export function logText(log: AnnotationLog): string {
  return linesText(log.records().map(({ line }) => line));
}

function linesText(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}
