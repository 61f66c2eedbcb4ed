/** Runs the tests in `test/host` inside a real extension host, with the whole `vscode` API. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { format } from 'node:util';
import { launchBrowser } from './browser.mjs';
import { cachePath, root } from './root.mjs';
import { startServer } from './vscode/server.mjs';

/** The suite ends itself; this is for one that hangs. */
const timeoutMs = 180_000;

/** @returns {Promise<{ passed: number, failed: number }>} */
export async function runHostTests() {
  const folder = await mkdtemp(join(tmpdir(), 'host-tests-'));
  const server = await startServer({ smokeTest: true });
  const browser = await launchBrowser();
  try {
    const page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage();
    const ended = suite(page);
    const payload = [
      ['extensionDevelopmentPath', server.uri(root)],
      ['extensionTestsPath', server.uri(cachePath('host-tests', 'index.js'))],
    ];
    await page.goto(server.url(folder, payload));
    return await ended;
  } finally {
    await browser.close();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Waits for the suite's own last line; VS Code passes on what it prints, and its exit code. */
async function suite(page) {
  let tally = { passed: 0, failed: 0 };
  const print = (_type, args) => {
    const text = /^host-test: ([^]*)/.exec(format(...args))?.[1];
    const counts = /^(\d+) passed, (\d+) failed$/.exec(text ?? '');
    if (counts) tally = { passed: Number(counts[1]), failed: Number(counts[2]) };
    if (text) console.log(`  ${text}`);
  };
  await page.exposeFunction('codeAutomationLog', print);
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no end after ${timeoutMs / 1000} s`)), timeoutMs);
    void page.exposeFunction('codeAutomationExit', (code) => {
      clearTimeout(timer);
      // A suite that ends badly without a failed test has not run.
      resolve(code !== 0 && tally.failed === 0 ? { ...tally, failed: 1 } : tally);
    });
  });
}
