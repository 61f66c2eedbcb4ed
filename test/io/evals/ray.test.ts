/** The ray adapter against a dashboard that answers as Ray 2.60 does; the real one is in `test/engines`. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { unzipSync } from 'fflate';
import { afterEach, describe, expect, it } from 'vitest';
import { rayAdapter } from '../../../src/io/evals/adapters/ray';
import { Drive } from '../../engines/drive';
import { evalSpec } from '../../engines/evalSpec';

interface Seen {
  method: string;
  url: string;
  authorization?: string;
  body: Buffer;
}
type Reply = [status: number, body: unknown];

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0)) await clean();
});

/** @param reply undefined: 404 */
async function board(reply: (seen: Seen) => Reply | undefined): Promise<{ url: string; seen: Seen[] }> {
  const seen: Seen[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const { method = '', url = '', headers } = request;
    const one = { method, url, authorization: headers.authorization, body: Buffer.concat(pieces) };
    seen.push(one);
    const [status, body] = reply(one) ?? [404, 'not found'];
    response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body));
  };
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  cleanups.push(() => new Promise((done) => server.close(done)));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}

const adapter = rayAdapter(resolve('media/worker/trace_worker.py'));
const spec = evalSpec({ adapter: 'ray', evalId: 'RAY', problems: [{ id: 'p0', prompt: 'secret prompt' }] });
const driveAt = (url: string, token?: string, more: object = {}): Drive => {
  const drive = new Drive(
    adapter,
    spec,
    { url, endpoint: { url: 'http://model:8000/v1', keyEnv: 'KEY' }, ...more },
    token,
  );
  cleanups.push(() => drive.close());
  return drive;
};
const job = (status: string) => [200, { status, message: 'It ended.', driver_node_id: 'ab12' }] satisfies Reply;

describe('a Ray job', () => {
  it('is a constant command; everything else is in the package, and nothing is a secret', async () => {
    const { url, seen } = await board(({ method, url }) => {
      if (method === 'PUT' || (method === 'POST' && url === '/api/jobs/')) return [200, {}];
      return undefined;
    });
    expect(await driveAt(url, 'token').submit()).toEqual({ job: 'RAY-a1', attempt: 1 });
    const submission = JSON.parse(seen.find(({ method }) => method === 'POST')?.body.toString() ?? '') as object;
    const put = seen.find(({ method }) => method === 'PUT');
    const name = put?.url.split('/').at(-1);
    expect(submission).toEqual({
      entrypoint: 'python trace_worker.py ray',
      submission_id: 'RAY-a1',
      runtime_env: { working_dir: `gcs://${name}` },
    });
    const files = unzipSync(put?.body ?? new Uint8Array());
    expect(Object.keys(files).sort()).toEqual(['run.json', 'trace_worker.py', 'worker.json']);
    expect(Buffer.from(files['worker.json']).toString()).not.toContain('token');
    expect(seen.every(({ authorization }) => authorization === 'Bearer token')).toBe(true);
  });

  it('that is there already is not started again, also when the first answer was lost', async () => {
    let isThere = false;
    const { url, seen } = await board(({ method, url }) => {
      if (url === '/api/jobs/RAY-a1') return isThere ? job('RUNNING') : undefined;
      if (method === 'PUT') return [200, {}];
      isThere = true;
      return [500, 'Traceback: a job with submission_id RAY-a1 already exists'];
    });
    const one = driveAt(url);
    const handle = await one.submit();
    expect(await one.again()).toEqual(handle);
    expect(seen.filter(({ method }) => method === 'POST')).toHaveLength(1);
  });

  it('that can not be started says what the dashboard said', async () => {
    const { url } = await board(({ method }) =>
      method === 'POST' ? [500, 'Traceback\nno space'] : method === 'PUT' ? [200, {}] : undefined,
    );
    await expect(driveAt(url).submit()).rejects.toMatchObject({
      code: 'engine',
      userMessage: expect.stringContaining('no space'),
    });
  });

  it('is read by its events, from where the last poll ended, in whole lines', async () => {
    const event = (id: string): string =>
      `${JSON.stringify({ type: 'chunk.done', id, n: 8, ms: 1, finish: { stop: 8 }, size: 9, sha256: 'a'.repeat(64) })}\n`;
    let log = '{"type":"worker.begin"}\n{"type":"chunk.do';
    let status = 'RUNNING';
    const { url, seen } = await board(({ method, url }) => {
      if (url === '/api/jobs/RAY-a1') return method === 'GET' && seen.length > 1 ? job(status) : undefined;
      if (url.startsWith('/api/v0/logs/file')) return [200, log];
      return [200, {}];
    });
    const one = driveAt(url);
    await one.submit();
    expect(await one.poll()).toMatchObject({ state: 'running', chunks: [] });
    log = `{"type":"worker.begin"}\n${event(spec.chunks[0].id)}`;
    expect((await one.poll()).chunks).toMatchObject([{ id: spec.chunks[0].id, size: 9 }]);
    expect((await one.poll()).chunks).toEqual([]);
    log += '{"type":"worker.end","exit":2,"code":"auth","message":"The key is wrong."}\n';
    status = 'FAILED';
    expect(await one.poll()).toMatchObject({ state: 'failed', error: { code: 'auth', message: 'The key is wrong.' } });
  });

  it('is gone when the cluster does not know it', async () => {
    const { url } = await board(({ method, url }) =>
      method !== 'GET' || url.includes('packages') ? [200, {}] : undefined,
    );
    const one = driveAt(url);
    await one.submit();
    expect((await one.poll()).state).toBe('gone');
  });

  it('never sends a token to another machine in plain text, nor after a redirect', async () => {
    const far = driveAt('http://ray.example:8265', 'token');
    await expect(far.submit()).rejects.toMatchObject({ code: 'config' });
    const other = await board(() => [200, {}]);
    const { url } = await board(() => [302, other.url]);
    await expect(driveAt(url, 'token').submit()).rejects.toMatchObject({ code: 'engine' });
    expect(other.seen).toEqual([]);
  });
});
