/** Requests to a Ray head node's dashboard, on `node:http(s)`: what looks like a browser is refused there. */
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { HarnessError } from '../../../core/evals/adapter';

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

export interface Dashboard {
  /** Origin, for sentences. */
  readonly origin: string;
  /**
   * @param path from the origin on, encoded.
   * @throws HarnessError `unreachable`, `auth`, `aborted`, `corrupt`. Other statuses are results. Redirects are not followed.
   */
  ask(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, options: AskOptions): Promise<Answer>;
}

export interface AskOptions {
  body?: Uint8Array | Record<string, unknown>;
  signal: AbortSignal;
  /** Of the answer; default 64 MiB. */
  maxBytes?: number;
}

const idleMs = 60_000;

/** @param token sent to this origin only. */
export function dashboard(url: string, token: () => Promise<string | undefined>): Dashboard {
  const { origin } = new URL(url);
  return {
    origin,
    async ask(method, path, options) {
      const secret = await token();
      const answer = await send(new URL(path, origin), method, secret, options, origin);
      if (answer.status === 401 || answer.status === 403) throw denied(origin, answer, secret !== undefined);
      return answer;
    },
  };
}

function send(
  url: URL,
  method: string,
  token: string | undefined,
  { body, signal, maxBytes = 64 * 1024 * 1024 }: AskOptions,
  origin: string,
): Promise<Answer> {
  const isBytes = body instanceof Uint8Array;
  const bytes = body === undefined ? undefined : Buffer.from(isBytes ? body : JSON.stringify(body));
  const headers = {
    'User-Agent': 'reasoning-trace-inspector',
    ...(bytes && {
      'Content-Type': isBytes ? 'application/octet-stream' : 'application/json',
      'Content-Length': bytes.length,
    }),
    ...(token !== undefined && { Authorization: `Bearer ${token}`, 'X-Ray-Authorization': `Bearer ${token}` }),
  };
  return new Promise((resolve, reject) => {
    const start = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const request = start(url, { method, headers, signal, agent: false }, (response) => {
      const pieces: Buffer[] = [];
      let size = 0;
      response.on('data', (piece: Buffer) => {
        size += piece.length;
        if (size > maxBytes)
          request.destroy(new HarnessError('corrupt', `${origin} sends more than ${maxBytes} bytes.`));
        else pieces.push(piece);
      });
      response.on('error', (error) => reject(lineError(error, signal, origin)));
      response.on('end', () => {
        const { statusCode: status = 0, headers } = response;
        resolve({ status, headers, body: Buffer.concat(pieces) });
      });
    });
    request.setTimeout(idleMs, () => request.destroy(new Error(`no byte within ${idleMs / 1000} s`)));
    request.on('error', (error) => reject(lineError(error, signal, origin)));
    request.end(bytes);
  });
}

function lineError(error: Error, signal: AbortSignal, origin: string): HarnessError {
  if (error instanceof HarnessError) return error;
  if (signal.aborted) return new HarnessError('aborted', 'Stopped.');
  const detail = error.message;
  if ('code' in error && typeof error.code === 'string' && /CERT|TLS|SSL|SELF_SIGNED/.test(error.code))
    return new HarnessError('config', `${origin} has no certificate that can be trusted (${error.code}).`, { detail });
  return new HarnessError('unreachable', `The Ray dashboard at ${origin} can't be reached (${detail}).`, { detail });
}

function denied(origin: string, { status, body }: Answer, hadToken: boolean): HarnessError {
  const what = hadToken ? 'the token is wrong' : 'it wants a token';
  const message = `The Ray dashboard at ${origin} answers ${status}: ${what}. Set the target's token.`;
  return new HarnessError('auth', message, { detail: body.toString('utf8', 0, 500) });
}
