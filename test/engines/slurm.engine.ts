/** The slurm adapter on a real one-node Slurm, by a real ssh. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { slurmAdapter } from '../../src/io/evals/adapters/slurm';
import { engineDir, parts } from './daemons';
import { Drive } from './drive';
import { evalSpec, problems, type SpecChoices } from './evalSpec';
import { passingFaults, startStub, stubText, type Stub } from './misbehavingServer';
import { startSlurm, type SlurmCluster } from './slurmCluster';

const dir = join(engineDir, "slurm evals' folder");
const thousand = { problems: problems(25), n: 40, nPerRequest: 4 };

describe.skipIf(parts.missing.slurm)('slurm', () => {
  let cluster: SlurmCluster;
  let stub: Stub;
  const adapter = slurmAdapter(resolve('media/worker/trace_worker.py'));
  const drives: Drive[] = [];

  beforeAll(async () => {
    rmSync(dir, { recursive: true, force: true });
    cluster = await startSlurm();
    process.env.SLURM_CONF = cluster.env.SLURM_CONF;
    stub = await startStub({ fault: passingFaults(11), delayMs: 150 });
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') console.log(cluster.report());
    for (const drive of drives.splice(0)) await drive.close();
  });
  afterAll(async () => {
    adapter.dispose();
    await stub?.close();
    await cluster?.stop();
  });

  const drive = (choices: SpecChoices, more: object = {}): Drive => {
    const endpoint = { url: stub.url, concurrency: 2 };
    const options = { dir, ssh: cluster.ssh, shards: 4, endpoint, ...more };
    const made = new Drive(adapter, evalSpec(choices), options);
    drives.push(made);
    return made;
  };
  const expectAll = ({ samples, spec }: Drive): void => {
    expect(samples.size).toBe(spec.n * spec.problems.length);
    for (const { index, text } of samples.values()) expect(text).toBe(stubText(1000 + index));
  };
  const check = (eval_: Drive) => adapter.check(eval_.call);

  it('finds the target ready', async () => {
    const results = await check(drive({}));
    expect(results.filter(({ level }) => level === 'error')).toEqual([]);
    expect(results.map(({ code }) => code)).toEqual(expect.arrayContaining(['reachable', 'python', 'slurm']));
  });

  it('tells an unknown host key, a changed one and a key that is not let in apart', async () => {
    const codes = async (lines: string[]) =>
      (await check(drive({}, { ssh: cluster.sshWith(lines) }))).map(({ code }) => code);
    expect(await codes(['UserKnownHostsFile {dir}/nobody'])).toEqual(['hostKey']);
    expect(await codes(['UserKnownHostsFile {dir}/changed'])).toEqual(['hostKey']);
    expect(await codes(['IdentityFile {dir}/stranger'])).toEqual(['auth']);
    expect(await codes(['Port 1', 'HostName 127.0.0.2'])).toEqual(['unreachable']);
  });

  it('draws 1,000 samples over ssh, cancelled and resumed on the way', async () => {
    const one = drive({ evalId: 'SLURM-CANCEL', ...thousand });
    const first = await one.submit();
    expect(await one.again()).toEqual(first);
    await one.follow(() => one.samples.size >= 200);
    expect(one.samples.size).toBeLessThan(1000);
    await one.cancel();
    expect((await one.follow()).state).toBe('cancelled');
    const kept = one.samples.size;
    expect(kept).toBeLessThan(1000);
    await one.submit();
    expect((await one.follow()).state).toBe('ended');
    expectAll(one);
    await adapter.cleanup(one.handleCall);
    expect(existsSync(join(dir, 'SLURM-CANCEL'))).toBe(false);
  });

  it('draws 1,000 samples on this machine, with a worker killed and the controller restarted on the way', async () => {
    const one = drive({ evalId: 'SLURM-KILL', ...thousand }, { ssh: undefined });
    await one.submit();
    await one.follow(() => one.samples.size >= 150);
    const pids = execFileSync('pgrep', ['-f', 'trace_worker.py .*SLURM-KILL [0-9]'], { encoding: 'utf8' }).split('\n');
    process.kill(Number(pids[0]), 'SIGKILL');
    await cluster.restartController(async () => {
      expect((await one.poll()).state).toBe('waiting');
    });
    const ended = await one.follow();
    expect(ended).toMatchObject({ state: 'failed', error: { code: 'engine' } });
    expect(ended.error?.message).toContain('Resume');
    expect(one.samples.size).toBeLessThan(1000);
    await one.submit();
    expect((await one.follow()).state).toBe('ended');
    expectAll(one);
    const { text } = await adapter.logs({ ...one.handleCall, from: { tail: 4000 } });
    expect(text).toContain('exits with 0');
  });

  it('says what a job was refused for', async () => {
    const one = drive({ evalId: 'SLURM-REFUSED' }, { sbatch: ['--partition=nowhere'] });
    await expect(one.submit()).rejects.toMatchObject({ code: 'config' });
    const long = drive({ evalId: 'SLURM-LONG' }, { sbatch: ['--time=99:00:00'] });
    await long.submit();
    const waits = (): boolean => long.last?.engineState?.includes('PartitionTimeLimit') === true;
    expect((await long.follow(waits)).state).toBe('queued');
    await long.cancel();
    expect((await long.follow()).state).toBe('cancelled');
  });

  it('tells of a wrong key of the server, by its name only', async () => {
    const guarded = await startStub({ key: 'right' });
    const keyFile = join(dir, 'key');
    writeFileSync(keyFile, 'wrong', { mode: 0o600 });
    const one = drive({ evalId: 'SLURM-AUTH' }, { endpoint: { url: guarded.url, keyFile } });
    await one.submit();
    expect(await one.follow()).toMatchObject({ state: 'failed', error: { code: 'auth' } });
    await guarded.close();
  });

  it('throws a chunk away that was damaged on its way, and takes it again', async () => {
    const one = drive({ evalId: 'SLURM-CORRUPT', problems: problems(4) });
    await one.submit();
    expect(await one.follow(undefined, false)).toMatchObject({ state: 'ended' });
    const chunks = join(dir, 'SLURM-CORRUPT', 'chunks');
    const path = join(chunks, readdirSync(chunks)[0]);
    const bytes = execFileSync('cat', [path]);
    writeFileSync(path, bytes.subarray(10));
    await expect(one.fetch()).rejects.toThrow('damaged');
    writeFileSync(path, bytes);
    await one.fetch();
    expectAll(one);
  });

  it('refuses to write into a folder that is not its own, and to remove one', async () => {
    const one = drive({ evalId: 'SLURM-FOREIGN' });
    execFileSync('mkdir', ['-p', join(dir, 'SLURM-FOREIGN', 'thesis')]);
    await expect(one.submit()).rejects.toMatchObject({ code: 'config' });
    await expect(adapter.cleanup(one.handleCall)).rejects.toMatchObject({ code: 'config' });
    expect(existsSync(join(dir, 'SLURM-FOREIGN', 'thesis'))).toBe(true);
  });
});
