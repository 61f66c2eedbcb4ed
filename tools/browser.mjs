/** A browser for tests and screenshots: the system's Chrome or Chromium, else the one from npm. */
import { accessSync, constants, existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';
import { cachePath, root } from './root.mjs';

const programs = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const macPlaces = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];
const windowsPlaces = ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].map((name) =>
  join(process.env[name] ?? '', 'Google/Chrome/Application/chrome.exe'),
);

const args = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * Starts a headless browser. `CHROME_PATH` names one; `CHROME_PATH=npm` asks for the one from npm.
 *
 * @returns {Promise<import('playwright-core').Browser>}
 * @throws Error when none was found, or it does not start
 */
export async function launchBrowser() {
  const asked = process.env.CHROME_PATH;
  const system = asked === 'npm' ? undefined : (asked ?? systemBrowser());
  return system ? chromium.launch({ executablePath: system, args }) : launchFromNpm();
}

/** @returns {string | undefined} path of an installed Chrome or Chromium */
function systemBrowser() {
  const places = { darwin: macPlaces, win32: windowsPlaces }[process.platform] ?? [];
  const onPath = (process.env.PATH ?? '').split(delimiter).flatMap((dir) => programs.map((name) => join(dir, name)));
  return [...places, ...onPath].find(isProgram);
}

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

async function launchFromNpm() {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(
      'No Chrome or Chromium was found. Install one, or name it in the environment variable CHROME_PATH.',
    );
  }
  const folder = await unpackNpmBrowser();
  const executablePath = join(folder, 'chromium');
  const env = { ...process.env, ...(await ownFonts(folder)) };
  try {
    return await chromium.launch({ executablePath, args, env });
  } catch (error) {
    if (!/error while loading shared libraries/.test(String(error))) throw error;
    // A bare machine lacks a few libraries, and the package brings them.
    const libraries = [join(folder, 'al2023', 'lib'), process.env.LD_LIBRARY_PATH].filter(Boolean).join(delimiter);
    return chromium.launch({ executablePath, args, env: { ...env, LD_LIBRARY_PATH: libraries } });
  }
}

/** The environment that gives a machine without fonts the package's own; the package's list names another folder. */
async function ownFonts(folder) {
  if (existsSync('/etc/fonts/fonts.conf') || process.env.FONTCONFIG_PATH) return {};
  const cache = cachePath('fontconfig');
  const list = `<fontconfig><dir>${join(folder, 'fonts')}</dir><cachedir>${cache}</cachedir></fontconfig>\n`;
  await mkdir(cache, { recursive: true });
  await writeFile(join(cache, 'fonts.conf'), `<?xml version="1.0"?>\n${list}`);
  return { FONTCONFIG_PATH: cache };
}

/** Unpacks to a folder of its own version, once. The package would use the shared temporary folder, half written or not. */
async function unpackNpmBrowser() {
  const { version } = JSON.parse(await readFile(join(root, 'node_modules/@sparticuz/chromium/package.json'), 'utf8'));
  const folder = cachePath(`chromium-${version}`);
  if (isProgram(join(folder, 'chromium'))) return folder;
  await mkdir(cachePath(), { recursive: true });
  const unfinished = await mkdtemp(`${folder}-`);
  await withEnvironment({ TMPDIR: unfinished, AWS_LAMBDA_JS_RUNTIME: 'nodejs20.x' }, async () => {
    const { default: packed } = await import('@sparticuz/chromium');
    await packed.executablePath();
  });
  // Another process may have been faster; its folder is as good.
  await rename(unfinished, folder).catch(() => rm(unfinished, { recursive: true, force: true }));
  return folder;
}

/**
 * The package takes the target folder, and whether to unpack the libraries, from the environment only; then it leaves
 * there where they are, which our renaming makes wrong.
 */
async function withEnvironment(values, work) {
  const names = [...Object.keys(values), 'LD_LIBRARY_PATH', 'FONTCONFIG_PATH'];
  const before = names.map((name) => [name, process.env[name]]);
  Object.assign(process.env, values);
  try {
    return await work();
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
  }
}
