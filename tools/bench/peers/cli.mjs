// The command line as it is, with its time, processor time and peak memory on the last line of standard error.
import { createRequire } from 'node:module';
import { resolve } from 'node:path';

const start = performance.now();
process.on('exit', () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  process.stderr.write(
    `\n${JSON.stringify({ ms: performance.now() - start, cpu: (userCPUTime + systemCPUTime) / 1000, rss: maxRSS / 1024 })}\n`,
  );
});
createRequire(import.meta.url)(resolve(import.meta.dirname, '../../../dist/cli.js'));
