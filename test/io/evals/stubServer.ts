/**
 * An OpenAI-compatible server on loopback that misbehaves as it is told. Its samples are functions of prompt and seed, so
 * that a test knows which ones must come.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '../../../src/core/evals/clock';

export interface StubRequest {
  path: string;
  token: string | undefined;
  body: Record<string, unknown>;
  /** Number of this request among those that draw, from 0; the probe's are not counted. */
  number: number;
}

/** undefined: answer as a good server. */
export type Misbehaviour =
  | { status: number; message?: string; headers?: Record<string, string> }
  | 'reset'
  | 'truncate'
  | 'noFinish'
  | 'oneChoice'
  | 'sameChoices'
  | 'garbage'
  | { silentMs: number }
  | { answersAs: string }
  | { finish: string };

export interface StubOptions {
  misbehave?(request: StubRequest): Misbehaviour | undefined;
  models?: string[];
  token?: string;
  clock?: Clock;
  delayMs?: number;
  textOf?(prompt: string, seed: number): string;
}

export function sampleText(prompt: string, seed: number): string {
  return `${prompt} — sample with seed ${seed}: ${'so we count on. '.repeat(6)}The answer is \\boxed{${seed}}.`;
}

export class StubServer {
  /** Everything that was asked to be drawn. */
  readonly drawn: StubRequest[] = [];
  /** Every request, also probes. */
  readonly seen: { path: string; token: string | undefined }[] = [];
  /** Drawing requests under way now, and at most so far. */
  active = 0;
  mostActive = 0;
  models: string[];
  /** What a request has to bear; undefined: nothing. */
  token: string | undefined;
  /** What it says of each model besides its id. */
  listed: Record<string, unknown> = {};
  private server: Server | undefined;
  port = 0;

  constructor(private readonly options: StubOptions = {}) {
    this.models = options.models ?? ['served'];
    this.token = options.token;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/v1`;
  }

  async start(port = 0): Promise<this> {
    this.server = createServer((request, response) => void this.handle(request, response));
    await new Promise<void>((resolve) => this.server!.listen(port, '127.0.0.1', resolve));
    this.port = (this.server.address() as AddressInfo).port;
    return this;
  }

  async stop(): Promise<void> {
    this.server?.closeAllConnections();
    await new Promise((resolve) => (this.server ? this.server.close(resolve) : resolve(undefined)));
    this.server = undefined;
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const token = request.headers.authorization;
    const path = request.url ?? '';
    this.seen.push({ path, token });
    const text = await bodyText(request);
    if (this.token !== undefined && token !== `Bearer ${this.token}`)
      return send(response, 401, { error: { message: 'Unauthorized' } });
    if (path === '/v1/models')
      return send(response, 200, { data: this.models.map((id) => ({ id, root: id, ...this.listed })) });
    if (!path.endsWith('/completions')) return send(response, 404, { detail: 'Not Found' });
    const body = JSON.parse(text) as Record<string, unknown>;
    const isProbe = body.max_tokens === 1;
    const asked = { path, token, body, number: isProbe ? -1 : this.drawn.length };
    if (isProbe) return this.answer(asked, response);
    this.drawn.push(asked);
    this.mostActive = Math.max(this.mostActive, ++this.active);
    try {
      await this.answer(asked, response);
    } finally {
      this.active--;
    }
  }

  private async answer(request: StubRequest, response: ServerResponse): Promise<void> {
    const how = this.options.misbehave?.(request);
    if (this.options.delayMs) await new Promise((resolve) => setTimeout(resolve, this.options.delayMs));
    if (how === 'reset') return void response.socket?.destroy();
    if (typeof how === 'object' && 'status' in how)
      return send(response, how.status, { error: { message: how.message ?? 'no' } }, how.headers);
    if (typeof how === 'object' && 'silentMs' in how)
      await new Promise<void>((resolve) => void this.options.clock!.after(how.silentMs, resolve));
    if (request.body.stream === true) this.stream(request, response, how);
    else send(response, 200, { model: request.body.model, choices: this.choices(request, how) });
  }

  private choices({ body }: StubRequest, how: Misbehaviour | undefined) {
    const prompt = typeof body.prompt === 'string' ? body.prompt : JSON.stringify(body.messages);
    const seed = typeof body.seed === 'number' ? body.seed : Math.floor(Math.random() * 1e9);
    const n = how === 'oneChoice' ? 1 : Number(body.n);
    const textOf = this.options.textOf ?? sampleText;
    return Array.from({ length: n }, (_, index) => ({
      index,
      text: textOf(prompt, how === 'sameChoices' ? seed : seed + index),
      finish_reason: typeof how === 'object' && 'finish' in how ? how.finish : 'stop',
    }));
  }

  private stream(request: StubRequest, response: ServerResponse, how: Misbehaviour | undefined): void {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    if (how === 'garbage') return void response.end('data: {"choices": [{"index"\n\ndata: [DONE]\n\n');
    const model = typeof how === 'object' && 'answersAs' in how ? how.answersAs : request.body.model;
    const isChat = request.path.includes('/chat/');
    const say = (choice: object): void =>
      void response.write(`data: ${JSON.stringify({ model, choices: [choice] })}\n\n`);
    for (const { index, text, finish_reason } of this.choices(request, how)) {
      for (const piece of [text.slice(0, 10), text.slice(10)])
        say({ index, ...spoken(piece, isChat), finish_reason: null });
      if (how === 'truncate' && index === 1) return void response.socket?.destroy();
      if (how !== 'noFinish' || index === 0) say({ index, ...spoken('', isChat), finish_reason });
    }
    response.write(
      `data: ${JSON.stringify({ model, choices: [], usage: { prompt_tokens: 9, completion_tokens: 40 } })}\n\n`,
    );
    response.end('data: [DONE]\n\n');
  }
}

const spoken = (text: string, isChat: boolean): object => (isChat ? { delta: { content: text } } : { text });

async function bodyText(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const piece of request) text += String(piece);
  return text;
}

function send(response: ServerResponse, status: number, body: object, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}
