/** What all benchmarks do with what they measured. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../root.mjs';

/** The smallest value that at least the share `q` of them doesn't exceed. */
export const quantile = (values, q) => values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(q * values.length) - 1)];

export const median = (values) => quantile(values, 0.5);

/** Prints the report; `write` also puts it between the marks of this name in docs/performance.md. */
export function putReport(name, report, write) {
  console.log(report);
  if (!write) return;
  const path = join(root, 'docs/performance.md');
  const [begin, end] = [`<!-- bench ${name} -->`, `<!-- /bench ${name} -->`];
  const text = readFileSync(path, 'utf8');
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`docs/performance.md has no ${begin} … ${end}.`);
  writeFileSync(path, `${text.slice(0, from + begin.length)}\n\n${report.trim()}\n\n${text.slice(to)}`);
}
