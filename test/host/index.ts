/** Entry of the tests that run inside the extension host: every `*.hosttest.ts` of this folder, through mocha. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import Mocha from 'mocha';

/** Marks our lines among all that an editor prints; `tools/hostTests.mjs` shows only these. */
const say = (line: string): void => console.log(`host-test: ${line}`);

export function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'bdd', timeout: 90_000, reporter: function silent() {} as never });
  for (const name of readdirSync(__dirname).sort())
    if (name.endsWith('.hosttest.js')) mocha.addFile(join(__dirname, name));
  return new Promise((resolve, reject) => {
    let passed = 0;
    const runner = mocha.run((failed) => {
      say(`${passed} passed, ${failed} failed`);
      if (failed > 0 || passed === 0) reject(new Error(`${failed} tests failed, ${passed} passed`));
      else resolve();
    });
    runner.on('pass', (test) => {
      passed++;
      say(`✓ ${test.fullTitle()}`);
    });
    runner.on('fail', (test, error: Error) => say(`✗ ${test.fullTitle()}\n${error.stack ?? error.message}`));
  });
}
