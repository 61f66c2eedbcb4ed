/** What all ids begin with, up to a sign between words: `aime24-` of `aime24-04` and `aime24-11`; '' for less than two ids. */
export function sharedStart(ids: readonly string[]): string {
  if (ids.length < 2) return '';
  let start = ids[0].replace(/[\p{L}\p{N}]*$/u, '');
  for (const id of ids) while (!id.startsWith(start)) start = start.replace(/[\p{L}\p{N}]*[^\p{L}\p{N}]$/u, '');
  return start;
}
