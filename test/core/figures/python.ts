import { execFileSync } from 'node:child_process';

/** What a Python script prints as JSON, given `input` as text. */
export function python(script: string, input: string): unknown {
  const env = { ...process.env, PYTHONUTF8: '1' };
  return JSON.parse(execFileSync('python3', ['-c', script], { input, encoding: 'utf8', env }));
}
