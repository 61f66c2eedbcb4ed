/** The page's one door to the host: requests, and what the editor keeps of the page across a reload. */
import { RpcClient, type Listeners } from '../../src/protocol/rpc';
import type { CompareEvents, CompareRequests, HostAction } from '../../src/protocol/comparePage';

interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}
declare function acquireVsCodeApi(): VsCodeApi;

type Host = RpcClient<CompareRequests, CompareEvents>;

let api: VsCodeApi | undefined;
let client: Host | undefined;

/** Once, before anything is asked. */
export function connectHost(listeners: Listeners<CompareEvents>): void {
  const acquired = acquireVsCodeApi();
  const connected: Host = new RpcClient((message) => acquired.postMessage(message), listeners);
  window.addEventListener('message', (event) => connected.receive(event.data));
  api = acquired;
  client = connected;
}

export function host(): Host {
  if (!client) throw new Error('The page is not connected to its host.');
  return client;
}

/** Asks the host to do something with the editor's own means; what goes wrong there is told there. */
export function act(action: HostAction): void {
  host()
    .request('act', action)
    .catch((error: Error) => console.warn(error.message));
}

/** What the editor keeps for this page, as it was left; `{}` at first. Foreign data: check what you read. */
export function savedState(): Record<string, unknown> {
  const state = api?.getState();
  return typeof state === 'object' && state !== null ? (state as Record<string, unknown>) : {};
}

export function saveState(change: Record<string, unknown>): void {
  api?.setState({ ...savedState(), ...change });
}
