// The usual way, done well: 4 MiB chunks, each line through JSON.parse, the same facts kept.
import { openSync, readSync } from 'node:fs';

const start = performance.now();
const fd = openSync(process.argv[2], 'r');
const chunk = Buffer.alloc(4 << 20);
let rest = [];
let samples = 0;
let correct = 0;

function row(line) {
  const value = JSON.parse(line);
  const verdicts = value.score ?? [value.correct];
  samples += verdicts.length;
  for (const verdict of verdicts) if (verdict) correct++;
}

for (let got; (got = readSync(fd, chunk, 0, chunk.length, null)) > 0;) {
  let from = 0;
  for (let at = chunk.indexOf(10); at >= 0 && at < got; at = chunk.indexOf(10, from)) {
    const piece = chunk.subarray(from, at);
    row((rest.length ? Buffer.concat([...rest, piece]) : piece).toString('utf8'));
    rest = [];
    from = at + 1;
  }
  if (from < got) rest.push(Buffer.from(chunk.subarray(from, got)));
}
console.log(
  JSON.stringify({ ms: performance.now() - start, rss: process.resourceUsage().maxRSS / 1024, samples, correct }),
);
