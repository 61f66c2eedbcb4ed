/** Types of the plain scripts that the page's tests start. */
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
