import { HarnessError } from '../../../core/evals/adapter';

const plain = /^[A-Za-z0-9_@%+=:,./-]+$/;

/**
 * One command line that a POSIX shell splits into exactly these arguments. The only place where text becomes shell.
 *
 * @throws HarnessError `config` for an argument with a zero byte, which no program can be given.
 */
export function quoteCommand(argv: readonly string[]): string {
  return argv.map(quote).join(' ');
}

function quote(argument: string): string {
  if (argument.includes('\0')) throw new HarnessError('config', 'An argument of a command holds a zero byte.');
  // A leading `~` or `=` means something to some shells; neither is plain.
  return plain.test(argument) && !/^[~=]/.test(argument) ? argument : `'${argument.replaceAll("'", "'\\''")}'`;
}
