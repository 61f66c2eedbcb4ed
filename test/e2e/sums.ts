/** A comparison of sums, for evals: two small dumps whose prompts a server can answer. */
import type { Scratch } from './scratch';

interface Sums {
  /** Rows of a dump, a row a sample. */
  rowsOf(run: 'base' | 'rl'): object[];
  models: { base: string; rl: string };
  /** For both runs. */
  sampling?: object;
  k?: number;
}

/** Writes `sums.traces.json` with `base.jsonl` and `rl.jsonl`. */
export async function writeSums(scratch: Scratch, { rowsOf, models, sampling, k }: Sums): Promise<void> {
  for (const run of ['base', 'rl'] as const)
    await scratch.write(
      `${run}.jsonl`,
      rowsOf(run)
        .map((row) => `${JSON.stringify(row)}\n`)
        .join(''),
    );
  const runs = [
    { label: 'base', role: 'base', model: models.base, paths: ['base.jsonl'], sampling },
    { label: 'RL', role: 'rl', model: models.rl, paths: ['rl.jsonl'], sampling },
  ];
  await scratch.write('sums.traces.json', JSON.stringify({ title: 'Sums', runs, k }, null, 2));
}
