/** `trace-inspector review` and the verdicts in `stats`, on a comparison whose annotations a store has written. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { ReviewVerdict } from '../../src/core/annotations/events';
import { reviewId } from '../../src/core/annotations/ids';
import { openStore } from '../io/annotations/folders';

vi.setConfig({ testTimeout: 60_000 });
const cli = resolve('dist/cli.js');
let folder: string;

beforeAll(() => {
  if (!existsSync(cli)) throw new Error('dist/cli.js is missing: run npm run build first.');
  folder = mkdtempSync(join(tmpdir(), 'trace-inspector-review-'));
  for (const run of ['base', 'RL']) {
    const rows = ['p1', 'p2'].flatMap((task_id) =>
      Array.from({ length: 40 }, (_, i) => ({ task_id, completion: `${run} ${i}`, passed: i === 3, result: 'x' })),
    );
    writeFileSync(join(folder, `${run}.jsonl`), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  }
  const runs = ['base', 'RL'].map((label, i) => ({ label, role: i ? 'rl' : 'base', paths: [`${label}.jsonl`] }));
  writeFileSync(join(folder, 'pair.traces.json'), JSON.stringify({ title: 'Pair', runs }));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const text = (...args: string[]) => execFileSync(process.execPath, [cli, ...args], { encoding: 'utf8', cwd: folder });

async function review(reviewer: string, verdicts: ReviewVerdict[]): Promise<void> {
  const store = await openStore(join(folder, 'pair.annotations.jsonl'));
  const samples = ['base', 'RL'].flatMap((run) =>
    ['p1', 'p2'].map((problem) => ({ run, problem, index: 3, hash: `${run} ${problem}` })),
  );
  const spec = { runs: ['base', 'RL'], band: { above: 0, below: 0.05 }, verdicts: ['correct' as const], seed: 7 };
  const queue = { name: 'Chains', reviewer, blind: true, spec, samples };
  await store.record([{ kind: 'queueCreated', object: reviewer, payload: queue }]);
  for (const [place, verdict] of verdicts.entries()) {
    const payload = { queue: reviewer, place, sample: samples[place], verdict, reason: '' };
    await store.record([{ kind: 'reviewed', object: reviewId(reviewer, place), payload }]);
  }
}

it('says what to do when there is no queue', () => {
  const { status, stderr } = spawnSync(process.execPath, [cli, 'review', 'pair.traces.json'], {
    encoding: 'utf8',
    cwd: folder,
  });
  expect({ status, stderr: stderr.trim() }).toEqual({
    status: 2,
    stderr: 'pair.traces.json has no review queue: make one with "New Review Queue…".',
  });
});

it('prints results and agreement, and stats has the bounds of CoT-pass@k', async () => {
  await review('Ada', ['valid', 'valid', 'invalid', 'valid']);
  await review('Ben', ['valid', 'invalid', 'invalid', 'valid']);
  const { queues, agreement } = JSON.parse(text('review', 'pair.traces.json', '--json'));
  expect(queues).toHaveLength(2);
  expect(queues[0]).toMatchObject({
    reviewer: 'Ada',
    read: 4,
    chains: 4,
    blind: true,
    verdicts: { valid: 3, invalid: 1 },
  });
  expect(queues[0].sentence).toBe(
    'Problems with at least one valid chain: base 1 of 1, RL 1 of 2 (base: 1 ambiguous problem left out).',
  );
  expect(agreement).toMatchObject({
    reviewers: ['Ada', 'Ben'],
    chains: 4,
    percent: { value: 0.75 },
    kappa: { value: 0.5 },
  });
  expect(agreement.disagreements).toEqual([
    { run: 'base', problem: 'p2', sample: 3, verdicts: { Ada: 'valid', Ben: 'invalid' }, holds: 'disputed' },
  ]);
  expect(text('review', 'pair.traces.json')).toContain('agreement of Ada, Ben on 4 chains');
  const stats = JSON.parse(text('stats', 'pair.traces.json', '--json', '--resamples', '300'));
  expect(stats.cotPassAtK.rl).toMatchObject({ correct: 2, audited: 2, valid: 1, invalid: 1 });
});
