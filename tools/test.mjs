/**
 * `npm test`: everything, in three parts that can be asked for by name (`npm test -- unit host e2e`). Ends with a line
 * `N passed, N failed` over all of them; a part that cannot start counts as failed.
 */
import { runHostTests } from './hostTests.mjs';
import { build } from './run.mjs';
import { runVitestTwice } from './vitest.mjs';

const parts = {
  unit: () => runVitestTwice('unit', 'vitest.config.mts'),
  host: hostTwice,
  e2e: () => runVitestTwice('e2e', 'test/e2e/vitest.config.mts'),
};

/** As with the others, what fails once on a busy machine may pass from a fresh start. */
async function hostTwice() {
  const first = await runHostTests();
  if (first.failed === 0) return first;
  console.log('\n== host once more');
  const again = await runHostTests();
  if (again.failed === 0)
    console.warn(`\nFlaky: of the host tests ${first.failed} failed once and passed from a fresh start.`);
  return again;
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
