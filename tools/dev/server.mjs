// Serves the page in a plain browser, with a fake host and the policy that the real one sets.
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { context } from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));
const bodyClasses = { dark: 'vscode-dark', light: 'vscode-light', hc: 'vscode-high-contrast' };

/**
 * Starts the server; every load of the page builds it anew, unless `once` is set. Open `/?fixture=two&theme=dark&page=traces`.
 *
 * @param {{ port?: number, once?: boolean }} options port 0: any free one.
 * @returns {Promise<{ url: string, close(): Promise<void> }>}
 */
export async function startDevServer({ port = 0, once = false } = {}) {
  const builder = await makeBuilder();
  let files = new Map();
  const server = createServer(async (request, response) => {
    try {
      const url = new URL(request.url, 'http://localhost');
      if (url.pathname === '/') {
        if (!once || files.size === 0) files = filesOf(await builder.rebuild());
        sendPage(response, url.searchParams);
      } else await sendFile(response, url.pathname, files);
    } catch (error) {
      response.writeHead(500, { 'content-type': 'text/plain' }).end(String(error?.message ?? error));
    }
  });
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    close: async () => {
      server.closeAllConnections();
      await Promise.all([builder.dispose(), new Promise((resolve) => server.close(resolve))]);
    },
  };
}

function makeBuilder() {
  return context({
    absWorkingDir: root,
    entryPoints: { webview: 'webview/main.tsx', style: 'webview/main.css', fakeHost: 'tools/dev/fakeHost.mts' },
    bundle: true,
    conditions: ['worker'],
    format: 'iife',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    outdir: 'dev',
    sourcemap: 'inline',
    write: false,
    logLevel: 'silent',
  });
}

function filesOf({ outputFiles }) {
  return new Map(outputFiles.map((file) => [`/${file.path.split(/[\\/]/).at(-1)}`, file.text]));
}

function sendPage(response, parameters) {
  const theme = parameters.get('theme') in bodyClasses ? parameters.get('theme') : 'dark';
  const nonce = randomBytes(16).toString('hex');
  const policy = `default-src 'none'; style-src 'self' 'nonce-${nonce}'; script-src 'nonce-${nonce}'; font-src 'self'; img-src 'self' data:`;
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy });
  response.end(`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta property="csp-nonce" content="${nonce}" />
    <link rel="icon" href="data:," />
    <title>Reasoning Trace Inspector</title>
    <link rel="stylesheet" href="/themes/vscodeDefaults.css" />
    <link rel="stylesheet" href="/themes/${theme}.css" />
    <link rel="stylesheet" href="/style.css" />
  </head>
  <body class="${bodyClasses[theme]}" data-vscode-theme-kind="${bodyClasses[theme]}">
    <div id="root"></div>
    <script nonce="${nonce}" src="/fakeHost.js"></script>
    <script nonce="${nonce}" src="/webview.js"></script>
  </body>
</html>
`);
}

async function sendFile(response, path, files) {
  const type = path.endsWith('.css') ? 'text/css' : 'text/javascript';
  const theme = /^\/themes\/(\w+\.css)$/.exec(path);
  const text = theme ? await readFile(new URL(`themes/${theme[1]}`, import.meta.url), 'utf8') : files.get(path);
  if (text === undefined) response.writeHead(404).end();
  else response.writeHead(200, { 'content-type': `${type}; charset=utf-8` }).end(text);
}
