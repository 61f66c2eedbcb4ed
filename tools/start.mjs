/** `npm start`: builds, and opens a real VS Code with the extension on the bundled sample comparison. */
import { spawn } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { cp, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { cachePath, root } from './root.mjs';
import { build, run } from './run.mjs';
import { startServer } from './vscode/server.mjs';

const help = `Usage: npm start -- [options]

Builds the extension and opens it on the bundled sample comparison, in VS Code's own server, shown by your browser.

  --desktop     use an installed VS Code (1.100 or later) instead, with a profile of its own
  --port <n>    port of the server (default 8735, or a free one if that is taken)
  --no-open     only print the address; do not open a browser
  --help        this text`;

const samples = join(root, 'media', 'samples');
const oldestDesktop = [1, 100];

const options = /** @type {const} */ ({
  desktop: { type: 'boolean' },
  port: { type: 'string', default: '8735' },
  'no-open': { type: 'boolean' },
  help: { type: 'boolean' },
});

async function main() {
  const { values } = parseArgs({ options });
  if (values.help) return console.log(help);
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    throw new Error(`--port wants 0 to 65535, not ${values.port}.`);
  const code = values.desktop ? await findDesktop() : undefined;

  console.log('Building …');
  await build();
  const folder = await ownSamples();
  const file = join(folder, 'tiny-rlvr.traces.json');
  return code ? openDesktop(code, folder, file) : serve(port, folder, file, !values['no-open']);
}

/**
 * A copy to play with, so that saving a view leaves the repository as it is. A file that was changed in the copy stays,
 * until the repository has a newer one.
 */
async function ownSamples() {
  const copy = cachePath('start', 'samples');
  const isNewer = async (from, to) => !existsSync(to) || (await stat(from)).mtimeMs > (await stat(to)).mtimeMs;
  const filter = async (from, to) => (await stat(from)).isDirectory() || isNewer(from, to);
  await cp(samples, copy, { recursive: true, preserveTimestamps: true, filter });
  return copy;
}

async function serve(port, folder, file, opensBrowser) {
  const stopping = untilStopped();
  const server = await startServer({
    extensionDir: root,
    dataDir: cachePath('start', 'profile'),
    openFile: file,
    settings: { 'workbench.colorTheme': 'Default Dark Modern' },
    port,
  });
  const url = server.url(folder);
  console.log(`\nVS Code is at\n\n  ${url}\n\nPress Ctrl-C to stop it.`);
  if (opensBrowser) openBrowser(url);
  await stopping;
  console.log('\nStopping …');
  await server.stop();
}

function untilStopped() {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => resolve(undefined));
  });
}

/** Opens the default browser if there is a screen and a program for it; the address is on the terminal anyway. */
function openBrowser(url) {
  if (!hasDisplay()) return;
  const child = spawn('xdg-open', [url], { stdio: 'ignore', detached: true });
  child.on('error', () => {}); // There is no such program.
  child.unref();
}

function hasDisplay() {
  return process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}

/**
 * @returns {Promise<string>} the command line of an installed desktop VS Code
 * @throws Error saying what is missing
 */
async function findDesktop() {
  const without = 'Without --desktop, `npm start` shows it in a browser.';
  // In a terminal of a remote window `code` talks to that window, and drops the argument that loads our extension.
  if (process.env.VSCODE_IPC_HOOK_CLI) {
    throw new Error(
      `This is a terminal of a remote VS Code window: --desktop works on your own machine only. ${without}`,
    );
  }
  if (!hasDisplay())
    throw new Error(`--desktop needs a screen, and neither DISPLAY nor WAYLAND_DISPLAY is set. ${without}`);
  for (const path of desktopPlaces()) if (await isFitting(path)) return path;
  throw new Error(
    `No desktop VS Code of version ${oldestDesktop.join('.')} or later was found as \`code\`. ${without}`,
  );
}

function desktopPlaces() {
  const name = process.platform === 'win32' ? 'code.cmd' : 'code';
  const onPath = (process.env.PATH ?? '').split(delimiter).map((dir) => join(dir, name));
  const mac = '/Applications/Visual Studio Code.app/Contents/Resources/app/bin/code';
  const isRemote = (path) => /[\\/]remote-cli[\\/]/.test(realpathSync(path));
  return [...onPath, mac].filter((path) => existsSync(path) && !isRemote(path));
}

async function isFitting(code) {
  const { code: exitCode, output } = await desktop(code, ['--version'], true);
  const [major, minor] = output.split('.').map(Number);
  return exitCode === 0 && (major > oldestDesktop[0] || (major === oldestDesktop[0] && minor >= oldestDesktop[1]));
}

/** With the editor named in the settings, VS Code waits for our extension before it opens the file. */
const desktopSettings = {
  'workbench.editorAssociations': { '*.traces.json': 'traceInspector.comparison' },
  'workbench.startupEditor': 'none',
};

async function openDesktop(code, folder, file) {
  const profile = cachePath('start', 'desktop');
  const settings = join(profile, 'user', 'User', 'settings.json');
  if (!existsSync(settings)) {
    await mkdir(dirname(settings), { recursive: true });
    await writeFile(settings, JSON.stringify(desktopSettings, null, 2));
  }
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  console.log(`Opening ${code} with the extension ${version}.`);
  const { code: exitCode } = await desktop(code, [
    '--new-window',
    `--user-data-dir=${join(profile, 'user')}`,
    `--extensions-dir=${join(profile, 'extensions')}`,
    `--extensionDevelopmentPath=${root}`,
    '--disable-workspace-trust',
    folder,
    file,
  ]);
  process.exitCode = exitCode;
}

/** Windows starts `code.cmd` through a shell only, which wants paths with spaces quoted. */
function desktop(code, args, quiet = false) {
  if (process.platform !== 'win32') return run(code, args, { quiet });
  return run('cmd.exe', ['/d', '/s', '/c', `"${[code, ...args].map((arg) => `"${arg}"`).join(' ')}"`], {
    quiet,
    verbatim: true,
  });
}

try {
  await main();
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
