import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Installs what dumps are measured against and written with into this folder, unless it is there. */
export function installPeers() {
  if (existsSync(join(import.meta.dirname, 'node_modules/@duckdb'))) return;
  console.log('Installing the peers (once) …');
  execFileSync('npm', ['ci'], { cwd: import.meta.dirname, stdio: 'inherit' });
}
