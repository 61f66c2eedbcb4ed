/** `npm run package`: the .vsix to install anywhere, and what is in it. */
import { execFileSync } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from './root.mjs';
import { build, runPackage } from './run.mjs';

await build('--production');
const { name, version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
const file = `${name}-${version}.vsix`;
const { code } = await runPackage('@vscode/vsce/vsce', [
  'package',
  '--no-dependencies',
  '--allow-missing-repository',
  // The picture and the pages it links to are shipped, or in the repository.
  '--no-rewrite-relative-links',
  '-o',
  file,
]);
if (code === 0) {
  const { size } = await stat(join(root, file));
  console.log(
    execFileSync(process.execPath, [join(root, 'node_modules/@vscode/vsce/vsce'), 'ls', '--no-dependencies'], {
      cwd: root,
      encoding: 'utf8',
    }),
  );
  console.log(`${file}: ${(size / 2 ** 20).toFixed(1)} MB`);
}
process.exitCode = code;
