/** What targets that schedule the Python worker have in common: a server, a folder, a transport. */
import { HarnessError } from '../../../core/evals/adapter';
import { asName, asNumber, asObject, asText, asWhole, Malformed, maybe, type Json } from '../../../core/evals/narrow';
import type { EvalSpec } from '../../../core/evals/spec';
import type { Target } from '../../../core/evals/target';
import { localTransport } from '../transport/localTransport';
import { sshTransport, type SshOptions } from '../transport/sshTransport';
import type { Transport } from '../transport/transport';

/** Option `endpoint`: the server as the worker sees it. Its key is known by name only. */
export interface Endpoint {
  /** Up to and with `/v1`. */
  url: string;
  /** Variable that holds the key where the worker runs. */
  keyEnv?: string;
  /** File there (0600) that holds the key. */
  keyFile?: string;
  caFile?: string;
  /** Requests at once for each worker; default 16. */
  concurrency?: number;
  idleSeconds?: number;
  outageSeconds?: number;
}

/** @throws HarnessError `config`, naming the option. */
export function optionsOf<T>(target: Target, read: (options: Json) => T): T {
  try {
    return read({ ...target.options });
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    throw new HarnessError('config', `The target ${target.label} can't be used: ${error.message}.`);
  }
}

export function endpointOf(value: unknown, where = 'endpoint'): Endpoint {
  const json = asObject(value, where);
  return {
    url: httpUrl(json.url, `${where}.url`),
    keyEnv: maybe(json.keyEnv, `${where}.keyEnv`, (value, at) => asName(value, at, /^[A-Za-z_][A-Za-z0-9_]*$/)),
    keyFile: maybe(json.keyFile, `${where}.keyFile`, asText),
    caFile: maybe(json.caFile, `${where}.caFile`, asText),
    concurrency: maybe(json.concurrency, `${where}.concurrency`, (value, at) => asWhole(value, at, 1, 256)),
    idleSeconds: maybe(json.idleSeconds, `${where}.idleSeconds`, (value, at) => asNumber(value, at, 1, 86_400)),
    outageSeconds: maybe(json.outageSeconds, `${where}.outageSeconds`, (value, at) => asNumber(value, at, 1, 86_400)),
  };
}

/** An http(s) address without a name or password in it. */
export function httpUrl(value: unknown, where: string): string {
  const text = asText(value, where, 2000);
  if (!URL.canParse(text)) throw new Malformed(`${where} must be an address`);
  const url = new URL(text);
  if (!/^https?:$/.test(url.protocol)) throw new Malformed(`${where} must begin with http:// or https://`);
  if (url.username || url.password) throw new Malformed(`${where} must hold no name and no password`);
  return url.href.replace(/\/$/, '');
}

export function absolutePath(value: unknown, where: string): string {
  return asName(value, where, /^\/[^\0\n]*[^\0\n/]$/);
}

export function sshOf(value: unknown, where = 'ssh'): SshOptions {
  const json = asObject(value, where);
  return {
    host: asText(json.host, `${where}.host`, 255),
    port: maybe(json.port, `${where}.port`, (value, at) => asWhole(value, at, 1, 65_535)),
    configFile: maybe(json.configFile, `${where}.configFile`, asText),
  };
}

/** One transport a host, kept until the adapter is disposed. */
export class Transports {
  private readonly open = new Map<string, Transport>();

  of(ssh: SshOptions | undefined): Transport {
    if (!ssh) return localTransport;
    const key = JSON.stringify(ssh);
    const transport = this.open.get(key) ?? sshTransport(ssh);
    this.open.set(key, transport);
    return transport;
  }

  dispose(): void {
    for (const transport of this.open.values()) transport.dispose();
    this.open.clear();
  }
}

/** Content of `worker.json`. */
export interface WorkerSettings extends Endpoint {
  evalId: string;
  attempt: number;
  /** Id of the target, which each sample names. */
  serverId: string;
  /** Chunks to draw. */
  chunks: readonly string[];
  grade: boolean;
  /** Ray only: where to write instead of below the session's logs. */
  runDir?: string;
}

export function workerSettings(
  spec: EvalSpec,
  endpoint: Endpoint,
  attempt: number,
  chunks: readonly string[],
): WorkerSettings {
  const grade = spec.grader === undefined || spec.grader.id === 'math-verify';
  return { ...endpoint, evalId: spec.evalId, attempt, serverId: spec.target.id, chunks, grade };
}
