// The command line as it is, with its time, processor time and peak memory on the last line of standard error.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';

const start = performance.now();
process.on('exit', () => {
  const { userCPUTime, systemCPUTime } = process.resourceUsage();
  process.stderr.write(
    `\n${JSON.stringify({ ms: performance.now() - start, cpu: (userCPUTime + systemCPUTime) / 1000, rss: peakMiB() })}\n`,
  );
});
/** `maxRSS` of Linux begins at what the parent held when it forked; `VmHWM` is this program's own. */
function peakMiB() {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]) / 1024;
  } catch {
    return process.resourceUsage().maxRSS / 1024;
  }
}

createRequire(import.meta.url)(resolve(import.meta.dirname, '../../../dist/cli.js'));
