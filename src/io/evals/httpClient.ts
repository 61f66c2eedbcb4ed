/**
 * HTTP on `node:http(s)`, because the global `fetch` gives up after 300 s without headers, which a long sample needs, and
 * because the editor puts its proxy and its certificates behind these modules. No redirect is followed, so that a token
 * never reaches another origin.
 */
import { Agent as HttpAgent, request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { retryAfterMs } from '../../core/evals/backoff';
import { rootCertificates } from 'node:tls';
import type { Clock } from '../../core/evals/clock';
import type { Failure } from '../../core/evals/outcome';

export interface HttpCall {
  method: 'GET' | 'POST';
  url: URL;
  /** Sent as a bearer token. The caller has made sure that it belongs to the origin of `url`. */
  token?: string;
  body?: string;
  signal: AbortSignal;
}

export interface HttpLimits {
  /** From asking for a socket until it is connected (and its TLS is up). */
  connectMs: number;
  /** Until the first byte of the answer: servers queue, and those that don't stream are silent until the end. */
  firstByteMs: number;
  /** Between two bytes after that. */
  idleMs: number;
}

const defaultLimits: HttpLimits = { connectMs: 10_000, firstByteMs: 3_600_000, idleMs: 120_000 };

/** The request gave no answer that can be used; `failure` says how. */
export class RequestFailed extends Error {
  constructor(readonly failure: Failure) {
    super(
      failure.kind === 'broken' ? failure.how : failure.kind === 'status' ? `HTTP ${failure.status}` : failure.message,
    );
  }
}

/** How many characters of an error's body are looked at. */
const mostErrorChars = 65_536;

/** One target's connections. */
export class HttpClient {
  private readonly agents: { http: HttpAgent; https: HttpsAgent };
  private readonly limits: HttpLimits;

  /** @param ca PEM of certificates that are trusted besides the system's. */
  constructor(
    private readonly clock: Clock,
    options: { ca?: string; limits?: Partial<HttpLimits> } = {},
  ) {
    const common = { keepAlive: true, keepAliveMsecs: 30_000, maxSockets: Infinity };
    this.agents = {
      http: new HttpAgent(common),
      https: new HttpsAgent({ ...common, ...(options.ca && { ca: [...rootCertificates, options.ca] }) }),
    };
    this.limits = { ...defaultLimits, ...options.limits };
  }

  /**
   * Sends the request and hands the answer's text, piece by piece, to `take`. Does not retry.
   *
   * @returns headers, when the body has ended.
   * @throws RequestFailed for anything but a whole answer with status 200; what `take` throws.
   */

  dispose(): void {
    this.agents.http.destroy();
    this.agents.https.destroy();
  }

  call(call: HttpCall, take: (text: string) => void): Promise<IncomingMessage['headers']> {
    return new Promise((resolve, reject) => {
      call.signal.throwIfAborted();
      const request = this.open(call);
      const watch = new Watch(this.clock, (failure) => request.destroy(new RequestFailed(failure)));
      const end = (error: unknown, headers?: IncomingMessage['headers']): void => {
        watch.stop();
        call.signal.removeEventListener('abort', abort);
        if (headers) resolve(headers);
        else reject(call.signal.aborted ? abortError() : error);
      };
      const abort = (): void => void request.destroy(abortError());
      call.signal.addEventListener('abort', abort, { once: true });
      this.watchConnecting(request, call.url, watch);
      request.on('error', (error) => end(failureOf(error)));
      request.on('response', (response) => {
        const destroy = (error: unknown): void => void request.destroy(error instanceof Error ? error : undefined);
        this.read(response, call.url, watch, take).then(
          (headers) => end(undefined, headers),
          (error: unknown) => {
            end(error);
            destroy(error);
          },
        );
      });
      request.end(call.body);
    });
  }

  private open({ method, url, token, body }: HttpCall): ClientRequest {
    const headers: Record<string, string> = { accept: 'application/json, text/event-stream', 'user-agent': userAgent };
    if (token !== undefined) headers.authorization = `Bearer ${token}`;
    if (body !== undefined) {
      headers['content-type'] = 'application/json';
      headers['content-length'] = `${Buffer.byteLength(body)}`;
    }
    return url.protocol === 'https:'
      ? httpsRequest(url, { method, headers, agent: this.agents.https })
      : httpRequest(url, { method, headers, agent: this.agents.http });
  }

  private watchConnecting(request: ClientRequest, url: URL, watch: Watch): void {
    const { connectMs, firstByteMs } = this.limits;
    watch.start(connectMs, {
      kind: 'unreachable',
      message: `no connection to ${url.host} within ${connectMs / 1000} s`,
    });
    const connected = (): void => watch.start(firstByteMs, { kind: 'broken', how: 'idle' });
    request.on('socket', (socket) => {
      socket.setKeepAlive(true, 30_000);
      if (!socket.connecting) connected();
      else socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', connected);
    });
  }

  private async read(response: IncomingMessage, url: URL, watch: Watch, take: (text: string) => void) {
    const { idleMs } = this.limits;
    const isGood = response.statusCode === 200;
    let errorText = '';
    response.setEncoding('utf8');
    watch.start(idleMs, { kind: 'broken', how: 'idle' });
    await new Promise<void>((resolve, reject) => {
      response.on('data', (text: string) => {
        watch.start(idleMs, { kind: 'broken', how: 'idle' });
        try {
          if (isGood) take(text);
          else if (errorText.length < mostErrorChars) errorText += text;
        } catch (error) {
          reject(error);
        }
      });
      response.on('end', () => resolve());
      response.on('error', (error) => reject(error instanceof RequestFailed ? error : truncated()));
      // Errors take long to make, for their stack: none where the answer is whole.
      response.on('close', () => response.readableEnded || reject(truncated()));
    });
    if (!isGood) throw new RequestFailed(statusFailure(response, url, errorText, this.clock.now()));
    return response.headers;
  }
}

const userAgent = 'reasoning-trace-inspector';
const truncated = (): RequestFailed => new RequestFailed({ kind: 'broken', how: 'truncated' });

export function abortError(): Error {
  const error = new Error('Stopped.');
  error.name = 'AbortError';
  return error;
}

/** One timer, for whatever is waited for now. */
class Watch {
  private cancel: (() => void) | undefined;
  private stopped = false;

  constructor(
    private readonly clock: Clock,
    private readonly give: (failure: Failure) => void,
  ) {}

  start(ms: number, failure: Failure): void {
    this.cancel?.();
    if (!this.stopped) this.cancel = this.clock.after(ms, () => this.give(failure));
  }

  stop(): void {
    this.stopped = true;
    this.cancel?.();
  }
}

const resets = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED']);

function failureOf(error: Error): Error {
  if (error instanceof RequestFailed || error.name === 'AbortError') return error;
  const code = (error as NodeJS.ErrnoException).code ?? '';
  if (resets.has(code) || code.startsWith('HPE_')) {
    return new RequestFailed({ kind: 'broken', how: code.startsWith('HPE_') ? 'malformed' : 'reset' });
  }
  return new RequestFailed({ kind: 'unreachable', message: reasonOf(code, error) });
}

function reasonOf(code: string, error: Error): string {
  if (code === 'ECONNREFUSED') return 'the connection was refused';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'the host name is not known';
  if (code === 'EHOSTUNREACH' || code === 'ENETUNREACH') return 'there is no way to the host';
  if (code.startsWith('CERT_') || code.includes('CERT') || code.startsWith('ERR_TLS'))
    return `its certificate is not trusted (${code}); name a CA file in the target`;
  return code || error.message;
}

function statusFailure(response: IncomingMessage, url: URL, text: string, now: number): Failure {
  const status = response.statusCode ?? 0;
  const { location } = response.headers;
  const message = status >= 300 && status < 400 && location ? redirectWords(location, url) : errorMessage(text);
  return { kind: 'status', status, message, retryAfterMs: retryAfterMs(response.headers['retry-after'], now) };
}

function redirectWords(location: string, url: URL): string {
  try {
    return `it points to ${new URL(location, url).origin}; redirects are not followed, name that address in the target`;
  } catch {
    return 'it points elsewhere; redirects are not followed';
  }
}

/** The sentence in an error's body, in the spellings of the servers. */
function errorMessage(text: string): string {
  try {
    const body: unknown = JSON.parse(text);
    return messageIn(body) ?? text;
  } catch {
    return /<html|<!doctype/i.test(text) ? '' : text;
  }
}

function messageIn(body: unknown): string | undefined {
  if (typeof body === 'string') return body;
  if (Array.isArray(body)) return messageIn(body[0]);
  if (typeof body !== 'object' || body === null) return undefined;
  for (const key of ['error', 'message', 'detail', 'msg'])
    if (key in body) {
      const found = messageIn((body as Record<string, unknown>)[key]);
      if (found !== undefined) return found;
    }
  return undefined;
}
