/** A one-node Ray cluster on the loopback interface, with a token. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { freePort, parts, run, until } from './daemons';

export interface RayCluster {
  url: string;
  token: string;
  restart(): Promise<void>;
  stop(): void;
}

export async function startRay(): Promise<RayCluster> {
  const bin = dirname(parts.python ?? '');
  const token = 'trace-engines-token-0123456789abcdef';
  // The name must be short: Ray puts sockets into it.
  const temp = mkdtempSync('/tmp/tr-');
  const [port, dashboardPort] = [await freePort(), await freePort()];
  const env = {
    RAY_AUTH_MODE: 'token',
    RAY_AUTH_TOKEN: token,
    RAY_USAGE_STATS_ENABLED: '0',
    PATH: `${bin}:${process.env.PATH ?? ''}`,
  };
  const url = `http://127.0.0.1:${dashboardPort}`;
  const start = async (): Promise<void> => {
    mkdirSync(temp, { recursive: true });
    run(
      [
        ...[join(bin, 'ray'), 'start', '--head', `--port=${port}`, '--node-ip-address=127.0.0.1', '--num-cpus=2'],
        ...['--dashboard-host=127.0.0.1', `--dashboard-port=${dashboardPort}`, '--include-dashboard=true'],
        ...['--disable-usage-stats', `--temp-dir=${temp}`, '--object-store-memory=100000000'],
      ],
      env,
    );
    const headers = { Authorization: `Bearer ${token}` };
    await until('the dashboard takes jobs', () =>
      fetch(`${url}/api/jobs/`, { headers }).then(
        ({ status }) => status === 200,
        () => false,
      ),
    );
  };
  const stop = (): void => {
    endRay(temp);
  };
  await start();
  return {
    ...{ url, token },
    async restart() {
      stop();
      await start();
    },
    stop() {
      stop();
      rmSync(temp, { recursive: true, force: true });
    },
  };
}

/** Ends the processes of this cluster, told by their folder, and of no other: `ray stop` would end all of the machine. */
function endRay(temp: string): void {
  for (const signal of ['-KILL'])
    for (let round = 0; round < 20; round++) {
      const pids = run(['sh', '-c', `pgrep -f -- "$1" | grep -vx -e "$$" -e ${process.pid} || true`, 'sh', `${temp}/`]);
      const mine = pids.split('\n').filter(Boolean);
      if (mine.length === 0) return;
      if (round === 0) run(['sh', '-c', 'kill "$@" 2>/dev/null || true', 'sh', signal, ...mine]);
      run(['sleep', '0.3']);
    }
}
