/** Runs VS Code's server, a real editor with a real extension host that is shown by a browser. */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { run } from '../run.mjs';
import { installServer, serverMain, serverNode } from './install.mjs';

/**
 * @typedef {object} ServerOptions
 * @property {string} [extensionDir] folder of the extension to load; needs no packaging
 * @property {string} [vsix] packaged extension to install instead
 * @property {string} [openFile] file to show when the window has no editor
 * @property {string} [dataDir] profile folder that is kept; without it a fresh one is made, and removed by `stop`
 * @property {Record<string, unknown>} [settings] user settings, over the quiet ones
 * @property {Record<string, unknown>} [machineSettings] settings of scope `machine`, which user settings cannot hold
 * @property {number} [port] wanted port; a free one when absent or taken
 * @property {string} [token] the secret in the address; random when absent
 * @property {boolean} [smokeTest] lets the address load a test suite into the extension host. Hides notifications.
 * @property {NodeJS.ProcessEnv} [env] additional environment of the server and its extension host
 */

/**
 * @typedef {object} Server
 * @property {number} port
 * @property {string} dataDir
 * @property {(folder: string, payload?: [string, string][]) => string} url address that opens a folder
 * @property {(path: string) => string} uri how the browser names a file of this machine
 * @property {() => Promise<void>} stop ends the server and all it started
 */

/** A tiny extension that opens a file. */
const opener = fileURLToPath(new URL('opener', import.meta.url));

/** Nothing starts, asks, updates or reports by itself. */
const quietSettings = {
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'workbench.enableExperiments': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'chat.disableAIFeatures': true,
  'chat.commandCenter.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'git.enabled': false,
  'files.autoSave': 'off',
  'files.hotExit': 'off',
  'window.restoreWindows': 'none',
  'security.workspace.trust.enabled': false,
  'workbench.colorTheme': 'Default Light Modern',
};

/** An empty address stops every request to an extension gallery; the settings alone do not. */
const noGallery = JSON.stringify({
  serviceUrl: '',
  itemUrl: '',
  resourceUrlTemplate: '',
  extensionUrlTemplate: '',
  controlUrl: '',
  recommendationsUrl: '',
});

/**
 * Starts a server, installing it first if need be, and waits until it answers.
 *
 * @param {ServerOptions} options
 * @returns {Promise<Server>}
 * @throws Error with the server's last words when it does not come up within 30 s
 */
export async function startServer(options) {
  await installServer();
  const isTemporary = !options.dataDir;
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'trace-inspector-')));
  const removeData = () => (isTemporary ? rm(dataDir, { recursive: true, force: true, maxRetries: 5 }) : undefined);
  try {
    await writeProfile(dataDir, options);
    await placeExtensions(dataDir, options);
    const server = await launch(dataDir, options);
    return {
      ...server,
      stop: async () => {
        await server.stop();
        await removeData();
      },
    };
  } catch (error) {
    await removeData();
    throw error;
  }
}

/** Settings already in a kept profile win over the quiet ones: the user has chosen them. */
async function writeProfile(dataDir, { settings = {}, machineSettings = {} }) {
  const write = async (place, values) => {
    const file = join(dataDir, 'user', place, 'settings.json');
    await mkdir(join(dataDir, 'user', place), { recursive: true });
    await writeFile(file, JSON.stringify({ ...values, ...(await readSettings(file)) }, null, 2));
  };
  await write('User', { ...quietSettings, ...settings });
  await write('Machine', machineSettings);
}

/** Settings that are absent, or that a person has left half edited, count as none. */
async function readSettings(file) {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch {
    return {};
  }
}

async function placeExtensions(dataDir, { extensionDir, vsix, openFile }) {
  const extensions = join(dataDir, 'ext');
  // The server keeps a list of what it found there last time, and would miss a new version.
  await rm(extensions, { recursive: true, force: true });
  await mkdir(extensions, { recursive: true });
  if (extensionDir) await linkExtension(extensionDir, extensions);
  if (openFile) await linkExtension(opener, extensions);
  if (vsix) {
    const args = [serverMain, ...folderArgs(dataDir), '--install-extension', vsix, '--force'];
    const { code, output } = await run(serverNode, args, { quiet: true });
    if (code !== 0) throw new Error(`${vsix} could not be installed:\n${output}`);
  }
}

async function linkExtension(folder, extensions) {
  const { publisher, name, version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  await symlink(folder, join(extensions, `${publisher}.${name}-${version}`), 'dir');
}

function folderArgs(dataDir) {
  return [
    ...['--server-data-dir', join(dataDir, 'data')],
    ...['--user-data-dir', join(dataDir, 'user')],
    ...['--extensions-dir', join(dataDir, 'ext')],
  ];
}

async function launch(dataDir, { port: wantedPort = 0, token = randomUUID(), smokeTest = false, openFile, env = {} }) {
  const port = await freePort(wantedPort);
  const args = [
    serverMain,
    ...['--host', '127.0.0.1', '--port', String(port), '--connection-token', token],
    ...['--accept-server-license-terms', '--telemetry-level', 'off', '--disable-telemetry', '--disable-experiments'],
    ...folderArgs(dataDir),
    ...(smokeTest ? ['--enable-smoke-test-driver'] : []),
  ];
  // In a process group of its own, Ctrl-C reaches us alone, and we can stop the extension host along with the server.
  const child = spawn(serverNode, args, {
    detached: true,
    env: { ...process.env, EXTENSIONS_GALLERY: noGallery, TRACE_INSPECTOR_OPEN: openFile ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const stop = stopper(child);
  const lastWords = tail(child);
  const origin = `http://127.0.0.1:${port}`;
  try {
    await untilUp(child, `${origin}/?tkn=${token}`);
  } catch (error) {
    await stop();
    throw new Error(`${error.message}\n${lastWords()}`, { cause: error });
  }
  const uri = (path) => `vscode-remote://127.0.0.1:${port}${path}`;
  return { port, dataDir, uri, stop, url: (folder, payload) => address(origin, token, folder, payload) };
}

function address(origin, token, folder, payload) {
  const query = new URLSearchParams({ tkn: token, folder });
  if (payload) query.set('payload', JSON.stringify(payload));
  // The workbench does not read a plus sign as a space.
  return `${origin}/?${query.toString().replaceAll('+', '%20')}`;
}

/** @param {number} wanted 0 for any @returns {Promise<number>} `wanted` if it is free, else another one */
function freePort(wanted) {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error) => (wanted === 0 ? reject(error) : resolve(freePort(0))));
    probe.listen(wanted, '127.0.0.1', () => {
      const { port } = /** @type {import('node:net').AddressInfo} */ (probe.address());
      probe.close(() => resolve(port));
    });
  });
}

async function untilUp(child, url) {
  const deadline = Date.now() + 30_000;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`VS Code’s server ended with code ${child.exitCode}.`);
    // It answers a token with a cookie and a redirect, which fetch could not follow without the cookie.
    const answer = await fetch(url, { redirect: 'manual' }).catch(() => undefined);
    await answer?.body?.cancel();
    if (answer && answer.status < 400) return;
    await sleep(50);
  }
  throw new Error('VS Code’s server did not answer within 30 s.');
}

/** Keeps the end of what the server prints, to show it only if something goes wrong. */
function tail(child) {
  let text = '';
  const add = (chunk) => (text = (text + chunk).slice(-4000));
  child.stdout.setEncoding('utf8').on('data', add);
  child.stderr.setEncoding('utf8').on('data', add);
  return () => text;
}

/** Asks the whole process group to end, and ends what is left of it after five seconds. */
function stopper(child) {
  const signal = (name) => {
    try {
      process.kill(-child.pid, name);
      return true;
    } catch {
      return false; // Nobody is left in the group.
    }
  };
  const killNow = () => signal('SIGKILL');
  // Whatever ends us, the server does not outlive us.
  process.once('exit', killNow);
  return async () => {
    const deadline = Date.now() + 5000;
    for (let alive = signal('SIGTERM'); alive && Date.now() < deadline; alive = signal(0)) await sleep(50);
    killNow();
    process.removeListener('exit', killNow);
  };
}
