// One search of all samples of a dump through the code that ships, in this thread; prints `{ms, cpuMs, firstMs, rss, hit, matches, searched, bytes}`.
// The time is that of the search: the dump is indexed before, as it is when someone searches.
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { esbuildKernel } from '../../kernel.mjs';

const [path, text, kind] = process.argv.slice(2);
const root = resolve(import.meta.dirname, '../../..');
const outfile = join(root, '.cache/bench/search.mjs');
const contents = `export { loadRun } from './src/io/loadRun'; export { searchSamples } from './src/io/searchSamples'; export { SearchResults } from './src/core/search/results';`;
await build({
  stdin: { contents, resolveDir: root },
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  plugins: [esbuildKernel],
  mainFields: ['module', 'main'],
  banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  logLevel: 'error',
});
const { loadRun, searchSamples, SearchResults } = await import(outfile);
const { index } = await loadRun({ label: 'run', role: 'base', paths: [path] }, { baseDir: root });
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
console.log(JSON.stringify({ ms, cpuMs, firstMs, bytes, rss: process.resourceUsage().maxRSS / 1024, ...results.all }));
