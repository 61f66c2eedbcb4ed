/** The command adapter on this machine: a program that writes a dump, and our own worker. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { commandAdapter } from '../../../src/io/evals/adapters/command';
import { Drive } from '../../engines/drive';
import { evalSpec, problems, type SpecChoices } from '../../engines/evalSpec';
import { startStub, stubText } from '../../engines/misbehavingServer';

const hasTools = spawnSync('sh', ['-c', 'python3 --version && command -v ps tar']).status === 0;
if (!hasTools) console.warn('SKIPPED: commands are not tested, because python3, ps or tar is not there.');

/** Draws n samples of each problem into `{output}`, as verl's validation would; ends with code 3 where a problem says so. */
const program = `import json, sys, time
problems, output, n, model = sys.argv[1:5]
rows = [json.loads(line) for line in open(problems)]
time.sleep(float(sys.argv[5]) if len(sys.argv) > 5 else 0)
with open(output + '/out.jsonl', 'w') as out:
    for row in rows:
        for i in range(int(n)):
            text = '%s %s sample %d \\u00e9' % (model, row['id'], i)
            out.write(json.dumps({'id': row['id'], 'question': row['prompt'], 'completion': text, 'correct': i % 2 == 0}) + '\\n')
print('drew', len(rows))
`;

describe.runIf(hasTools)('a command', () => {
  const base = mkdtempSync(join(tmpdir(), 'commands of '));
  const adapter = commandAdapter(resolve('media/worker/trace_worker.py'));
  const drives: Drive[] = [];
  writeFileSync(join(base, 'program.py'), program);
  afterEach(async () => {
    for (const drive of drives.splice(0)) await drive.close();
  });
  const drive = (choices: SpecChoices, argv: string[], more: object = {}): Drive => {
    const made = new Drive(adapter, evalSpec({ adapter: 'command', ...choices }), {
      dir: join(base, 'evals'),
      argv,
      ...more,
    });
    drives.push(made);
    return made;
  };
  const drawing = ['python3', join(base, 'program.py'), '{problems}', '{output}', '{n}', '{model}'];

  it('is run once for each model, and its output becomes the chunks of the plan with its verdicts', async () => {
    const one = drive(
      { evalId: 'COMMAND', problems: problems(3), n: 6, nPerRequest: 4, models: ['base', "r'l"] },
      drawing,
    );
    await one.submit();
    expect(await one.follow()).toMatchObject({ state: 'ended', engineState: 'exit 0' });
    expect(one.samples.size).toBe(36);
    expect(one.samples.get("r'l p1 5")).toMatchObject({
      text: "r'l p1 sample 5 é",
      seed: null,
      finish_reason: 'unknown',
    });
    expect(one.grades).toHaveLength(36);
    expect(one.grades.filter(({ verdict }) => verdict === true)).toHaveLength(18);
    expect((await adapter.logs({ ...one.handleCall, from: { tail: 100 } })).text).toContain('drew 3');
    await adapter.cleanup(one.handleCall);
    expect(existsSync(join(base, 'evals', 'COMMAND'))).toBe(false);
  });

  it('is started once, ended with its children, and started anew on resume', async () => {
    const one = drive({ evalId: 'SLOW' }, ['sh', '-c', 'python3 "$@"', 'sh', ...drawing.slice(1), '60']);
    const handle = await one.submit();
    expect(await one.again()).toEqual(handle);
    expect((await one.poll()).state).toBe('running');
    await one.cancel();
    expect((await one.follow()).state).toBe('cancelled');
    expect(spawnSync('pgrep', ['-f', 'evals/SLOW/problems']).stdout.toString()).toBe('');
    await one.cancel();
    const resumed = drive({ evalId: 'SLOW' }, drawing);
    resumed.attempt = 1;
    await resumed.submit();
    expect((await resumed.follow()).state).toBe('ended');
    expect(resumed.samples.size).toBe(8);
  });

  it('fails with its exit code, and keeps nothing that is not whole', async () => {
    const one = drive({ evalId: 'FAILS' }, ['sh', '-c', 'echo "no GPU" >&2; exit 3']);
    await one.submit();
    const { state, error } = await one.follow();
    expect([state, error?.message]).toEqual([
      'failed',
      'The command ended with exit code 3. See its log, then resume.',
    ]);
    expect((await adapter.logs({ ...one.handleCall, from: { offset: 0 } })).text).toBe('no GPU\n');
    const few = drive({ evalId: 'FEW', n: 8, nPerRequest: 4 }, [...drawing.slice(0, 4), '5', '{model}']);
    await few.submit();
    await few.follow();
    expect(few.samples.size).toBe(4);
  });

  it('may be our own worker, whose chunks come while it runs', async () => {
    const stub = await startStub({ delayMs: 20 });
    const more = { importer: 'chunks', endpoint: { url: stub.url }, shards: 2 };
    const argv = ['{python}', '{worker}', '{runDir}', '{shard}', '{shards}'];
    const one = drive({ evalId: 'WORKER', problems: problems(6), nPerRequest: 4 }, argv, more);
    await one.submit();
    expect((await one.follow()).state).toBe('ended');
    expect(one.samples.size).toBe(48);
    for (const { index, text } of one.samples.values()) expect(text).toBe(stubText(1000 + index));
    await stub.close();
  });

  it('names a placeholder that there is not, and a program', async () => {
    await expect(drive({ evalId: 'TYPO' }, ['echo', '{modle}']).submit()).rejects.toMatchObject({ code: 'config' });
    const results = await adapter.check(drive({}, ['no-such-program']).call);
    expect(results.filter(({ level }) => level === 'error')).toMatchObject([{ code: 'command' }]);
    rmSync(base, { recursive: true, force: true });
  });
});
