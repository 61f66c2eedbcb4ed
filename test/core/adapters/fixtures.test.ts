/** Every fixture: detected as its format, also under a neutral name, and counted as `expected.json` says. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { groupFiles } from '../../../src/core/adapters/groupFiles';
import { runLabels } from '../../../src/core/adapters/runLabel';
import type { OracleCounts } from './evaluatePlan';
import { countRuns, detectFile, type OpenFile } from './openDump';

const root = join(import.meta.dirname, '../../fixtures/dumps');

interface Expected {
  files: string[];
  runs: (OracleCounts & { label?: string; step?: number })[];
  findings?: string[];
}

const folders = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory());

/** A folder's name begins with the adapter's id, but for these. */
const otherNames: Record<string, string> = { 'one-file-per-sample': 'generic' };

const withCompanions = ['evalplus-old', 'generic-grades-position', 'verl-generation-rllm'];

describe.each(folders.map(({ name }) => name))('fixture %s', (folder) => {
  const expected = JSON.parse(readFileSync(join(root, folder, 'expected.json'), 'utf8')) as Expected;
  const files = expected.files.map((file) => join(root, folder, file));

  it('holds the runs and counts that expected.json says', () => {
    const opened = files.map((file) => detectFile(file)).filter((file) => file !== undefined);
    const groups = groupFiles(opened).filter((group) => group.files.length > 0);
    const runs = groups.flatMap((group) =>
      countRuns(group, opened).map(({ run, step, counts }) => ({
        label: run ?? runLabels([{ paths: group.files, step }])[0],
        step,
        ...counts,
      })),
    );
    expect(runs).toHaveLength(expected.runs.length);
    expected.runs.forEach((run, i) => expect(runs[i]).toMatchObject(run));
  });

  it('is known by its content alone', () => {
    const opened = files.map((file) => detectFile(file)).filter((file): file is OpenFile => file !== undefined);
    for (const file of opened) {
      const neutral = detectFile(file.path, 'a/b/data');
      expect(neutral?.adapter.id, basename(file.path)).toBe(file.adapter.id);
      expect(neutral?.detection).toEqual(file.detection);
    }
  });

  it('is detected by the adapter of its format', () => {
    if (folder.startsWith('quirk')) return;
    const id = otherNames[folder];
    const ids = files.map((file) => detectFile(file)).map((file) => file?.adapter.id);
    const isNamed = (found: string | undefined): boolean =>
      (id !== undefined && found === id) || `${folder}-`.startsWith(`${found}-`);
    // A companion may be of another format: verdicts without ids, old EvalPlus samples that are HumanEval's.
    expect(ids.some(isNamed), String(ids)).toBe(true);
    if (new Set(ids).size > 1) expect(withCompanions).toContain(folder);
  });
});
