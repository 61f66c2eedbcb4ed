import { parseArgs } from 'node:util';
import { CliError } from './command';

/** The options a command knows. `paths`: takes all that follows up to the next option. */
export type OptionKinds = Record<string, 'paths' | 'text' | 'flag'>;

export interface Arguments {
  /** What stands before any option, or after an option that takes one value or none. */
  paths: string[];
  lists: Record<string, string[]>;
  texts: Record<string, string>;
  flags: Set<string>;
}

/**
 * Reads the arguments of a command. An option that takes paths takes several, which the parser of Node does not know, so
 * what follows it is sorted in here.
 *
 * @throws CliError for an option that the command does not have or that lacks its value.
 */
export function readArguments(args: string[], kinds: OptionKinds): Arguments {
  const options = Object.fromEntries(
    Object.entries(kinds).map(([name, kind]) => [
      name,
      { type: kind === 'flag' ? ('boolean' as const) : ('string' as const), multiple: true },
    ]),
  );
  const result: Arguments = { paths: [], lists: {}, texts: {}, flags: new Set() };
  let into = result.paths;
  for (const token of parse(args, options)) {
    if (token.kind === 'positional') into.push(token.value);
    if (token.kind !== 'option') continue;
    const kind = kinds[token.name];
    into = kind === 'paths' ? (result.lists[token.name] ??= []) : result.paths;
    if (kind === 'paths') into.push(token.value!);
    else if (kind === 'text') result.texts[token.name] = token.value!;
    else result.flags.add(token.name);
  }
  return result;
}

function parse(args: string[], options: Record<string, { type: 'boolean' | 'string'; multiple: boolean }>) {
  try {
    return parseArgs({ args, options, allowPositionals: true, tokens: true }).tokens;
  } catch (error) {
    throw new CliError(error instanceof Error ? error.message : String(error));
  }
}

/** @throws CliError unless `text` is a whole number of at least `least`. */
export function wholeNumber(text: string, name: string, least: number): number {
  if (/^\d{1,15}$/.test(text) && Number(text) >= least) return Number(text);
  throw new CliError(`${name} must be a whole number of at least ${least}, not "${text}".`);
}
