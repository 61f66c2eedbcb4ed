/**
 * An OpenAI-compatible server for tests: what it answers follows from prompt, seed and index alone, so that a test can say
 * which samples must be there. It misbehaves as it is told to.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Fault =
  | { kind: 'status'; status: number; message?: string; retryAfter?: string }
  /** The connection is reset before a byte is sent. */
  | { kind: 'reset' }
  /** The stream ends in the middle of a text. */
  | { kind: 'truncated' }
  | { kind: 'noFinish' }
  /** Nothing is ever answered. */
  | { kind: 'silent' }
  | { kind: 'fewer'; choices: number }
  /** All choices have the text of the first. */
  | { kind: 'duplicates' };

export interface StubRequest {
  /** From 0, over all requests for samples. */
  number: number;
  path: string;
  body: Record<string, unknown>;
}

export interface StubOptions {
  fault?: (request: StubRequest) => Fault | undefined;
  /** Time to an answer. */
  delayMs?: number;
  /** Key that is asked for. */
  key?: string;
  /** Answers with one JSON object although a stream was asked for. */
  plain?: boolean;
  /** Text of a sample; default one that names its seed and ends in `\boxed{…}`. */
  text?: (seed: number, body: Record<string, unknown>) => string;
}

export interface Stub {
  url: string;
  port: number;
  requests: StubRequest[];
  close(): Promise<void>;
}

const passing: readonly Fault[] = [
  { kind: 'status', status: 503, retryAfter: '0' },
  { kind: 'reset' },
  { kind: 'truncated' },
  { kind: 'noFinish' },
  { kind: 'status', status: 429 },
  { kind: 'status', status: 500 },
];

/** Every `nth` piece of work fails at its first two tries, each time in another way, and then works. */
export function passingFaults(nth: number): NonNullable<StubOptions['fault']> {
  const tries = new Map<string, number>();
  let count = 0;
  let failed = 0;
  return ({ body }) => {
    const key = JSON.stringify([body.prompt, body.model, body.seed]);
    const seen = tries.get(key);
    if (seen === undefined) tries.set(key, count++ % nth === 0 ? 0 : 2);
    const now = tries.get(key) ?? 2;
    if (now >= 2) return undefined;
    tries.set(key, now + 1);
    return passing[failed++ % passing.length];
  };
}

/** The text of a sample of the default stub. Long enough to be told apart from another. */
export function stubText(seed: number): string {
  return `Sample with seed ${seed}. ${'We add the numbers one by one and check the sum. '.repeat(2)}$\\boxed{${seed % 3}}$ é\u2028`;
}

export async function startStub(options: StubOptions = {}): Promise<Stub> {
  const requests: StubRequest[] = [];
  const server = createServer((request, response) => {
    answer(request, response, options, requests).catch(() => response.destroy());
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/v1`, port, requests, close: () => closed(server) };
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((done) => server.close(() => done()));
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  options: StubOptions,
  requests: StubRequest[],
): Promise<void> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  const path = request.url ?? '';
  if (options.key !== undefined && request.headers.authorization !== `Bearer ${options.key}`)
    return json(response, 401, { error: { message: 'invalid api key' } });
  if (path.endsWith('/models')) return json(response, 200, { data: [{ id: 'served' }] });
  const body = JSON.parse(Buffer.concat(pieces).toString('utf8')) as Record<string, unknown>;
  const asked = { number: requests.length, path, body };
  requests.push(asked);
  if (options.delayMs) await new Promise((done) => setTimeout(done, options.delayMs));
  const fault = options.fault?.(asked);
  if (fault?.kind === 'status') {
    if (fault.retryAfter !== undefined) response.setHeader('Retry-After', fault.retryAfter);
    return json(response, fault.status, { error: { message: fault.message ?? 'not now' } });
  }
  if (fault?.kind === 'reset') return void request.socket.resetAndDestroy();
  if (fault?.kind === 'silent') return;
  draw(response, body, fault, options);
}

function draw(
  response: ServerResponse,
  body: Record<string, unknown>,
  fault: Fault | undefined,
  options: StubOptions,
): void {
  const many = fault?.kind === 'fewer' ? fault.choices : Number(body.n ?? 1);
  const isChat = 'messages' in body;
  const texts = Array.from({ length: many }, (_, i) => {
    const seed = Number(body.seed ?? 0) + (fault?.kind === 'duplicates' ? 0 : i);
    return (options.text ?? stubText)(seed, body);
  });
  const usage = { prompt_tokens: 5, completion_tokens: 7 * many };
  if (options.plain || body.stream !== true) {
    const choices = texts.map((text, index) => ({
      index,
      ...(isChat ? { message: { content: text } } : { text }),
      finish_reason: 'stop',
    }));
    return json(response, 200, { choices, usage });
  }
  response.writeHead(200, { 'Content-Type': 'text/event-stream' });
  const send = (data: unknown): void => void response.write(`data: ${JSON.stringify(data)}\n\n`);
  const piece = (index: number, text: string, finish: string | null): void =>
    send({ choices: [{ index, ...(isChat ? { delta: { content: text } } : { text }), finish_reason: finish }] });
  for (const [index, text] of texts.entries()) {
    piece(index, text.slice(0, 20), null);
    if (fault?.kind === 'truncated') return void setImmediate(() => response.destroy());
    piece(index, text.slice(20), null);
    if (fault?.kind !== 'noFinish') piece(index, '', 'stop');
  }
  send({ choices: [], usage, system_fingerprint: 'fp-1' });
  response.end('data: [DONE]\n\n');
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify(body));
}
