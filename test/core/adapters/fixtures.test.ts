/** Every fixture: detected as its format, also under a neutral name, and counted as `expected.json` says. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { groupFiles } from '../../../src/core/adapters/groupFiles';
import { runLabel } from '../../../src/core/adapters/runLabel';
import type { OracleCounts } from './evaluatePlan';
import { countRuns, detectFile, type OpenFile } from './openDump';

const root = join(import.meta.dirname, '../../fixtures/dumps');

interface Expected {
  files: string[];
  runs: (OracleCounts & { label?: string })[];
  findings?: string[];
}

const folders = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory());

/** The folder's name up to its first "-" is the adapter's id, but for these. */
const adapterOfFolder: Record<string, string> = {
  model: 'model-columns',
  one: 'generic',
  generations: 'generic',
};

describe.each(folders.map(({ name }) => name))('fixture %s', (folder) => {
  const expected = JSON.parse(readFileSync(join(root, folder, 'expected.json'), 'utf8')) as Expected;
  const files = expected.files.map((file) => join(root, folder, file));

  it('holds the runs and counts that expected.json says', () => {
    const opened = files.map((file) => detectFile(file)).filter((file) => file !== undefined);
    const groups = groupFiles(opened).filter((group) => group.files.length > 0);
    const runs = groups.flatMap((group) =>
      countRuns(group, opened).map(({ run, counts }) => ({ label: run ?? runLabel(group.files), ...counts })),
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
    const id = adapterOfFolder[folder.split('-')[0]] ?? folder.split('-')[0];
    const ids = files.map((file) => detectFile(file)).map((file) => file?.adapter.id);
    // Old EvalPlus samples are HumanEval's; their results are not.
    expect(ids).toContain(id);
    if (folder !== 'evalplus-old') expect(new Set(ids)).toEqual(new Set([id]));
  });
});
