import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HarnessError } from '../../../core/evals/adapter';
import { quoteCommand } from './quote';
import { runProgram } from './runProgram';
import type { Transport } from './transport';

export interface SshOptions {
  /** Alias or `user@host`, as after `ssh` on the command line. */
  host: string;
  port?: number;
  /** Instead of `~/.ssh/config`. */
  configFile?: string;
}

/** No option, no blank, nothing that a config's `Match exec` or `%h` could carry into a shell. */
const hostPattern = /^[A-Za-z0-9_[][A-Za-z0-9_.:@%[\]-]{0,254}$/;

/**
 * The system's ssh, so that its config, agent, jump hosts, certificates and known hosts all work. Never asks anything, never
 * takes an unknown host key, never forwards the agent. One connection is kept for 60 s after its last use (not on Windows,
 * whose ssh can't).
 *
 * @throws HarnessError `config` for a host that is none.
 */
export function sshTransport({ host, port, configFile }: SshOptions): Transport {
  if (!hostPattern.test(host)) throw new HarnessError('config', `"${host}" is no name of a host. Change the target.`);
  const control = process.platform === 'win32' ? undefined : controlFolder();
  const options = [
    ...(configFile === undefined ? [] : ['-F', configFile]),
    ...(port === undefined ? [] : ['-p', String(port)]),
    ...['BatchMode=yes', 'StrictHostKeyChecking=yes', 'ForwardAgent=no', 'ForwardX11=no', 'ClearAllForwardings=yes']
      .concat('ConnectTimeout=10', 'ServerAliveInterval=15', 'ServerAliveCountMax=3', 'LogLevel=ERROR')
      .concat(control ? ['ControlMaster=auto', `ControlPath=${control}/%C`, 'ControlPersist=60'] : [])
      .flatMap((option) => ['-o', option]),
  ];
  return {
    label: host,
    async exec(argv, execOptions) {
      const line = ['ssh', ...options, '-T', '--', host, quoteCommand(argv)];
      const missing = 'There is no ssh on this machine. Install OpenSSH, or work on the login node through Remote-SSH.';
      const result = await runProgram(line, execOptions, missing);
      if (result.code === 255) throw sshError(result.stderr, host);
      return result;
    },
    dispose() {
      if (!control) return;
      const end = spawn('ssh', [...options, '-O', 'exit', '--', host], { stdio: 'ignore' });
      const remove = (): void => rmSync(control, { recursive: true, force: true });
      end.on('error', remove);
      end.on('exit', remove);
    },
  };
}

/** A folder of our own (0700) with a short name: a socket's path holds about 100 characters. */
function controlFolder(): string {
  const base = tmpdir().length > 30 ? '/tmp' : tmpdir();
  return mkdtempSync(join(base, 'trace-ssh-'));
}

/** What ssh's exit code 255 means, by its own words. */
function sshError(stderr: string, host: string): HarnessError {
  const detail = stderr.trim();
  if (/REMOTE HOST IDENTIFICATION HAS CHANGED|host key for .* has changed/i.test(stderr)) {
    const message = `The host key of ${host} has changed. Ask its administrators; if that is right, update known_hosts.`;
    return new HarnessError('hostKey', message, { detail });
  }
  if (/host key verification failed|host key is known for|authenticity of host/i.test(stderr)) {
    const message = `The host key of ${host} is not known. Connect to it once in a terminal and compare its fingerprint.`;
    return new HarnessError('hostKey', message, { detail });
  }
  if (
    /permission denied|too many authentication failures|no supported authentication|sign_and_send_pubkey/i.test(stderr)
  ) {
    const message = `${host} does not let you in without asking. Add a key to your agent, or connect through Remote-SSH.`;
    return new HarnessError('auth', message, { detail });
  }
  const last = detail.split('\n').at(-1)?.trim() ?? '';
  return new HarnessError('unreachable', `${host} can't be reached${last === '' ? '' : ` (${last})`}.`, { detail });
}
