/** From the paths a person names to the files that may be dumps. */
import { readdirSync, statSync } from 'node:fs';
import { extname, isAbsolute, join, resolve } from 'node:path';
import { globSync, isDynamicPattern } from 'tinyglobby';
import { UnreadableError, systemReason } from './errors';

/** Endings of files a folder is searched for; a file named by itself is looked at whatever its name. */
const dumpEndings = new Set(['.json', '.jsonl', '.ndjson', '.gz', '.zip', '.jsonl-async', '.jsonl-test', '.test', '']);
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
  let stat;
  try {
    stat = statSync(full);
  } catch (error) {
    const matches = isDynamicPattern(path) ? globSync([path], { cwd: baseDir, absolute: true, expandDirectories: false }).sort() : [];
    if (matches.length > 0) return matches.map((match) => ({ path: resolve(match), named: false }));
    const reason = isDynamicPattern(path) ? 'no file matches' : systemReason(error);
    throw new UnreadableError(`${path} can't be opened: ${reason}.`, 'no-files');
  }
  return stat.isDirectory() ? filesBelow(full).map((file) => ({ path: file, named: false })) : [{ path: full, named: true }];
}

function filesBelow(folder: string): string[] {
  const files: string[] = [];
  const visit = (dir: string): void => {
    const entries = readdirSync(dir, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of entries) {
      if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
      const path = join(dir, entry.name);
      if (entry.isDirectory()) visit(path);
      else if (entry.isFile() && dumpEndings.has(extname(entry.name).toLowerCase())) files.push(path);
      if (files.length > maxFiles) throw new UnreadableError(`${folder} holds more than ${maxFiles.toLocaleString('en-US')} files; open a folder below it.`, 'no-files');
    }
  };
  visit(folder);
  return files;
}
