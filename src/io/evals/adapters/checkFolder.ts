import { HarnessError, type CheckResult } from '../../../core/evals/adapter';
import type { Transport } from '../transport/transport';
import type { Endpoint } from './workerTarget';

/** `$1` the folder, `$2` Python, `$3` a variable, `$4` a file, the rest commands. Prints `what=value` lines. */
const script = `mkdir -p -- "$1" 2>/dev/null && [ -w "$1" ] && echo dir=ok || echo dir=no
echo "python=$("$2" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)"
"$2" -c 'import math_verify' 2>/dev/null && echo grader=ok
[ -z "$3" ] || [ -n "$(printenv "$3")" ] || echo key=unset
[ -z "$4" ] || [ -r "$4" ] || echo keyFile=no
echo "now=$(date +%s)"
shift 4
for c; do command -v "$c" >/dev/null || echo "command=$c"; done; exit 0`;

const mostSkewSeconds = 60;

/**
 * Reaches the machine and looks for what the worker needs there: a folder, Python, programs, the key, a clock that agrees.
 * A machine that can't be reached is a result.
 *
 * @throws HarnessError `aborted`
 */
export async function checkFolder(
  transport: Transport,
  wanted: { dir: string; python: string; endpoint?: Endpoint; commands: readonly string[] },
  signal: AbortSignal,
): Promise<CheckResult[]> {
  const { dir, python, endpoint, commands } = wanted;
  const args = [dir, python, endpoint?.keyEnv ?? '', endpoint?.keyFile ?? '', ...commands];
  try {
    const { stdout } = await transport.exec(['sh', '-c', script, 'sh', ...args], { signal });
    return [
      { level: 'ok', code: 'reachable', message: `Commands run on ${transport.label}.` },
      ...resultsOf(stdout.toString('utf8'), transport.label, wanted),
    ];
  } catch (error) {
    if (!(error instanceof HarnessError) || error.code === 'aborted') throw error;
    return [{ level: 'error', code: error.code, message: error.userMessage }];
  }
}

function resultsOf(
  said: string,
  host: string,
  { dir, python, endpoint }: { dir: string; python: string; endpoint?: Endpoint },
): CheckResult[] {
  const lines = said.split('\n').map((line) => line.split('='));
  const value = (name: string): string | undefined => lines.find(([key]) => key === name)?.[1];
  const results: CheckResult[] = [];
  const add = (level: CheckResult['level'], code: string, message: string, fix?: string): void =>
    void results.push({ level, code, message, fix });
  if (value('dir') !== 'ok') add('error', 'dir', `${dir} on ${host} can't be written.`, 'Change "dir" of the target.');
  results.push(pythonResult(value('python') ?? '', python, host));
  if (value('grader') !== 'ok')
    add(
      'warning',
      'grader',
      `${python} on ${host} has no math_verify: samples stay unscored there.`,
      'pip install math-verify',
    );
  if (value('key') === 'unset')
    add(
      'warning',
      'key',
      `${endpoint?.keyEnv ?? ''} is not set in a plain shell on ${host}.`,
      'Set it in "setup", or use "keyFile".',
    );
  if (value('keyFile') === 'no') add('error', 'key', `${endpoint?.keyFile ?? ''} on ${host} can't be read.`);
  for (const [, name] of lines.filter(([key]) => key === 'command'))
    add('error', 'command', `There is no ${name} on ${host}.`, 'Load it in the login shell, or change the target.');
  const skew = Number(value('now')) - Date.now() / 1000;
  if (Math.abs(skew) > mostSkewSeconds)
    add(
      'warning',
      'clock',
      `The clock of ${host} is ${Math.round(Math.abs(skew))} s ${skew > 0 ? 'ahead' : 'behind'}.`,
    );
  return results;
}

function pythonResult(version: string, python: string, host: string): CheckResult {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (version === '')
    return { level: 'error', code: 'python', message: `There is no ${python} on ${host}.`, fix: 'Set "python".' };
  const isOld = major < 3 || (major === 3 && minor < 8);
  const message = `${python} on ${host} is Python ${version}${isOld ? '; the worker needs 3.8' : ''}.`;
  return { level: isOld ? 'error' : 'ok', code: 'python', message };
}
