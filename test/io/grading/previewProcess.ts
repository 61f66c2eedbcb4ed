/** The preview grader's process, bundled as it ships. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll } from 'vitest';

/** To be called while a file's tests are set up; the bundle is gone after them. @returns its path */
export async function buildPreview(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'preview-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const entryPoints = [join(import.meta.dirname, '../../../src/io/grading/previewProcess.ts')];
  const outfile = join(folder, 'previewGrader.js');
  await build({ entryPoints, outfile, bundle: true, platform: 'node', format: 'cjs', logLevel: 'error' });
  return outfile;
}
