// Ten thousand annotations in one log, a thousand of them in one trace, on the side of the editor: how long each piece of
// work holds up everything else.
//
//   node tools/bench/annotations.mjs [--write]
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { root } from '../root.mjs';
import { quantile, putReport } from './report.mjs';

const { values: options } = parseArgs({ options: { write: { type: 'boolean', default: false } } });
const ANNOTATIONS = 10_000;
const IN_ONE_TRACE = 1000;
const TIMES = 100;

/** What the extension uses, as it ships. */
async function ours() {
  const folder = join(root, '.cache/bench');
  mkdirSync(folder, { recursive: true });
  const outfile = join(folder, 'annotations.mjs');
  const modules = [
    'io/annotations/annotationStore',
    'io/contentHash',
    'core/annotations/codebook',
    'core/annotations/shownTags',
    'core/annotations/spans',
  ];
  await build({
    stdin: { contents: modules.map((name) => `export * from './src/${name}';`).join('\n'), resolveDir: root },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'warning',
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  });
  return import(outfile);
}

const { AnnotationStore, contentHash, starterDrafts, tagsOfSample, tagCounts, codebookOf, anchorSpan } = await ours();
const folder = mkdtempSync(join(tmpdir(), 'trace-inspector-bench-'));
const path = join(folder, 'a.annotations.jsonl');
const open = () => AnnotationStore.open({ path, author: () => 'Ada <ada@example.org>', follow: false });
const text = Array.from({ length: 12_000 }, (_, i) => `word${i % 977}`).join(' ');
const steps = [{ start: 0, end: text.length }];
const tags = starterDrafts(new Map()).map(({ object }) => object);

function draftOf(i) {
  const isHere = i < IN_ONE_TRACE;
  const start = (i * 61) % (text.length - 40);
  const sample = {
    run: 'RL',
    problem: isHere ? 'p0' : `p${i % 500}`,
    index: isHere ? 0 : 1 + (i % 64),
    hash: isHere ? contentHash(text) : `H${i % 6400}`,
  };
  const anchor = { ...sample, span: anchorSpan(text, { start, end: start + 30 }, steps) };
  return { kind: 'tagged', object: `a${i}`, payload: { tag: tags[i % tags.length], anchor } };
}

const lines = ['| what | median, ms | worst, ms |', '| --- | ---: | ---: |'];

async function measure(what, times, work) {
  const took = [];
  for (let i = 0; i < times; i++) {
    const start = performance.now();
    await work(i);
    took.push(performance.now() - start);
  }
  lines.push(`| ${what} | ${quantile(took, 0.5).toFixed(1)} | ${Math.max(...took).toFixed(1)} |`);
}

const filled = await open();
await filled.record(starterDrafts(new Map()));
await filled.record(Array.from({ length: ANNOTATIONS }, (_, i) => draftOf(i)));
await filled.dispose();

const delay = monitorEventLoopDelay({ resolution: 1 });
delay.enable();
let store;
await measure('opening the log', 5, async () => {
  await store?.dispose();
  store = await open();
});
delay.disable();
lines.push(`| … the longest hold meanwhile | | ${(delay.max / 1e6).toFixed(1)} |`);
const sample = { run: 'RL', problem: 'p0', index: 0, hash: contentHash(text) };
const changed = `So. ${text}`;
await measure('a tag, until it is on the disk', TIMES, (i) => store.record([draftOf(ANNOTATIONS + i)]));
await measure('the 1,000 tags of one trace', TIMES, () => tagsOfSample(store.log.state, sample, text, () => false));
await measure('… of one whose text changed', 10, () => {
  const there = { ...sample, hash: contentHash(changed) };
  return tagsOfSample(store.log.state, there, changed, () => false);
});
await measure('the codebook with its uses, and counts by problem', TIMES, () => {
  codebookOf(store.log.state);
  tagCounts(store.log.state);
});
await measure('undo of an action', TIMES, () => store.undo());
await store.dispose();
rmSync(folder, { recursive: true, force: true });

const report = `Load of the machine ${loadavg()[0].toFixed(1)} on 2 cores.\n\n${lines.join('\n')}`;
putReport('annotations', report, options.write);
