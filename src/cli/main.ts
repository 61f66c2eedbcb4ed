#!/usr/bin/env node
/** `trace-inspector`: the numbers of the editor without the editor. Exit code 0, or 2 with one sentence. */
import { setFlagsFromString } from 'node:v8';
import { version } from '../../package.json';
import { CliError, type Command } from './command';

/** Each is loaded when it is asked for: all of them together take 7 MB more than one. */
const commands: Record<string, () => Promise<Command>> = {
  inspect: async () => (await import('./inspect')).inspect,
  compare: async () => (await import('./compare')).compare,
  stats: async () => (await import('./stats')).stats,
  report: async () => (await import('./report')).report,
  show: async () => (await import('./show')).show,
  search: async () => (await import('./search')).search,
  review: async () => (await import('./review')).review,
  tags: async () => (await import('./tags')).tags,
  novelty: async () => (await import('./novelty')).novelty,
  annotations: async () => (await import('./annotations')).annotations,
  regrade: async () => (await import('./regrade')).regrade,
};

async function help(): Promise<string> {
  const all = await Promise.all(Object.values(commands).map((load) => load()));
  return `Reasoning Trace Inspector: dumps of sampled reasoning traces, in numbers.

${all.map(({ usage }) => usage).join('\n\n')}

  trace-inspector --help | --version

Paths are files, folders or globs. Samples count from 0. What is wrong with a dump is listed under findings; the rest
is read. Exit code: 0 when something could be read, with findings or without; else 2.
`;
}

/** @returns what goes to standard output, whole and exact. */
async function run(args: string[]): Promise<string> {
  const [name, ...rest] = args;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') return help();
  if (name === '--version' || name === '-v') return `${version}\n`;
  if (!Object.hasOwn(commands, name))
    throw new CliError(
      `"${name}" is not a command: use one of ${Object.keys(commands).join(', ')}; --help explains them.`,
    );
  const command = await commands[name]();
  return rest.includes('--help') || rest.includes('-h') ? `${command.usage}\n` : command.run(rest);
}

// A scan leaves many objects behind that die at once. Room for more of them at a time is 5 MB that saves no time.
setFlagsFromString('--semi-space-growth-factor=1');

// A reader that has seen enough (`| head`) is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});
run(process.argv.slice(2)).then(
  (output) => void process.stdout.write(output),
  (error: unknown) => {
    const message = error instanceof Error ? error.message : String(error);
    process.stderr.write(`${message.replace(/\s*\n\s*/g, ' ')}\n`);
    process.exitCode = 2;
  },
);
