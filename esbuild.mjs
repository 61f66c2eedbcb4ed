// Bundles everything that ships, and with --tests the tests that run inside the extension host.
//
//   node esbuild.mjs [--production] [--watch] [--tests]
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { build, context } from 'esbuild';
import { esbuildKernel } from './tools/kernel.mjs';

const production = process.argv.includes('--production');

/** What all bundles share. */
const common = { bundle: true, minify: production, sourcemap: !production, logLevel: 'warning', metafile: true };
/** Code that runs in Node: the extension host, its workers, the command line. jsonc-parser bundles only as a module. */
const node = {
  ...common,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  external: ['vscode'],
  mainFields: ['module', 'main'],
  plugins: [esbuildKernel],
};

const bundles = [
  {
    ...node,
    entryPoints: {
      extension: 'src/extension.ts',
      indexWorker: 'src/io/indexWorker.ts',
      searchWorker: 'src/io/searchWorker.ts',
      overviewWorker: 'src/io/overviewWorker.ts',
      traceWorker: 'src/io/traceWorker.ts',
      noveltyWorker: 'src/io/noveltyWorker.ts',
      previewGrader: 'src/io/grading/previewProcess.ts',
      cli: 'src/cli/main.ts',
    },
    outdir: 'dist',
  },
  {
    ...common,
    entryPoints: { webview: 'webview/main.tsx' },
    outdir: 'dist',
    platform: 'browser',
    // The Markdown parser's table of characters for workers: the one for pages writes HTML.
    conditions: ['worker'],
    format: 'iife',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
  },
  { ...common, entryPoints: { webview: 'webview/main.css' }, outdir: 'dist' },
];

/** Tests are found by their name; each is a bundle of its own, which mocha loads. */
const hostTests = {
  ...node,
  entryPoints: [
    'test/host/index.ts',
    ...readdirSync('test/host')
      .filter((name) => name.endsWith('.hosttest.ts'))
      .map((name) => `test/host/${name}`),
  ],
  outdir: '.cache/host-tests',
  external: ['vscode', 'mocha'],
};

/** The licences of all packages whose code is in the bundles, for the people who get the bundles alone. */
function writeNotices(results) {
  const inputs = results.flatMap(({ metafile }) => Object.keys(metafile.inputs));
  const folders = new Set(inputs.flatMap((path) => /^node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []));
  const notices = [...folders].sort().map((folder) => {
    const { name, version, license, author } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
    const file = readdirSync(folder).find((entry) => /^(licen[cs]e|copying)/i.test(entry));
    const text = file
      ? readFileSync(`${folder}/${file}`, 'utf8').trim()
      : `Copyright ${author?.name ?? author}. The package brings no licence text.`;
    return `${name} ${version} (${license})\n\n${text}\n`;
  });
  writeFileSync('dist/NOTICES.txt', notices.join(`\n${'-'.repeat(80)}\n\n`));
}

if (process.argv.includes('--watch')) {
  await Promise.all(bundles.map(async (bundle) => (await context(bundle)).watch()));
  console.log('Watching for changes.');
} else {
  const results = await Promise.all(bundles.map((bundle) => build(bundle)));
  if (production) writeNotices(results);
  if (process.argv.includes('--tests')) await build(hostTests);
}
