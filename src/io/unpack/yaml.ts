import { readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { YAMLException, loadAll } from 'js-yaml';
import { UnreadableError } from '../errors';
import type { Container } from './container';

/** YAML can't be read in pieces; 10,000 samples of one problem are about 20 MB. */
const mostBytes = 64 * 2 ** 20;
/** Values, each counted wherever an alias repeats it. */
const mostValues = 5_000_000;
/** Marks that may begin a value; prose and formulas have about one in ten bytes. */
const mostMarks = 8_000_000;

/** Each document of the file becomes a row. */
export const yaml: Container = {
  version: 1,
  async convert(path, out, meter) {
    if (statSync(path).size > mostBytes)
      throw new UnreadableError(
        `${basename(path)} is YAML of more than 64 MB, which can't be read in pieces; store it as JSON.`,
      );
    const bytes = readFileSync(path);
    if (countMarks(bytes) > mostMarks)
      throw new UnreadableError(`${basename(path)} is YAML of more than 8 million values; store it as JSON.`);
    for (const document of documentsOf(path, bytes.toString('utf8'))) {
      const left = countDown(document, mostValues);
      if (left < 0)
        throw new UnreadableError(
          `${basename(path)} repeats parts of itself into more than 5 million values; it is not opened.`,
        );
      out.row(document ?? null);
      await meter.breathe();
    }
    return {};
  },
};

/** @throws UnreadableError with the line that is no YAML, without the lines around it */
function documentsOf(path: string, text: string): unknown[] {
  try {
    return loadAll(text, { maxAliases: 10_000, maxDepth: 200 });
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const line = error.mark ? ` in line ${error.mark.line + 1}` : '';
    throw new UnreadableError(
      `${basename(path)} is damaged YAML${line}: ${error.reason}. Correct it, or leave it out.`,
    );
  }
}

/** Commas, opening brackets and line ends: at least as many as there are values. */
function countMarks(bytes: Uint8Array): number {
  let count = 0;
  for (const byte of bytes) if (byte === 44 || byte === 91 || byte === 123 || byte === 10) count++;
  return count;
}

/** `budget` less the values in `value`; stops counting below zero. */
function countDown(value: unknown, budget: number): number {
  let left = budget - 1;
  if (typeof value !== 'object' || value === null) return left;
  for (const inner of Object.values(value)) {
    if (left < 0) break;
    left = countDown(inner, left);
  }
  return left;
}
