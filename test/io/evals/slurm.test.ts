/** The slurm adapter with commands that say what they are told to; the real ones are in `test/engines`. */
import { spawnSync } from 'node:child_process';
import { appendFileSync, chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readQueue, slurmAdapter } from '../../../src/io/evals/adapters/slurm';
import { Drive } from '../../engines/drive';
import { evalSpec, problems } from '../../engines/evalSpec';

const hasTools = spawnSync('sh', ['-c', 'python3 --version && command -v tar']).status === 0;

describe('the queue', () => {
  it('is counted by state, with reasons of what waits', () => {
    const said = '7|RUNNING|None\n7|PENDING|Resources\n7|PENDING|Resources\n8|RUNNING|None\nexit 0\n';
    const queue = readQueue(said, '7');
    expect(queue).toMatchObject({ answered: true, known: true, isRunning: true, isCancelled: false });
    expect(queue.words).toBe('1 RUNNING, 2 PENDING (Resources)');
  });

  it('tells a controller that is away from a job that is gone', () => {
    const away = readQueue(
      'slurm_load_jobs error: Unable to contact slurm controller (connect failure)\nexit 1\n',
      '7',
    );
    expect(away).toMatchObject({ answered: false, known: false });
    expect(readQueue('\nexit 0\n', '7')).toMatchObject({ answered: true, known: false, words: 'not in the queue' });
  });
});

describe.runIf(hasTools)('a Slurm job', () => {
  let base: string;
  let one: Drive;
  const path = process.env.PATH;
  const adapter = slurmAdapter(resolve('media/worker/trace_worker.py'));
  const fake = (name: string, script: string): void => {
    mkdirSync(join(base, 'bin'), { recursive: true });
    writeFileSync(join(base, 'bin', name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(base, 'bin', name), 0o755);
  };
  beforeEach(() => {
    base = mkdtempSync(join(tmpdir(), "it's slurm "));
    process.env.PATH = `${base}/bin:${path}`;
    fake('squeue', 'exit 0');
    fake('scancel', `echo "$@" >> "${base}/cancelled"`);
    fake('sbatch', `cat > "${base}/script"; printf '%s\\n' "$@" > "${base}/arguments"; echo "12;cluster"`);
    const options = {
      dir: join(base, 'evals'),
      endpoint: { url: 'http://model:8000/v1' },
      shards: 2,
      setup: ['module load python'],
    };
    one = new Drive(adapter, evalSpec({ evalId: 'JOB', problems: problems(4) }), options);
  });
  afterEach(async () => {
    await one.close();
    process.env.PATH = path;
    rmSync(base, { recursive: true, force: true });
  });
  const tell = (shard: number, event: object): void =>
    appendFileSync(join(base, 'evals', 'JOB', 'events', `${shard}-a1.jsonl`), `${JSON.stringify(event)}\n`);
  const submit = async (): Promise<void> => {
    await one.submit();
    mkdirSync(join(base, 'evals', 'JOB', 'events'));
  };

  it('is one array named after the eval, its script on standard input, without the environment of the login', async () => {
    expect(await one.submit()).toEqual({ job: '12', attempt: 1, shards: 2 });
    const lines = readFileSync(join(base, 'arguments'), 'utf8').split('\n');
    expect(lines).toEqual(
      expect.arrayContaining(['--job-name=JOB', '--array=0-1', '--export=NONE', '--dependency=singleton']),
    );
    const script = readFileSync(join(base, 'script'), 'utf8').split('\n');
    expect(script.slice(0, 2)).toEqual(['#!/bin/sh', 'module load python']);
    expect(spawnSync('sh', ['-n', join(base, 'script')]).status).toBe(0);
    expect(await one.again()).toEqual({ job: '12', attempt: 1, shards: 2 });
  });

  it('is found again by name when the answer to its submission was lost', async () => {
    fake('squeue', 'echo "9 a3"; echo "10 a1"');
    fake('sbatch', 'exit 1');
    expect(await one.submit()).toMatchObject({ job: '10' });
  });

  it('is refused for quota, for settings, or because nobody answers, each told apart', async () => {
    const said: [string, string][] = [
      ['sbatch: error: QOSMaxSubmitJobPerUserLimit', 'quota'],
      ['sbatch: error: Batch job submission failed: invalid partition specified: x', 'config'],
      ['sbatch: error: Unable to contact slurm controller (connect failure)', 'unreachable'],
      ['sbatch: error: writing state: No space left on device', 'quota'],
    ];
    for (const [words, code] of said) {
      fake('sbatch', `echo '${words}' >&2; exit 1`);
      await expect(one.again()).rejects.toMatchObject({ code });
    }
  });

  it('is told of a clock that is wrong before it starts; no sample depends on one', async () => {
    fake('date', 'echo $(($(command -p date +%s) - 600))');
    const results = await adapter.check(one.call);
    expect(results.find(({ code }) => code === 'clock')).toMatchObject({
      level: 'warning',
      message: expect.stringMatching(/^The clock of .+ is \d+ s behind\.$/),
    });
  });

  it('waits while the controller is away, and is not given up for one answer without it', async () => {
    await submit();
    fake('squeue', 'echo "12|RUNNING|None"');
    expect((await one.poll()).state).toBe('running');
    fake('squeue', 'echo "connect failure" >&2; exit 1');
    expect((await one.poll()).state).toBe('waiting');
    fake('squeue', 'exit 0');
    tell(0, { type: 'worker.begin' });
    expect((await one.poll()).state).toBe('running');
    expect(await one.poll()).toMatchObject({ state: 'failed', error: { code: 'engine' } });
  });

  it('ends as its workers say', async () => {
    await submit();
    tell(0, { type: 'worker.end', exit: 0 });
    tell(1, { type: 'worker.end', exit: 2, code: 'auth', message: 'The key is wrong.' });
    expect(await one.poll()).toMatchObject({ state: 'failed', error: { code: 'auth', message: 'The key is wrong.' } });
    tell(1, { type: 'worker.begin' });
    tell(1, { type: 'worker.end', exit: 0 });
    expect(await one.poll()).toMatchObject({ state: 'ended', shards: { done: 2, total: 2 } });
  });

  it('is gone when nothing of it ever ran, or its folder is away', async () => {
    await submit();
    await one.poll();
    expect((await one.poll()).state).toBe('gone');
    rmSync(join(base, 'evals', 'JOB'), { recursive: true });
    expect(await one.poll()).toMatchObject({ state: 'gone', error: { code: 'notFound' } });
  });

  it('is cancelled by its name and our user only', async () => {
    await submit();
    await one.cancel();
    expect(readFileSync(join(base, 'cancelled'), 'utf8')).toMatch(/^-u \S+ -n JOB\n$/);
    expect((await one.poll()).state).toBe('cancelled');
  });
});
