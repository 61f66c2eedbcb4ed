import type { Finding } from '../core/findings';
import { formatNoun } from '../core/format';

/** One command of the command line. */
export interface Command {
  /** Lines for `--help`, without a line end. */
  usage: string;
  /**
   * @returns what goes to standard output.
   * @throws when nothing could be read or the arguments make no sense; the message is the one sentence to show.
   */
  run(args: string[]): Promise<string>;
}

/** Arguments that make no sense, or that name what is not there. */
export class CliError extends Error {}

/** A finding as it is printed; fields that are not known are left out. */
export function printedFinding({ code, severity, file, line, message }: Finding) {
  return { code, severity, file, line, message };
}

/** One line of JSON. */
export function toJson(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}

/** Findings for people; '' without any. */
export function findingsText(findings: readonly Finding[]): string {
  if (findings.length === 0) return '';
  const lines = findings.map(({ severity, file, line, message }) => {
    const place = file === undefined ? '' : `${file}${line === undefined ? '' : `:${line}`}: `;
    return `  ${severity}: ${place}${message}`;
  });
  return `\n${formatNoun(findings.length, 'finding')}\n${lines.join('\n')}\n`;
}

/** Columns aligned by width; the first is text, the others numbers. The first row is the head. */
export function tableText(rows: readonly string[][]): string {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const line = (row: string[]) =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join('  ');
  return rows.map((row) => `${line(row).trimEnd()}\n`).join('');
}
