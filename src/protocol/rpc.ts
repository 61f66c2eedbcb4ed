/**
 * Requests with one answer each, and events without one, over any pair of post/receive functions.
 * Every request is answered exactly once: a result, an error, or `cancelled`.
 */

import { received, sendable } from './sendable';

export type RequestMap = Record<string, { params: unknown; result: unknown }>;
export type EventMap = Record<string, unknown>;

type Message =
  | { kind: 'request'; id: number; name: string; params: unknown }
  | { kind: 'cancel'; id: number }
  | { kind: 'result'; id: number; result: unknown }
  | { kind: 'error'; id: number; message: string; cancelled?: boolean }
  | { kind: 'event'; name: string; data: unknown };

export type Handlers<R extends RequestMap> = {
  [Name in keyof R]: (params: R[Name]['params'], signal: AbortSignal) => Promise<R[Name]['result']> | R[Name]['result'];
};
export type Listeners<E extends EventMap> = { [Name in keyof E]?: (data: E[Name]) => void };

/** A request that was cancelled by either side; catch it to stay silent. */
export class Cancelled extends Error {
  constructor() {
    super('cancelled');
  }
}

interface Pending {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/** The asking side. Feed every incoming message to `receive`. */
export class RpcClient<R extends RequestMap, E extends EventMap> {
  private readonly pending = new Map<number, Pending>();
  private nextId = 1;

  constructor(
    private readonly post: (message: unknown) => void,
    private readonly listeners: Listeners<E>,
  ) {}

  /** Rejects with `Cancelled`, or with an Error that carries the other side's sentence. */
  request<Name extends keyof R & string>(name: Name, params: R[Name]['params']): Request<R[Name]['result']> {
    const id = this.nextId++;
    const promise = new Promise<R[Name]['result']>((resolve, reject) => {
      this.pending.set(id, { resolve: (result) => resolve(result as R[Name]['result']), reject });
    });
    this.post(sendable({ kind: 'request', id, name, params } satisfies Message));
    return Object.assign(promise, { cancel: () => this.cancel(id) });
  }

  receive(data: unknown): void {
    const message = received(data) as Message;
    if (message.kind === 'event') this.listeners[message.name as keyof E]?.(message.data as E[keyof E]);
    else if (message.kind === 'result') this.settle(message.id)?.resolve(message.result);
    else if (message.kind === 'error')
      this.settle(message.id)?.reject(message.cancelled ? new Cancelled() : new Error(message.message));
  }

  private cancel(id: number): void {
    const pending = this.settle(id);
    if (!pending) return;
    this.post(sendable({ kind: 'cancel', id } satisfies Message));
    pending.reject(new Cancelled());
  }

  private settle(id: number): Pending | undefined {
    const pending = this.pending.get(id);
    this.pending.delete(id);
    return pending;
  }
}

export type Request<T> = Promise<T> & { cancel(): void };

/** The answering side. Feed every incoming message to `receive`; `dispose` cancels what is under way. */
export class RpcServer<R extends RequestMap, E extends EventMap> {
  private readonly running = new Map<number, AbortController>();

  constructor(
    private readonly post: (message: unknown) => void,
    private readonly handlers: Handlers<R>,
    private readonly onError: (name: string, error: unknown) => void = () => undefined,
  ) {}

  emit<Name extends keyof E & string>(name: Name, data: E[Name]): void {
    this.post(sendable({ kind: 'event', name, data } satisfies Message));
  }

  receive(data: unknown): void {
    const message = received(data) as Message;
    if (message.kind === 'request') void this.answer(message.id, message.name, message.params);
    else if (message.kind === 'cancel') this.running.get(message.id)?.abort();
  }

  dispose(): void {
    for (const controller of this.running.values()) controller.abort();
  }

  private async answer(id: number, name: string, params: unknown): Promise<void> {
    const controller = new AbortController();
    this.running.set(id, controller);
    try {
      if (!Object.hasOwn(this.handlers, name)) throw new Error(`There is no request "${name}".`);
      const result = await this.handlers[name as keyof R](params as R[keyof R]['params'], controller.signal);
      this.post(sendable({ kind: 'result', id, result } satisfies Message));
    } catch (error) {
      const cancelled = controller.signal.aborted || error instanceof Cancelled;
      if (!cancelled) this.onError(name, error);
      const text = error instanceof Error ? error.message : String(error);
      this.post(sendable({ kind: 'error', id, message: text, cancelled } satisfies Message));
    } finally {
      this.running.delete(id);
    }
  }
}
