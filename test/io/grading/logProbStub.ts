/** A server of the test's own that tells log-probabilities, in one of the ways that servers have. */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Kind = 'vllm' | 'echo' | 'llama.cpp';

/** A token a character; a character's log-probability is −(its code)/1000, whatever stands before it. */
export class LogProbStub {
  readonly asked: { path: string; body: Record<string, unknown> }[] = [];
  active = 0;
  mostActive = 0;
  /** Called before an answer; a status is answered instead. */
  trouble: (path: string, body: Record<string, unknown>) => number | undefined = () => undefined;
  private readonly server: Server;
  constructor(
    readonly kind: Kind,
    /** Ids that it lists; a model is not looked at otherwise. */
    private readonly models: readonly string[] = ['base'],
    private readonly delayMs = 2,
  ) {
    this.server = createServer((request, response) => {
      void bodyOf(request).then((body) => {
        const path = request.url!.replace('/v1', '');
        this.asked.push({ path, body });
        this.mostActive = Math.max(this.mostActive, ++this.active);
        setTimeout(() => {
          this.active--;
          const [status, answer] = this.answer(path, body);
          const headers = { 'content-type': 'application/json', 'retry-after': '0' };
          response.writeHead(status, headers).end(JSON.stringify(answer));
        }, this.delayMs);
      });
    });
  }
  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return this;
  }
  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
  get url(): URL {
    return new URL(`http://127.0.0.1:${(this.server.address() as AddressInfo).port}/v1/`);
  }
  private answer(path: string, body: Record<string, unknown>): [number, unknown] {
    const status = this.trouble(path, body);
    if (status !== undefined) return [status, { error: { message: 'this trace is too long' } }];
    if (path === '/models') return [200, { data: this.models.map((id) => ({ id })) }];
    if (path === '/tokenize') {
      if (this.kind === 'echo') return [404, { detail: 'Not Found' }];
      if (this.kind === 'llama.cpp') return [200, { tokens: [] }];
      const sent = Array.isArray(body.messages)
        ? body.messages.map((turn: { content: string }) => `<${turn.content}>`).join('')
        : String(body.prompt);
      return [
        200,
        { tokens: [...(body.add_special_tokens === false ? '' : '^'), ...sent].map((sign) => sign.codePointAt(0)) },
      ];
    }
    if (this.kind === 'vllm') {
      const ids = body.prompt as number[];
      const entries = ids.map((id, i) => (i === 0 ? null : { [id]: { logprob: -id / 1000 }, 7: { logprob: -99 } }));
      return [200, { choices: [{ text: 'x', prompt_logprobs: entries }] }];
    }
    const signs = Array.from(`${String(body.prompt)}!`);
    if (this.kind === 'llama.cpp') return [200, { choices: [{ text: '!', logprobs: null }] }];
    return [
      200,
      {
        choices: [
          {
            text: signs.join(''),
            logprobs: {
              tokens: signs,
              text_offset: signs.map((_, i) => i),
              token_logprobs: signs.map((sign, i) => (i === 0 ? null : -sign.codePointAt(0)! / 1000)),
            },
          },
        ],
      },
    ];
  }
}

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  let text = '';
  for await (const piece of request) text += String(piece);
  return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
}
