// Writes the Parquet files of test/fixtures/containers; run once, by hand, when a test needs another one.
//
//   node tools/bench/fixtures.mjs
import { resolve } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';

const folder = resolve(import.meta.dirname, '../../test/fixtures/containers');
const connection = await (await DuckDBInstance.create(':memory:')).connect();
const copy = (name, query, options) =>
  connection.run(`copy (${query}) to '${folder}/${name}.parquet' (format parquet, ${options})`);

/** One row a problem: nested lists and structs, a date, a large integer, token ids, bytes. */
const mixed = `select 'p' || i as id, 'What is ' || i || ' × 2 ²?' as question,
  case when i % 7 = 0 then null else [i::varchar, (i * 2)::varchar, repeat('think ', i % 5)] end as responses,
  [true, i % 3 = 0, null] as correct, {style: 'rule', ground_truth: (i * 2)::varchar, scores: [1.5, 'nan'::double]} as reward_model,
  [{role: 'user', content: 'Question ' || i}] as prompt, range(1, 40 + i) as input_tokens, encode('raw' || i) as image,
  9007199254740993 + i as large, date '2026-01-01' + i::integer as day, timestamp '2026-01-01 10:00:00' as at,
  (i / 4)::double as reward, map {'a': i} as extra from range(1, 41) t(i)`;
for (const codec of ['uncompressed', 'snappy', 'zstd', 'gzip', 'brotli', 'lz4_raw'])
  await copy(`mixed-${codec}`, mixed, `compression ${codec}, row_group_size 2048`);
await copy('mixed-v2', mixed, 'compression zstd, parquet_version v2');

/** Pages of 12 MB of text that packs well: read through the side file. */
const large = `select i as id, repeat('so ' || (i % 3) || ' ', 12000) || i as response, i % 2 = 0 as correct,
  [repeat('ab', 20000), null, '', i::varchar] as notes from range(200) t(i)`;
for (const codec of ['zstd', 'gzip'])
  await copy(`large-pages-${codec}`, large, `compression ${codec}, row_group_size 122880, dictionary_size_limit 1`);
