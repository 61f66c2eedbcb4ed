import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { findLogProbs, readLogProbs } from '../../src/io/logProbs';

const folder = mkdtempSync(join(tmpdir(), 'log-probs-'));
afterAll(() => rmSync(folder, { recursive: true }));

const good = { run: 'a', problem: 3, sample: 0, scored_by: 'm', tokens: 2, sum_logprob: -0.5 };
const text = [
  JSON.stringify(good),
  '',
  '{"run": "a"',
  JSON.stringify({ ...good, tokens: 1.5 }),
  JSON.stringify(good),
].join('\r\n');

describe('files of log-probabilities', () => {
  it('are read row by row, unpacked where need be; rows that lack a field are counted', async () => {
    for (const [name, bytes] of [
      ['x.jsonl', Buffer.from(text)],
      ['x.jsonl.gz', gzipSync(text)],
    ] as const) {
      const path = join(folder, name);
      writeFileSync(path, bytes);
      const { rows, findings } = await readLogProbs(path);
      expect(rows).toEqual(
        Array(2).fill({ run: 'a', problem: '3', sample: 0, scorer: 'm', tokens: 2, sumLogProb: -0.5 }),
      );
      expect(findings).toMatchObject([{ code: 'damaged-row', line: 3, count: 2 }]);
      expect(findings[0].message).toContain('2 rows lack one of run, problem');
    }
  });

  it('fail with a message when they are not there', async () => {
    await expect(readLogProbs(join(folder, 'none.jsonl'))).rejects.toThrow('ENOENT');
    await expect(readLogProbs(join(folder, 'none.jsonl.gz'))).rejects.toThrow('ENOENT');
  });

  it('are found in the folder that holds all dumps', async () => {
    mkdirSync(join(folder, 'logprobs'));
    for (const name of ['b.jsonl', 'a.jsonl.gz', 'notes.txt']) writeFileSync(join(folder, 'logprobs', name), '');
    const dumps = [join(folder, 'base/s1/d.jsonl'), join(folder, 'rl/d.jsonl')];
    expect(await findLogProbs(dumps)).toEqual(['a.jsonl.gz', 'b.jsonl'].map((name) => join(folder, 'logprobs', name)));
    expect(await findLogProbs([join(folder, 'base/s1/d.jsonl')])).toEqual([]);
    expect(await findLogProbs([])).toEqual([]);
  });
});
