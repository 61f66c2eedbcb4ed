/** `npm run package`: the .vsix to install anywhere, and what is in it. */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createVSIX, listFiles } from '@vscode/vsce';
import { root } from './root.mjs';
import { build } from './run.mjs';

const kilobytes = (bytes) => `${(bytes / 1024).toFixed(1).padStart(8)} kB`;
const sizeOf = async (path) => (await stat(join(root, path))).size;

await build('--production');
const { name, version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
const vsix = `${name}-${version}.vsix`;
await createVSIX({
  cwd: root,
  packagePath: vsix,
  // Everything is bundled.
  dependencies: false,
  allowMissingRepository: true,
  // The picture and the pages it links to are shipped, or in the repository.
  rewriteRelativeLinks: false,
});

const files = await listFiles({ cwd: root, dependencies: false });
for (const file of files.sort()) console.log(`${kilobytes(await sizeOf(file))}  ${file}`);
console.log(`${kilobytes(await sizeOf(vsix))}  ${vsix}, ${files.length} files`);
