/** `npm run check`: types, lint, format, dead exports. All of them run; one that complains shows what it says. */
import { runPackage } from './run.mjs';

const types = (project) => [`types of ${project}`, 'typescript/bin/tsc', ['-p', project]];
const checks = [
  types('src/core'),
  types('src'),
  types('webview'),
  types('test'),
  types('src/core/scan/kernel'),
  ['lint', 'eslint/bin/eslint.js', ['.', '--max-warnings', '0']],
  ['format', 'prettier/bin/prettier.cjs', ['--check', '.']],
  ['dead exports', 'knip/bin/knip.js', []],
];

let bad = 0;
for (const [name, script, args] of checks) {
  const { code, output } = await runPackage(script, args, { quiet: true });
  console.log(`${code === 0 ? 'ok  ' : 'FAIL'} ${name}`);
  if (code === 0) continue;
  bad++;
  console.log(output);
}
process.exitCode = bad > 0 ? 1 : 0;
