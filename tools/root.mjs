/** Places in the repository, for every tool. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's folder. */
export const root = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '');

/**
 * A path below `.cache`, which holds everything the tools download, build or measure and nobody commits.
 * @param {...string} parts
 */
export const cachePath = (...parts) => join(root, '.cache', ...parts);
