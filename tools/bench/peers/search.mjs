// One search of all samples of a dump through the code that ships, in this thread; prints `{ms, cpuMs, firstMs, rss, hit, matches, searched, bytes}`.
// The time is that of the search: the dump is indexed before, as it is when someone searches.
// `worker` searches as the editor does, in a worker, and calls it off with the first result; prints `{firstMs, stopMs}`.
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { esbuildKernel } from '../../kernel.mjs';

const [path, text, kind] = process.argv.slice(2);
const root = resolve(import.meta.dirname, '../../..');
const outfile = join(root, '.cache/bench/search.mjs');
const contents = `export { loadRun } from './src/io/loadRun'; export { searchSamples } from './src/io/searchSamples'; export { SearchResults } from './src/core/search/results';`;
const bundled = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  plugins: [esbuildKernel],
  mainFields: ['module', 'main'],
  logLevel: 'error',
};
const banner = { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" };
await build({ ...bundled, stdin: { contents, resolveDir: root }, outfile, format: 'esm', banner });
const { loadRun, searchSamples, SearchResults } = await import(outfile);
const { index } = await loadRun({ label: 'run', role: 'base', paths: [path] }, { baseDir: root });
if (kind === 'worker') await inWorker();
else await here();

async function inWorker() {
  const workerPath = join(root, '.cache/bench/searchWorker.cjs');
  const entryPoints = [join(root, 'src/io/searchWorker.ts')];
  await build({ ...bundled, entryPoints, outfile: workerPath, format: 'cjs' });
  const stop = new AbortController();
  let [firstMs, stopped] = [0, 0];
  const start = performance.now();
  const onFound = (_, batch) => {
    if (firstMs > 0 || batch.row.length === 0) return;
    firstMs = performance.now() - start;
    stopped = performance.now();
    stop.abort();
  };
  await searchSamples([index], { text }, { workerPath, signal: stop.signal, onFound });
  console.log(JSON.stringify({ firstMs, stopMs: performance.now() - stopped }));
}

async function here() {
  const results = new SearchResults([index]);
  let bytes = 0;
  let firstMs;
  const start = performance.now();
  const cpu = process.cpuUsage();
  await searchSamples(
    [index],
    { text, regex: kind === 'regex', matchCase: kind !== 'any-case' },
    {
      onFound: (run, batch) => {
        results.add(run, batch);
        bytes += batch.bytes;
        if (batch.row.length > 0) firstMs ??= performance.now() - start;
      },
    },
  );
  const ms = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  const cpuMs = (user + system) / 1000;
  console.log(
    JSON.stringify({ ms, cpuMs, firstMs, bytes, rss: process.resourceUsage().maxRSS / 1024, ...results.all }),
  );
}
