/**
 * `npm test`: everything, in three parts that can be asked for by name (`npm test -- unit host e2e`). Ends with a line
 * `N passed, N failed` over all of them; a part that cannot start counts as failed.
 */
import { mkdir, readFile, rm } from 'node:fs/promises';
import { relative } from 'node:path';
import { runHostTests } from './hostTests.mjs';
import { cachePath, root } from './root.mjs';
import { build, runPackage } from './run.mjs';

/** @typedef {{ passed: number, failed: number }} Tally */

const parts = {
  unit: () => vitest('unit', 'vitest.config.mts'),
  host: () => runHostTests(),
  e2e: endToEnd,
};

/**
 * End-to-end tests drive a whole editor, which a busy machine can starve. A file that fails is run once more in a fresh
 * editor, and told as flaky if it passes then; what fails twice has failed.
 * @returns {Promise<Tally>}
 */
async function endToEnd() {
  const config = 'test/e2e/vitest.config.mts';
  const first = await vitest('e2e', config);
  if (first.failed === 0 || first.failedFiles.length === 0) return first;
  console.log(`\n== e2e once more: ${first.failedFiles.join(', ')}`);
  const again = await vitest('e2e-again', config, first.failedFiles);
  if (again.failed === 0)
    console.warn(`\nFlaky: ${first.failedFiles.join(', ')} failed once and passed in a fresh editor.`);
  return { passed: first.passedElsewhere + again.passed, failed: again.failed };
}

/** @returns {Promise<Tally & { failedFiles: string[], passedElsewhere: number }>} */
async function vitest(name, config, files = []) {
  const report = cachePath('reports', `${name}.json`);
  await rm(report, { force: true });
  await mkdir(cachePath('reports'), { recursive: true });
  const { code } = await runPackage('vitest/vitest.mjs', [
    ...['run', ...files, '--config', config, '--root', '.'],
    ...['--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
  ]);
  const { numPassedTests, numTotalTests, numPendingTests, testResults } = JSON.parse(await readFile(report, 'utf8'));
  const failed = numTotalTests - numPassedTests - numPendingTests;
  const failedFiles = testResults.filter((file) => file.status === 'failed').map((file) => relative(root, file.name));
  const passedElsewhere = testResults
    .filter((file) => file.status !== 'failed')
    .flatMap((file) => file.assertionResults)
    .filter((test) => test.status === 'passed').length;
  // Vitest also fails for errors outside of tests.
  const told = failed === 0 && code !== 0 ? 1 : failed;
  return { passed: numPassedTests, failed: told, failedFiles, passedElsewhere };
}

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in parts));
if (unknown.length > 0)
  throw new Error(`There is no part "${unknown[0]}"; the parts are ${Object.keys(parts).join(', ')}.`);

const total = { passed: 0, failed: 0 };
try {
  await build('--tests');
  for (const name of asked.length > 0 ? asked : Object.keys(parts)) {
    console.log(`\n== ${name}`);
    const { passed, failed } = await parts[name]().catch((error) => {
      console.error(`The ${name} tests did not run: ${error.stack}`);
      return { passed: 0, failed: 1 };
    });
    total.passed += passed;
    total.failed += failed;
  }
} catch (error) {
  console.error(error.message);
  total.failed++;
}
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed > 0 ? 1 : 0;
