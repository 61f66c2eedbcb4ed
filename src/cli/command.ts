import { basename, relative } from 'node:path';
import type { RunSpec } from '../core/compare/comparison';
import type { Finding } from '../core/findings';
import { formatNoun } from '../core/format';
import type { LoadedRun } from '../io/loadRun';

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

/**
 * Makes sure that a loaded run is there and holds samples.
 *
 * @throws CliError for a run that its file does not hold, and when nothing of it could be read.
 */
export function requireSamples({ label, run, paths }: RunSpec, { index, plan, findings }: LoadedRun): void {
  const names = plan.sections.flatMap((section) => (section.run === undefined ? [] : [section.run]));
  if (run !== undefined && !names.includes(run)) {
    const there = names.length > 0 ? `there is: ${[...new Set(names)].join(', ')}` : 'it holds one without a name';
    throw new CliError(`There is no run "${run}" in ${basename(paths[0])}; ${there}.`);
  }
  if (index.problems.some(({ start, end }) => end > start)) return;
  const why = findings.find(({ code, severity }) => severity !== 'info' && code !== 'no-samples')?.message;
  const plain = findings.find(({ code }) => code === 'no-samples')?.message;
  throw new CliError(why || !plain ? `${label} holds no samples: ${why ?? 'no row of it holds one.'}` : plain);
}

/** A finding as it is printed; fields that are not known are left out. */
export function printedFinding({ code, severity, file, line, message, count, effect }: Finding) {
  return { code, severity, file, line, message, count, effect };
}

/** One line of JSON. */
export function toJson(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}

/** Without repetitions: recognising the files and reading them may find the same. */
export function distinct(findings: readonly Finding[], known: readonly Finding[] = []): Finding[] {
  const keyOf = ({ code, file, line, message }: Finding) => JSON.stringify([code, file, line, message]);
  const seen = new Set(known.map(keyOf));
  return findings.filter((finding) => !seen.has(keyOf(finding)) && seen.add(keyOf(finding)));
}

/** Findings for people, paths below the working folder shortened; '' without any. */
export function findingsText(findings: readonly Finding[]): string {
  if (findings.length === 0) return '';
  const lines = findings.map(({ severity, file, line, message }) => {
    const place = file === undefined ? '' : `${shortPath(file)}${line === undefined ? '' : `:${line}`}: `;
    return `  ${severity}: ${place}${message}`;
  });
  return `\n${formatNoun(findings.length, 'finding')}\n${lines.join('\n')}\n`;
}

function shortPath(path: string): string {
  const here = relative(process.cwd(), path);
  return here.startsWith('..') || here === '' ? path : here;
}

/** Columns aligned by width: numbers to the right, texts to the left. The first row is the head. */
export function tableText(rows: readonly string[][]): string {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const isNumber = widths.map((_, column) => rows.slice(1).every((row) => /^[\d,.<+–−…]+$/.test(row[column])));
  const line = (row: string[]) =>
    row.map((cell, i) => (isNumber[i] ? cell.padStart(widths[i]) : cell.padEnd(widths[i]))).join('  ');
  return rows.map((row) => `${line(row).trimEnd()}\n`).join('');
}
