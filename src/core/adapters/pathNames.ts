/** Names in paths that tell shards and seeds of one run apart. Pure string work: nothing here knows a file system. */
import { compareNaturally } from '../compare/naturalOrder';

/** With "/" for "\" and without the extensions of compression. */
export function plainPath(path: string): string {
  return path.replaceAll('\\', '/').replace(/\.(gz|zip|zst)$/i, '');
}

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** With its closing "/"; '' for a bare name. */
export function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

/** `seed1`, `seed_1`, `seed-1` at any place of a name. */
export const seedPattern = /seed[-_]?\d+/gi;

/** What cuts one run into shards: `-rs3`, `00001-of-00008`, `shard2`, `part-3`, `chunk_4`, `rank0`. */
const shardPattern = /(?<![a-z0-9])(rs|shard|part|chunk|rank)[-_]?\d+(?![a-z0-9])|\d+-of-\d+/gi;

/** Key of a file whose name, but not its folders, may tell a seed or shard. */
export function nameRunKey(path: string): string {
  const plain = plainPath(path);
  const name = baseName(plain).replace(seedPattern, 'seed*').replace(shardPattern, '$1*');
  return folderOf(plain) + name;
}

/** Order of paths in which `seed2` comes before `seed10`; ties by code unit, so that it is the same everywhere. */
export function byNaturalOrder(a: string, b: string): number {
  return compareNaturally(a, b) || (a < b ? -1 : a > b ? 1 : 0);
}

/** Where the grades of a dump without verdicts may be: `<dump>_grades.csv` and the like, or one table for the folder. */
export function gradeFiles(path: string): string[] {
  const stem = path.replace(/\.(jsonl|json|ndjson|parquet)(\.(gz|zst))?$/i, '');
  if (stem === path) return [];
  const own = ['_grades.csv', '.grades.csv', '_scores.csv', '_grades.jsonl'].map((suffix) => stem + suffix);
  return [...own, `${folderOf(path)}grades.csv`];
}

/** A file of this name speaks of one other file in its folder, if there is only one. */
export const isFolderWide = (path: string): boolean =>
  /^((eval_)?results\.json|grades\.csv)$/.test(baseName(plainPath(path)));
