// DuckDB reads only the small columns; it gives no byte offsets, so it does less than an index.
import { DuckDBInstance } from '@duckdb/node-api';

const [path, shape] = process.argv.slice(2);
const start = performance.now();
const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
const connection = await instance.connect();
const columns =
  shape === 'grouped'
    ? "{idx: 'BIGINT', pred: 'VARCHAR[]', score: 'BOOLEAN[]'}"
    : "{problem_id: 'VARCHAR', extracted: 'VARCHAR', correct: 'BOOLEAN', finish_reason: 'VARCHAR', n_tokens: 'BIGINT'}";
const select =
  shape === 'grouped'
    ? 'select idx, pred, score'
    : 'select problem_id, list(correct), list(extracted), list(finish_reason), list(n_tokens)';
const from = `from read_json('${path.replaceAll("'", "''")}', format = 'newline_delimited', columns = ${columns}, maximum_object_size = 268435456)`;
const reader = await connection.runAndReadAll(`${select} ${from} ${shape === 'grouped' ? '' : 'group by problem_id'}`);
console.log(
  JSON.stringify({
    ms: performance.now() - start,
    rss: process.resourceUsage().maxRSS / 1024,
    rows: reader.currentRowCount,
  }),
);
