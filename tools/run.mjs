/** Running other programs. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root } from './root.mjs';

/**
 * @typedef {object} Outcome
 * @property {number} code exit code; 1 also when the program was killed
 * @property {string} output what it printed, empty unless `quiet`
 */

/**
 * Runs a program to its end and never rejects for a bad exit code.
 *
 * @param {string} program
 * @param {string[]} args
 * @param {{ cwd?: string, quiet?: boolean, env?: NodeJS.ProcessEnv, verbatim?: boolean }} [options] `quiet` collects the
 *   output instead of showing it; `verbatim` passes arguments on Windows unquoted
 * @returns {Promise<Outcome>} rejected when the program cannot be started
 */
export function run(program, args, { cwd = root, quiet = false, env = process.env, verbatim = false } = {}) {
  return new Promise((resolve, reject) => {
    const stdio = quiet ? /** @type {const} */ (['ignore', 'pipe', 'pipe']) : 'inherit';
    const child = spawn(program, args, { cwd, env, stdio, windowsVerbatimArguments: verbatim });
    let output = '';
    const collect = (chunk) => (output += chunk);
    child.stdout?.setEncoding('utf8').on('data', collect);
    child.stderr?.setEncoding('utf8').on('data', collect);
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

/**
 * Runs a program that one of our own packages brought, with this Node, so that it works without a shell on any system.
 *
 * @param {string} script path below node_modules
 * @param {string[]} args
 * @param {Parameters<typeof run>[2]} [options]
 */
export function runPackage(script, args, options) {
  return run(process.execPath, [join(root, 'node_modules', script), ...args], options);
}

/** Builds everything; `args` are esbuild.mjs's flags. @param {string[]} args */
export async function build(...args) {
  const { code } = await run(process.execPath, [join(root, 'esbuild.mjs'), ...args]);
  if (code !== 0) throw new Error('The build failed; see the messages above.');
}
