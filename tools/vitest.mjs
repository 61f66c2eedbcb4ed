/** Runs Vitest for the test commands and counts what it says. */
import { mkdir, readFile, rm } from 'node:fs/promises';
import { relative } from 'node:path';
import { cachePath, root } from './root.mjs';
import { runPackage } from './run.mjs';

/** @typedef {{ passed: number, failed: number }} Tally */

/**
 * @param {string} name of the report in `.cache/reports`.
 * @param {string[]} [filters] parts of paths of test files, or options; none: all.
 * @returns {Promise<Tally & { failedFiles: string[], passedElsewhere: number }>}
 */
async function runVitest(name, config, filters = []) {
  const report = cachePath('reports', `${name}.json`);
  await rm(report, { force: true });
  await mkdir(cachePath('reports'), { recursive: true });
  const { code } = await runPackage('vitest/vitest.mjs', [
    ...['run', ...filters, '--config', config, '--root', '.'],
    ...['--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
  ]);
  const { numPassedTests, numTotalTests, numPendingTests, testResults } = JSON.parse(await readFile(report, 'utf8'));
  const failed = numTotalTests - numPassedTests - numPendingTests;
  const isFailed = (file) => file.status === 'failed';
  const passedElsewhere = testResults
    .filter((file) => !isFailed(file))
    .flatMap((file) => file.assertionResults)
    .filter((test) => test.status === 'passed').length;
  return {
    passed: numPassedTests,
    // Vitest also fails for errors outside of tests.
    failed: failed === 0 && code !== 0 ? 1 : failed,
    failedFiles: testResults.filter(isFailed).map((file) => relative(root, file.name)),
    passedElsewhere,
  };
}

/**
 * For tests that drive whole programs (a browser, an editor, a cluster), which a busy machine can starve: a file that fails is run once
 * more, from a fresh start, and told as flaky if it passes then. What fails twice has failed.
 * @returns {Promise<Tally>}
 */
export async function runVitestTwice(name, config, filters = []) {
  const first = await runVitest(name, config, filters);
  if (first.failedFiles.length === 0) return first;
  const files = first.failedFiles.join(', ');
  console.log(`\n== ${name} once more: ${files}`);
  const again = await runVitest(`${name}-again`, config, first.failedFiles);
  if (again.failed === 0) console.warn(`\nFlaky: ${files} failed once and passed from a fresh start.`);
  return { passed: first.passedElsewhere + again.passed, failed: again.failed };
}
