/** Types of the plain scripts that tests start. */
declare module '*/tools/browser.mjs' {
  import type { Browser } from 'playwright-core';
  export function launchBrowser(): Promise<Browser>;
}
declare module '*/tools/dev/server.mjs' {
  export function startDevServer(options?: {
    port?: number;
    once?: boolean;
  }): Promise<{ url: string; close(): Promise<void> }>;
}
declare module '*/tools/root.mjs' {
  export const root: string;
  export function cachePath(...parts: string[]): string;
}
declare module '*/tools/vscode/server.mjs' {
  export interface ServerOptions {
    extensionDir?: string;
    vsix?: string;
    openFile?: string;
    dataDir?: string;
    settings?: Record<string, unknown>;
    machineSettings?: Record<string, unknown>;
    port?: number;
    token?: string;
    smokeTest?: boolean;
    env?: Record<string, string>;
  }
  export interface Server {
    port: number;
    dataDir: string;
    url(folder: string, payload?: [string, string][]): string;
    uri(path: string): string;
    stop(): Promise<void>;
  }
  export function startServer(options: ServerOptions): Promise<Server>;
}
declare module '*/tools/packing.mjs' {
  export interface ZipMember {
    name: string;
    bytes: string | Uint8Array;
    method?: number;
    packed?: Uint8Array;
  }
  export function makeZip(members: ZipMember[]): Buffer;
  export function zstdStored(bytes: string | Uint8Array): Buffer;
}
