/**
 * A one-node Slurm and an ssh server, made of Debian's packages, on ports of the loopback interface. All of their files are in
 * our cache folder; sockets are in a folder with a short name, because a socket's path may hold about 100 characters only.
 */
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, hostname } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { engineDir, freePort, run, startDaemon, until, type Daemon } from './daemons';

export interface SlurmCluster {
  env: { SLURM_CONF: string };
  ssh: { host: string; port: number; configFile: string };
  /** As `ssh`, with another idea of who the host is or who we are. */
  sshWith(lines: readonly string[]): SlurmCluster['ssh'];
  /**
   * Ends the controller and starts it again. It may save its state first: one that is killed can forget its newest job and hand
   * that job's number out again, which the node refuses, and drains itself.
   */
  restartController(between?: () => Promise<void>): Promise<void>;
  /** Why nodes are down, and what the daemons said last. */
  report(): string;
  stop(): Promise<void>;
}

export async function startSlurm(): Promise<SlurmCluster> {
  const dir = join(engineDir, 'slurm');
  rmSync(dir, { recursive: true, force: true });
  for (const name of ['ctld', 'd', 'logs', 'ssh']) mkdirSync(join(dir, name), { recursive: true });
  const sockets = mkdtempSync('/tmp/trace-munge-');
  const conf = join(dir, 'slurm.conf');
  const env = { SLURM_CONF: conf };
  const daemons: Daemon[] = [];
  const munge = startMunge(dir, sockets);
  daemons.push(munge);
  await until('munged listens', () => munge.log() !== undefined && exists(`${sockets}/socket`));
  writeFileSync(conf, slurmConf(dir, `${sockets}/socket`, await freePort(), await freePort()));
  const startController = (): Daemon =>
    startDaemon(['slurmctld', '-D', '-f', conf], join(dir, 'logs', 'slurmctld.log'), env);
  let controller = startController();
  const node = startDaemon(['slurmd', '-D', '-f', conf], join(dir, 'logs', 'slurmd.log'), env);
  daemons.push(node);
  const isIdle = (): boolean => /idle|mix|alloc/.test(attempt(['sinfo', '-h', '-o', '%T'], env));
  await until('the node of Slurm is idle', isIdle).catch((error: Error) => {
    throw new Error(`${error.message}\n${controller.log().slice(-2000)}`);
  });
  const { ssh, server, sshWith } = await startSsh(join(dir, 'ssh'), env);
  daemons.push(server);
  return {
    ...{ env, ssh, sshWith },
    async restartController(between) {
      await controller.stop();
      await between?.();
      controller = startController();
      await until('the controller is back', isIdle);
    },
    report: () =>
      [attempt(['sinfo', '-R'], env), ...[controller, node].map((one) => one.log().slice(-3000))].join('\n'),
    async stop() {
      attempt(['scancel', '-u', 'root'], env);
      await controller.stop();
      for (const daemon of daemons.reverse()) await daemon.stop();
      rmSync(sockets, { recursive: true, force: true });
    },
  };
}

function startMunge(dir: string, sockets: string): Daemon {
  const key = join(dir, 'munge.key');
  writeFileSync(key, randomBytes(128), { mode: 0o600 });
  chmodSync(sockets, 0o755);
  const files = [`--key-file=${key}`, `--socket=${sockets}/socket`, `--pid-file=${sockets}/pid`];
  const more = [`--seed-file=${sockets}/seed`, '--force', '--foreground', '--num-threads=2'];
  return startDaemon(['munged', ...files, ...more], join(dir, 'logs', 'munged.log'));
}

function slurmConf(dir: string, socket: string, controllerPort: number, nodePort: number): string {
  const host = hostname().split('.')[0];
  const memory = /RealMemory=(\d+)/.exec(run(['slurmd', '-C']))?.[1] ?? '1000';
  return `ClusterName=trace
SlurmctldHost=${host}(127.0.0.1)
SlurmctldPort=${controllerPort}
SlurmdPort=${nodePort}
AuthType=auth/munge
AuthInfo=socket=${socket}
CredType=cred/munge
SlurmUser=root
SlurmdUser=root
StateSaveLocation=${dir}/ctld
SlurmdSpoolDir=${dir}/d
SlurmctldPidFile=${dir}/ctld.pid
SlurmdPidFile=${dir}/d.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerType=sched/backfill
SchedulerParameters=sched_interval=2,bf_interval=2,sched_min_interval=100000
MpiDefault=none
ReturnToService=2
KillWait=5
MinJobAge=10
SwitchType=switch/none
NodeName=${host} NodeAddr=127.0.0.1 CPUs=${cpus().length} RealMemory=${Math.floor(Number(memory) * 0.8)} State=UNKNOWN
PartitionName=debug Nodes=${host} Default=YES MaxTime=01:00:00 State=UP OverSubscribe=FORCE:8
`;
}

async function startSsh(dir: string, env: { SLURM_CONF: string }) {
  const port = await freePort();
  const path = (name: string): string => join(dir, name);
  for (const name of ['host', 'user', 'stranger'])
    run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', path(name)]);
  writeFileSync(path('authorized'), readFileSync(path('user.pub')));
  const hostKey = readFileSync(path('host.pub'), 'utf8').split(' ').slice(0, 2).join(' ');
  writeFileSync(path('known'), `[127.0.0.1]:${port} ${hostKey}\n`);
  const otherKey = readFileSync(path('stranger.pub'), 'utf8').split(' ').slice(0, 2).join(' ');
  writeFileSync(path('changed'), `[127.0.0.1]:${port} ${otherKey}\n`);
  writeFileSync(path('nobody'), '');
  writeFileSync(
    path('sshd_config'),
    `ListenAddress 127.0.0.1
Port ${port}
HostKey ${path('host')}
AuthorizedKeysFile ${path('authorized')}
PidFile none
UsePAM no
StrictModes no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
PermitUserEnvironment no
SetEnv SLURM_CONF=${env.SLURM_CONF} "PATH=${process.env.PATH ?? ''}"
`,
  );
  mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
  const server = startDaemon(['/usr/sbin/sshd', '-D', '-e', '-f', path('sshd_config')], path('sshd.log'));
  const host = '127.0.0.1';
  const configOf = (name: string, lines: readonly string[]): string => {
    const common = ['Host *', 'User root', 'IdentitiesOnly yes', 'GlobalKnownHostsFile /dev/null'];
    const own = [
      `UserKnownHostsFile ${path('known')}`,
      ...(lines.some((line) => line.startsWith('Identity')) ? [] : [`IdentityFile ${path('user')}`]),
    ];
    writeFileSync(path(name), [...lines, ...common, ...own, ''].join('\n'), { mode: 0o600 });
    return path(name);
  };
  const ssh = { host, port, configFile: configOf('config', []) };
  await until(
    'the ssh server answers',
    () =>
      attempt(['ssh', '-F', ssh.configFile, '-p', String(port), '-o', 'BatchMode=yes', host, 'echo', 'here']) ===
      'here\n',
  );
  let count = 0;
  const sshWith = (lines: readonly string[]): typeof ssh => ({
    ...ssh,
    configFile: configOf(
      `config-${++count}`,
      lines.map((line) => line.replaceAll('{dir}', dir)),
    ),
  });
  return { ssh, server, sshWith };
}

/** What a command says; nothing when it fails. */
function attempt(argv: readonly string[], env: Record<string, string> = {}): string {
  try {
    return run(argv, env);
  } catch {
    return '';
  }
}

function exists(path: string): boolean {
  return attempt(['ls', path]) !== '';
}
