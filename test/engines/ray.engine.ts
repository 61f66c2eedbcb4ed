/** The ray adapter on a real one-node cluster. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { rayAdapter } from '../../src/io/evals/adapters/ray';
import { engineDir, parts } from './daemons';
import { Drive } from './drive';
import { evalSpec, problems, type SpecChoices } from './evalSpec';
import { passingFaults, startStub, stubText, type Stub } from './misbehavingServer';
import { startRay, type RayCluster } from './rayCluster';

const thousand = { problems: problems(25, '1'), n: 40, nPerRequest: 4 };

describe.skipIf(parts.missing.ray)('ray', () => {
  let cluster: RayCluster;
  let stub: Stub;
  const adapter = rayAdapter(resolve('media/worker/trace_worker.py'));
  const drives: Drive[] = [];

  beforeAll(async () => {
    cluster = await startRay();
    stub = await startStub({ fault: passingFaults(11), delayMs: 100 });
  });
  afterEach(async () => {
    for (const drive of drives.splice(0)) await drive.close();
  });
  afterAll(async () => {
    await stub?.close();
    cluster?.stop();
  });

  const drive = (choices: SpecChoices, more: object = {}, token: string | undefined = cluster.token): Drive => {
    const options = { url: cluster.url, endpoint: { url: stub.url, concurrency: 4 }, ...more };
    const made = new Drive(adapter, evalSpec({ adapter: 'ray', ...choices }), options, token);
    drives.push(made);
    return made;
  };
  const expectAll = ({ samples, spec }: Drive): void => {
    expect(samples.size).toBe(spec.n * spec.problems.length);
    for (const { index, text } of samples.values()) expect(text).toBe(stubText(1000 + index));
  };

  it('finds the cluster, and says what is wrong with a token', async () => {
    expect((await adapter.check(drive({}).call)).map(({ level, code }) => [level, code])).toEqual([
      ['ok', 'reachable'],
    ]);
    const wrong = await adapter.check(drive({}, {}, 'wrong-token-0123456789abcdef').call);
    expect(wrong).toMatchObject([{ level: 'error', code: 'auth' }]);
    await expect(drive({}, {}, 'wrong-token-0123456789abcdef').submit()).rejects.toMatchObject({ code: 'auth' });
    const nobody = await adapter.check(drive({}, { url: 'http://127.0.0.1:1' }).call);
    expect(nobody).toMatchObject([{ level: 'error', code: 'unreachable' }]);
  });

  it('draws 1,000 samples: cancelled, resumed, its driver killed, resumed; read through the dashboard', async () => {
    const one = drive({ evalId: 'RAY-THOUSAND', ...thousand });
    const first = await one.submit();
    expect(await one.again()).toEqual(first);
    await one.follow(() => one.samples.size >= 100);
    await one.cancel();
    expect((await one.follow()).state).toBe('cancelled');
    expect(one.samples.size).toBeLessThan(1000);
    await one.submit();
    const before = one.samples.size;
    await one.follow(() => one.samples.size >= before + 100);
    const worker = execFileSync('pgrep', ['-f', '^[^ ]*python[^ ]* trace_worker.py ray'], { encoding: 'utf8' });
    for (const pid of worker.split('\n').filter(Boolean)) process.kill(Number(pid), 'SIGKILL');
    expect(await one.follow()).toMatchObject({ state: 'failed', error: { code: 'engine' } });
    await one.fetch();
    expect(one.samples.size).toBeLessThan(1000);
    await one.submit();
    expect((await one.follow()).state).toBe('ended');
    expectAll(one);
    const { text } = await adapter.logs({ ...one.handleCall, from: { tail: 2000 } });
    expect(one.grades, text).toHaveLength(1000);
    expect(one.grades.filter(({ verdict }) => verdict === true)).toHaveLength(
      [...one.samples.values()].filter(({ seed }) => (seed ?? 0) % 3 === 1).length,
    );
    expect(text).toContain('exits with 0');
    expect(text).not.toContain(cluster.token);
  });

  it('reads results from a folder that both sides see', async () => {
    const sharedDir = join(engineDir, 'ray shared');
    rmSync(sharedDir, { recursive: true, force: true });
    mkdirSync(sharedDir, { recursive: true });
    const one = drive({ evalId: 'RAY-SHARED', problems: problems(4) }, { sharedDir });
    await one.submit();
    expect((await one.follow()).state).toBe('ended');
    expectAll(one);
    await adapter.cleanup(one.handleCall);
    expect(existsSync(join(sharedDir, 'RAY-SHARED'))).toBe(false);
  });

  it('no longer knows the job after the head was restarted, and goes on with what is missing', async () => {
    const one = drive({ evalId: 'RAY-RESTART', problems: problems(25), n: 16, nPerRequest: 4 });
    await one.submit();
    await one.follow(() => one.samples.size >= 40);
    await cluster.restart();
    expect((await one.poll()).state).toBe('gone');
    const kept = one.done.size;
    const asked = stub.requests.length;
    await one.submit();
    expect((await one.follow()).state).toBe('ended');
    expectAll(one);
    const again = stub.requests.slice(asked).length;
    expect(again).toBeLessThan(2 * (one.spec.chunks.length - kept) + 10);
  });
});
