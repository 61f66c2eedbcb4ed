// Packs dumps of test/fixtures/dumps as their writers do, into test/fixtures/packed; run once, by hand, when one of them
// changes. Needs Node 22.15 or newer for Zstandard.
//
//   node tools/bench/packFixtures.mjs
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { zstdCompressSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import { makeZip } from '../packing.mjs';

const dumps = resolve(import.meta.dirname, '../../test/fixtures/dumps');
const packed = resolve(import.meta.dirname, '../../test/fixtures/packed');
const connection = await (await DuckDBInstance.create(':memory:')).connect();

async function parquet(from, to, codec) {
  mkdirSync(resolve(packed, to, '..'), { recursive: true });
  const rows = `read_json('${dumps}/${from}', format = 'newline_delimited', maximum_depth = 6)`;
  await connection.run(`copy (select * from ${rows}) to '${packed}/${to}' (format parquet, compression ${codec})`);
}

await parquet('lighteval/details_*.jsonl', 'lighteval.parquet', 'zstd');
await parquet('lighteval_rewritten-old/details.jsonl', 'lighteval_rewritten-old.parquet', 'gzip');
await parquet('verl-generation/output.jsonl', 'verl-generation.parquet', 'snappy');
for (const step of ['00010', '00020'])
  await parquet(`trl/completions/completions_${step}.jsonl`, `trl/completions_${step}.parquet`, 'snappy');

const text = readFileSync(`${dumps}/humaneval/samples.jsonl_results.jsonl`);
// Two frames, as `pzstd` and `cat` leave them.
const middle = text.indexOf(10, text.length / 2) + 1;
const frames = [text.subarray(0, middle), text.subarray(middle)].map((part) => zstdCompressSync(part));
writeFileSync(`${packed}/humaneval.jsonl.zst`, Buffer.concat(frames));

// Inspect writes bare NaN, which JSON does not have.
const log = readFileSync(`${dumps}/inspect_json/2026-01-01T00-00-00+00-00_sums_abc.json`, 'utf8');
const { samples, ...header } = JSON.parse(log.replace(/: NaN/g, ': "@NaN"'));
const member = (name, value) => ({ name, bytes: JSON.stringify(value, undefined, 2).replaceAll('"@NaN"', 'NaN') });
const members = [
  member('_journal/start.json', { version: 2, eval: header.eval, plan: header.plan }),
  ...samples.map((sample) => member(`samples/${sample.id}_epoch_${sample.epoch}.json`, sample)),
  member('header.json', header),
];
writeFileSync(`${packed}/inspect_json-deflate.eval`, makeZip(members));
const inZstd = members.map((one) => ({ ...one, method: 93, packed: zstdCompressSync(Buffer.from(one.bytes)) }));
writeFileSync(`${packed}/inspect_json-zstd.eval`, makeZip(inZstd));
