/**
 * `npm test`: everything, in three parts that can be asked for by name (`npm test -- unit host e2e`). Ends with a line
 * `N passed, N failed` over all of them; a part that cannot start counts as failed.
 */
import { mkdir, readFile, rm } from 'node:fs/promises';
import { runHostTests } from './hostTests.mjs';
import { cachePath } from './root.mjs';
import { build, runPackage } from './run.mjs';

/** @typedef {{ passed: number, failed: number }} Tally */

const parts = {
  unit: () => vitest('unit', 'vitest.config.mts'),
  host: () => runHostTests(),
  e2e: () => vitest('e2e', 'test/e2e/vitest.config.mts'),
};

/** @returns {Promise<Tally>} */
async function vitest(name, config) {
  const report = cachePath('reports', `${name}.json`);
  await rm(report, { force: true });
  await mkdir(cachePath('reports'), { recursive: true });
  const { code } = await runPackage('vitest/vitest.mjs', [
    ...['run', '--config', config, '--root', '.'],
    ...['--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
  ]);
  const { numPassedTests, numTotalTests, numPendingTests } = JSON.parse(await readFile(report, 'utf8'));
  const failed = numTotalTests - numPassedTests - numPendingTests;
  // Vitest also fails for errors outside of tests.
  return { passed: numPassedTests, failed: failed === 0 && code !== 0 ? 1 : failed };
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
