// Bundles everything that ships, and with --tests the tests that run inside the extension host.
//
//   node esbuild.mjs [--production] [--watch] [--tests]
import { readdirSync } from 'node:fs';
import { build, context } from 'esbuild';

const production = process.argv.includes('--production');

/** What all bundles share. */
const common = { bundle: true, minify: production, sourcemap: !production, logLevel: 'warning' };
/** Code that runs in Node: the extension host, its workers, the command line. jsonc-parser bundles only as a module. */
const node = {
  ...common,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  external: ['vscode'],
  mainFields: ['module', 'main'],
};

const bundles = [
  { ...node, entryPoints: { extension: 'src/extension.ts', indexWorker: 'src/io/indexWorker.ts' }, outdir: 'dist' },
  { ...node, entryPoints: { cli: 'src/cli/main.ts' }, outdir: 'dist' },
  {
    ...common,
    entryPoints: { webview: 'webview/main.tsx' },
    outdir: 'dist',
    platform: 'browser',
    format: 'iife',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    loader: { '.ttf': 'file' },
    assetNames: '[name]',
  },
  {
    ...common,
    entryPoints: { webview: 'webview/main.css' },
    outdir: 'dist',
    loader: { '.ttf': 'file' },
    assetNames: '[name]',
  },
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

if (process.argv.includes('--watch')) {
  await Promise.all(bundles.map(async (bundle) => (await context(bundle)).watch()));
  console.log('Watching for changes.');
} else {
  await Promise.all(
    [...bundles, ...(process.argv.includes('--tests') ? [hostTests] : [])].map((bundle) => build(bundle)),
  );
}
