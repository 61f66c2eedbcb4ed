/** From the paths a person names to the files that may be dumps. */
import { readdirSync, statSync } from 'node:fs';
import { extname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import picomatch from 'picomatch';
import { byNaturalOrder } from '../core/adapters/pathNames';
import { UnreadableError, systemReason } from './errors';

/** Endings of files a folder is searched for; a file named by itself is looked at whatever its name. */
const dumpEndings = new Set([
  '.json',
  '.jsonl',
  '.ndjson',
  '.gz',
  '.zst',
  '.zip',
  '.parquet',
  '.eval',
  '.csv',
  '.yaml',
  '.yml',
  '.jsonl-async',
  '.jsonl-test',
  '.test',
  '',
]);
/** A folder with more files than this is not a dump. */
const maxFiles = 20_000;

export interface NamedFile {
  path: string;
  /** Named itself, and not found in a folder or by a glob: if it can't be read, that is said. */
  named: boolean;
}

/** @throws UnreadableError for a path that does not exist and a glob that matches nothing */
export function findFiles(paths: string[], baseDir: string): NamedFile[] {
  const found = new Map<string, NamedFile>();
  for (const path of paths) {
    for (const file of filesOf(path, baseDir)) found.set(file.path, found.get(file.path) ?? file);
  }
  return [...found.values()];
}

function filesOf(path: string, baseDir: string): NamedFile[] {
  const full = isAbsolute(path) ? path : resolve(baseDir, path);
  try {
    const stat = statSync(full);
    return stat.isDirectory()
      ? dumpsBelow(full).map((file) => ({ path: file, named: false }))
      : [{ path: full, named: true }];
  } catch (error) {
    if (error instanceof UnreadableError) throw error;
    const glob = picomatch.scan(path);
    if (!glob.isGlob) throw new UnreadableError(`${path} can't be opened: ${systemReason(error)}.`, 'no-files');
    const matches = globbed(glob.glob, resolve(baseDir, glob.base));
    if (matches.length === 0) throw new UnreadableError(`${path} can't be opened: no file matches.`, 'no-files');
    return matches.map((match) => ({ path: match, named: false }));
  }
}

function dumpsBelow(folder: string): string[] {
  return filesBelow(folder).filter((path) => dumpEndings.has(extname(path).toLowerCase()));
}

function globbed(glob: string, base: string): string[] {
  const matches = picomatch(glob);
  return filesBelow(base).filter((path) => matches(relative(base, path).split(sep).join('/')));
}

/** All plain files below, by name; hidden ones and installed packages are passed over, links not followed. */
function filesBelow(folder: string): string[] {
  const files: string[] = [];
  const visit = (dir: string): void => {
    const entries = readdirSync(dir, { withFileTypes: true }).sort((a, b) => byNaturalOrder(a.name, b.name));
    for (const entry of entries) {
      if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
      const path = join(dir, entry.name);
      if (entry.isDirectory()) visit(path);
      else if (entry.isFile()) files.push(path);
      if (files.length > maxFiles)
        throw new UnreadableError(
          `${folder} holds more than ${maxFiles.toLocaleString('en-US')} files; open a folder below it.`,
          'no-files',
        );
    }
  };
  visit(folder);
  return files;
}
