/** Types of the plain scripts that the page's tests start. */
declare module '*/tools/browser.mjs' {
  export function launchBrowser(): Promise<import('playwright-core').Browser>;
}
declare module '*/tools/dev/server.mjs' {
  export function startDevServer(port?: number): Promise<{ url: string; close(): Promise<void> }>;
}
