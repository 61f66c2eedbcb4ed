// Our indexer through the command line's own `inspect`, all adapters on; the time is that of the command, without Node's start and the loading of modules.
import { createRequire } from 'node:module';
import { resolve } from 'node:path';

const idle = process.memoryUsage().rss / 2 ** 20;
const write = process.stdout.write.bind(process.stdout);
let printed = '';
process.stdout.write = (text) => (printed += text) !== '';
process.argv = [process.argv[0], 'trace-inspector', 'inspect', process.argv[2], '--json'];
// As with the peers, the loading of modules is left out: listening for a broken pipe is the last thing that the command
// line does before it runs the command.
let start = performance.now();
const listen = process.stdout.on.bind(process.stdout);
process.stdout.on = (...args) => {
  start = performance.now();
  return listen(...args);
};
process.on('exit', () => {
  const ms = performance.now() - start;
  const { runs } = JSON.parse(printed);
  write(JSON.stringify({ ms, idle, rss: process.resourceUsage().maxRSS / 1024, samples: runs[0].samples }) + '\n');
});
createRequire(import.meta.url)(resolve(import.meta.dirname, '../../../dist/cli.js'));
