// How much time and memory it takes to open dumps that are not plain JSON, and to read one trace of them.
//
//   node tools/bench/containers.mjs [--size MB] [--write]
//
// Writes Parquet files with DuckDB (row groups of 122,880 rows, as it does by default, whose large pages go through the side
// file) and an Inspect log, each about `--size` MB packed, and opens them with the command line, each in a process of its
// own: a minute in all, and what was written is kept for the next time. `--write` puts the table into docs/performance.md.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { makeZip } from '../packing.mjs';
import { writeDump } from './dumps.mjs';
import { installPeers } from './installPeers.mjs';
import { root } from '../root.mjs';
import { putReport } from './report.mjs';

const folder = join(root, '.cache/bench');
const { values: options } = parseArgs({
  options: { size: { type: 'string', default: '100' }, write: { type: 'boolean', default: false } },
});
const megabytes = Number(options.size);

/** Writes the rows of a synthetic dump as Parquet; about 6.5 bytes of text are packed into one. */
async function writeParquet(name, rowGroup, codec) {
  const path = join(folder, `${name}-${megabytes}MB.parquet`);
  if (existsSync(path)) return path;
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const instance = await DuckDBInstance.create(':memory:', { threads: '2', memory_limit: '4GB' });
  const connection = await instance.connect();
  const from = writeDump(folder, 'per-sample', megabytes * 6.5e6);
  await connection.run(
    `copy (select * from read_json('${from}', format = 'newline_delimited', maximum_object_size = 268435456)) to '${path}.part' (format parquet, compression ${codec}, row_group_size ${rowGroup})`,
  );
  renameSync(`${path}.part`, path);
  return path;
}

/** An Inspect log of samples with messages, and events that hold most of its bytes. */
function writeEvalLog() {
  const path = join(folder, `log-${megabytes}MB.eval`);
  if (existsSync(path)) return path;
  let seed = 1;
  const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
  const text = (length) => Array.from({ length: length >> 3 }, () => random().toString(36).slice(2, 9)).join(' ');
  const members = [
    { name: '_journal/start.json', bytes: JSON.stringify({ version: 2, eval: { task: 'bench', model: 'synthetic' } }) },
  ];
  for (let i = 0, packed = 0; packed < megabytes * 1e6; i++) {
    const message = { role: 'assistant', content: text(20_000) };
    const sample = {
      id: `p${i >> 3}`,
      epoch: (i % 8) + 1,
      input: `Question ${i >> 3}`,
      target: 'B',
      messages: [{ role: 'user', content: `Question ${i >> 3}` }, message],
      output: { model: 'synthetic', choices: [{ message, stop_reason: 'stop' }] },
      scores: { choice: { value: i % 3 === 0 ? 'C' : 'I', answer: 'B' } },
      events: Array.from({ length: 4 }, () => ({ event: 'model', output: text(30_000) })),
    };
    const bytes = JSON.stringify(sample, undefined, 2);
    members.push({ name: `samples/p${i >> 3}_epoch_${(i % 8) + 1}.json`, bytes });
    packed += bytes.length * 0.62;
  }
  writeFileSync(path, makeZip(members));
  return path;
}

/** Runs the command line in a process of its own, its unpacked copies in `storage`. */
function measure(command, storage) {
  const { stderr, status } = spawnSync(process.execPath, [join(import.meta.dirname, 'peers/cli.mjs'), ...command], {
    env: { ...process.env, TMPDIR: storage },
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${command.join(' ')}: ${stderr}`);
  return JSON.parse(stderr.trim().split('\n').at(-1));
}

installPeers();
mkdirSync(folder, { recursive: true });
execFileSync(process.execPath, [join(root, 'esbuild.mjs'), '--production'], { stdio: 'inherit' });
const dumps = {
  'Parquet, zstd, row groups of 122,880, through the side file': [
    await writeParquet('large-groups', 122_880, 'zstd'),
    'p3',
  ],
  'Inspect log': [writeEvalLog(), 'p3'],
};
const lines = [
  `Measured on Node ${process.version}, one run; load of the machine ${loadavg()[0].toFixed(1)} on ${cpus().length} cores. Allowed at peak when opening: 300 MiB.`,
  '',
  '| dump | MB | first opening, ms (CPU) | peak MiB | opening again, ms (CPU) | peak MiB | one trace, ms (CPU) | peak MiB |',
  '| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
];
for (const [name, [path, problem]] of Object.entries(dumps)) {
  const storage = mkdtempSync(join(tmpdir(), 'containers-'));
  const commands = [
    ['inspect', path],
    ['inspect', path],
    ['show', path, '--problem', problem, '--sample', '2'],
  ];
  const cells = commands
    .map((command) => measure(command, storage))
    .map(({ ms, cpu, rss }) => `${ms.toFixed(0)} (${cpu.toFixed(0)}) | ${rss.toFixed(0)}`);
  lines.push(`| ${name} | ${(statSync(path).size / 1e6).toFixed(0)} | ${cells.join(' | ')} |`);
  process.stderr.write(`${lines.at(-1)}\n`);
  rmSync(storage, { recursive: true });
}
putReport('containers', lines.join('\n'), options.write);
