/** The line by which git merges two people's annotations: all lines of both. */
export const attributesLine = '*.annotations.jsonl merge=union text eol=lf';

/**
 * The content of `.gitattributes` with the line that annotations need.
 *
 * @param content of the file as it is; undefined: there is none.
 * @returns undefined when a line already says how annotations are merged.
 */
export function withAttributesLine(content: string | undefined): string | undefined {
  const lines = (content ?? '').split(/\r?\n/);
  const isSaid = lines.some((line) => {
    const [pattern, ...attributes] = line.trim().split(/\s+/);
    return pattern.endsWith('.annotations.jsonl') && attributes.some((attribute) => /^-?merge\b/.test(attribute));
  });
  if (isSaid) return undefined;
  const end = content?.includes('\r\n') ? '\r\n' : '\n';
  const before = content === undefined || content === '' || content.endsWith('\n') ? (content ?? '') : content + end;
  return `${before}${attributesLine}${end}`;
}
