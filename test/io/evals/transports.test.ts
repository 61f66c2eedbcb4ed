/** Quoting and ssh, against a real shell and an ssh that says what it is told to. */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { localTransport } from '../../../src/io/evals/transport/localTransport';
import { quoteCommand } from '../../../src/io/evals/transport/quote';
import { sshTransport } from '../../../src/io/evals/transport/sshTransport';

const hasShell = spawnSync('sh', ['-c', 'exit 0']).status === 0;
const never = new AbortController().signal;

describe.runIf(hasShell)('a quoted command line', () => {
  const hard = [
    'a b',
    "it's",
    '"',
    '$(id)',
    '`id`',
    '\n',
    '-rf',
    '--',
    '~',
    '*',
    '\\',
    '!',
    '#',
    ';',
    '&&',
    'é',
    '=x',
    '{a,b}',
    '',
  ];
  const argument = fc.oneof(
    fc.array(fc.constantFrom(...hard), { maxLength: 6 }).map((parts) => parts.join('')),
    fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\0', '')),
  );

  it('is split by a shell into the very arguments', () => {
    fc.assert(
      fc.property(fc.array(argument, { minLength: 1, maxLength: 8 }), (args) => {
        const line = quoteCommand(['printf', '%s\\0', ...args]);
        const { stdout } = spawnSync('sh', ['-c', line], { encoding: 'utf8' });
        expect(stdout.split('\0').slice(0, -1)).toEqual(args);
      }),
      { numRuns: 60 },
    );
  });

  it('can not hold a zero byte', () => {
    expect(() => quoteCommand(['a\0b'])).toThrow('zero byte');
  });
});

describe.runIf(hasShell)('ssh', () => {
  let bin: string;
  const path = process.env.PATH;
  beforeEach(() => {
    bin = mkdtempSync(join(tmpdir(), 'fake-ssh-'));
    process.env.PATH = `${bin}:${path}`;
  });
  afterEach(() => {
    process.env.PATH = path;
    rmSync(bin, { recursive: true, force: true });
  });
  const fake = (script: string): void => {
    writeFileSync(join(bin, 'ssh'), `#!/bin/sh\n${script}\n`);
    chmodSync(join(bin, 'ssh'), 0o755);
  };
  const run = async (argv = ['true']) => {
    const transport = sshTransport({ host: 'login-1', port: 2222 });
    try {
      return await transport.exec(argv, { signal: never });
    } finally {
      transport.dispose();
    }
  };

  it('is asked to be strict: nothing asked, no unknown host, no agent forwarded', async () => {
    fake('printf "%s\\n" "$@"');
    const lines = (await run(['echo', 'a b'])).stdout.toString().split('\n');
    expect(lines).toEqual(expect.arrayContaining(['BatchMode=yes', 'StrictHostKeyChecking=yes', 'ForwardAgent=no']));
    expect(lines.slice(-4)).toEqual(['--', 'login-1', "echo 'a b'", '']);
    expect(lines.slice(0, 2)).toEqual(['-p', '2222']);
    const control = lines.find((line) => line.startsWith('ControlPath='))?.slice(12) ?? '';
    expect(control.length).toBeLessThan(60);
  });

  it('keeps its socket in a folder that nobody else may enter', async () => {
    fake(`for a; do case "$a" in ControlPath=*) echo "\${a#ControlPath=}";; esac; done`);
    const transport = sshTransport({ host: 'login-1' });
    const { stdout } = await transport.exec(['true'], { signal: never });
    expect(statSync(join(stdout.toString().trim(), '..')).mode & 0o777).toBe(0o700);
    transport.dispose();
  });

  it('tells by its words why it did not get through', async () => {
    const said = [
      ['Host key verification failed.', 'hostKey'],
      ['@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @', 'hostKey'],
      ['No ED25519 host key is known for login-1 and you have requested strict checking.', 'hostKey'],
      ['me@login-1: Permission denied (publickey,password).', 'auth'],
      ['ssh: connect to host login-1 port 22: Connection refused', 'unreachable'],
      ['ssh: Could not resolve hostname login-1', 'unreachable'],
    ];
    for (const [words, code] of said) {
      fake(`echo ${quoteCommand([words])} >&2; exit 255`);
      await expect(run()).rejects.toMatchObject({ code, retryable: code === 'unreachable' });
    }
    fake('echo "squeue: error" >&2; exit 1');
    expect(await run()).toMatchObject({ code: 1, stderr: 'squeue: error\n' });
  });

  it('refuses a host that would be an option or a script', () => {
    for (const host of ['-oProxyCommand=id', 'a b', 'a;id', '$(id)', ''])
      expect(() => sshTransport({ host })).toThrow('no name');
  });
});

describe.runIf(hasShell)('a program of this machine', () => {
  it('gets arguments, input and says how it ended', async () => {
    const result = await localTransport.exec(['sh', '-c', 'cat; echo "$1" >&2; exit 3', 'sh', '$(id)'], {
      stdin: 'in',
      signal: never,
    });
    expect([result.code, result.stdout.toString(), result.stderr]).toEqual([3, 'in', '$(id)\n']);
  });

  it('is ended when it is stopped, says too much, or takes too long', async () => {
    const control = new AbortController();
    const slow = localTransport.exec(['sleep', '20'], { signal: control.signal });
    control.abort();
    await expect(slow).rejects.toMatchObject({ code: 'aborted' });
    await expect(localTransport.exec(['sleep', '20'], { signal: never, timeoutMs: 50 })).rejects.toMatchObject({
      code: 'unreachable',
    });
    await expect(localTransport.exec(['yes'], { signal: never, maxBytes: 1000 })).rejects.toMatchObject({
      code: 'corrupt',
    });
    await expect(localTransport.exec(['no-such-program-here'], { signal: never })).rejects.toMatchObject({
      code: 'config',
    });
  });
});
