// Finding and reading the annotations of a comparison, for `tags` and `annotations`.
import { readFile } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { AnnotationLog } from '../core/annotations/annotationLog';
import { annotationPaths } from '../core/annotations/annotationPaths';
import { parseLog } from '../core/annotations/parseLog';
import { parseComparison } from '../core/compare/comparisonFile';
import type { RunSpec } from '../core/compare/comparison';
import type { Finding } from '../core/findings';
import { isMissing, systemReason } from '../io/errors';
import { CliError } from './command';

export interface AnnotatedComparison {
  title: string;
  runs: RunSpec[];
  baseDir: string;
  /** Absolute path of the comparison's own annotations, which need not be there. */
  path: string;
  /** Its events, and those of the shared codebook. */
  log: AnnotationLog;
  findings: Finding[];
}

/** @throws CliError for a comparison or an annotations file that can't be read. */
export async function readAnnotated(paths: readonly string[], command: string): Promise<AnnotatedComparison> {
  if (paths.length !== 1) throw new CliError(`${command} takes one .traces.json file.`);
  const { file, findings } = parseComparison((await textOf(paths[0])).replace(/^\uFEFF/, ''), paths[0]);
  if (!file) throw new CliError(`${basename(paths[0])} is not a comparison: ${findings[0].message}`);
  const baseDir = dirname(resolve(paths[0]));
  const { annotations, codebook } = annotationPaths(basename(paths[0]), file);
  const log = new AnnotationLog();
  for (const name of [annotations, ...(codebook === undefined ? [] : [codebook])]) {
    const path = resolve(baseDir, name);
    const parsed = parseLog(await textOf(path, ''), path);
    log.add(parsed.records);
    findings.push(...parsed.findings);
  }
  findings.push(...log.findings);
  return { title: file.title, runs: file.runs, baseDir, path: resolve(baseDir, annotations), log, findings };
}

/** @param absent what a file that is not there holds. */
async function textOf(path: string, absent?: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (absent !== undefined && isMissing(error)) return absent;
    throw new CliError(`${path} can't be read: ${systemReason(error)}.`);
  }
}
