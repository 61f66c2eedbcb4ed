// Our indexer through the command line's own `inspect`, all adapters on; the time is that of the command, without Node's start.
import { createRequire } from 'node:module';
import { resolve } from 'node:path';

const idle = process.memoryUsage().rss / 2 ** 20;
const write = process.stdout.write.bind(process.stdout);
let printed = '';
process.stdout.write = (text) => (printed += text) !== '';
process.argv = [process.argv[0], 'trace-inspector', 'inspect', process.argv[2], '--json'];
const start = performance.now();
process.on('exit', () => {
  const ms = performance.now() - start;
  const { runs } = JSON.parse(printed);
  write(JSON.stringify({ ms, idle, rss: process.resourceUsage().maxRSS / 1024, samples: runs[0].samples }) + '\n');
});
createRequire(import.meta.url)(resolve(import.meta.dirname, '../../../dist/cli.js'));
