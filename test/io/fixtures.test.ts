import { readdirSync, readFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pairRuns } from '../../src/core/compare/pair';
import { integrityFindings } from '../../src/core/integrity/integrityFindings';
import { marksOf } from '../../src/core/integrity/marks';
import { discoverRuns, loadRun, readTrace, UnreadableError, type LoadedRun } from '../../src/io/loadRun';
import { countsOf, fixtures, type Counts } from './runs';

interface Expected {
  files: string[];
  runs: (Counts & { label?: string; step?: number })[];
  findings?: string[];
}

const formats = readdirSync(fixtures).filter((name) => existsSync(join(fixtures, name, 'expected.json')));

describe('each fixture opens with its counts', () => {
  it.each(formats)('%s', async (format) => {
    const expected = JSON.parse(readFileSync(join(fixtures, format, 'expected.json'), 'utf8')) as Expected;
    const paths = expected.files.map((file) => join(fixtures, format, file));
    const codes = new Set<string>();
    const runs = [];
    try {
      const { specs, findings } = await discoverRuns(paths, { baseDir: '.' });
      findings.forEach((finding) => codes.add(finding.code));
      for (const spec of specs) {
        const run = await loadRun(spec, { baseDir: '.' });
        run.findings.forEach((finding) => codes.add(finding.code));
        oddCodes(run).forEach((code) => codes.add(code));
        for (let row = 0; row < run.index.samples.problem.length; row++)
          expect(typeof (await readTrace(run.index, row))).toBe('string');
        runs.push({ ...countsOf(run), label: run.label, step: spec.step });
      }
    } catch (error) {
      if (!(error instanceof UnreadableError)) throw error;
      codes.add(error.code);
    }
    expect(runs).toMatchObject(expected.runs);
    expect(runs.length).toBe(expected.runs.length);
    expect([...codes]).toEqual(expect.arrayContaining(expected.findings ?? []));
  });
});

/** Codes of what is odd about the samples of one run. */
function oddCodes({ label, index }: LoadedRun): string[] {
  const { members } = pairRuns([{ label, role: 'base', index }]);
  return integrityFindings([{ label, index, marks: marksOf(index), members: members[0] }]).map(({ code }) => code);
}
