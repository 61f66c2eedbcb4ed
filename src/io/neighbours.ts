/** Small documents that harnesses write beside a dump: read for what they say of it. */
import { readdirSync, statSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isObject, type JsonObject } from '../core/adapters/probe';
import { claimsOf, isOfFolder, type Claim, type ReadVerdict } from '../core/provenance/claims';
import { settingsOfDocument } from '../core/provenance/objectSettings';
import type { SettingsSource } from '../core/provenance/settings';
import { parseTolerant } from '../core/scan/jsonText';

/** A larger document is no summary. */
const largestBytes = 1024 * 1024;
/** Of a run of thousands of files the first ones speak for all. */
const mostFiles = 64;

export interface Neighbourhood {
  settings: SettingsSource[];
  claims: Claim[];
}

/** What the documents beside these dumps say. Never throws: what can't be read says nothing. */
export function readNeighbours(files: readonly string[], verdict?: ReadVerdict): Neighbourhood {
  const found: Neighbourhood = { settings: [], claims: [] };
  const known = new Map<string, JsonObject | undefined>();
  for (const [file, path] of files.slice(0, mostFiles).entries()) {
    for (const source of neighboursOf(path)) {
      const isNew = !known.has(source);
      if (isNew) known.set(source, readDocument(source));
      const document = known.get(source);
      if (!document) continue;
      const name = basename(source);
      if (isNew) found.settings.push({ source: name, settings: settingsOfDocument(document) });
      if (!isNew && isOfFolder(name)) continue;
      const about = isOfFolder(name) ? placesOf(files, dirname(path)) : [file];
      for (const claim of claimsOf(document, name, path, verdict))
        found.claims.push({ ...claim, source, files: about });
    }
  }
  return found;
}

/** Places of the files of a folder. */
function placesOf(files: readonly string[], folder: string): number[] {
  return files.flatMap((path, place) => (dirname(path) === folder ? [place] : []));
}

/** Paths of the documents that may speak of a dump. */
function neighboursOf(path: string): string[] {
  const folder = dirname(path);
  const stem = basename(path)
    .replace(/\.(gz|zip|zst)$/i, '')
    .replace(/\.(jsonl|json|parquet)$/i, '');
  const date = /_(\d{4}-\d\d-\d\dT.+)$/.exec(stem)?.[1];
  const template = /^[^_]+_(.+)_-?\d+_seed\d+/.exec(stem)?.[1];
  const wanted = new Set([
    `${stem}_metrics.json`,
    ...(template ? [`${stem}_${template}_metrics.json`] : []),
    ...(date ? [`results_${date}.json`] : []),
    'metadata.json',
    'summary.json',
    ...(stem.startsWith('pretrained__') ? ['results.json'] : []),
    ...(/^output(-rs\d+)?(\.|$)/.test(stem) ? ['metrics.json'] : []),
  ]);
  const beside = namesIn(folder).filter((name) => wanted.has(name) && name !== basename(path));
  return [...beside.map((name) => join(folder, name)), ...(date ? lightevalResults(folder, date) : [])];
}

/** `results/<model>/results_<date>.json` of `details/<model>/<date>`. */
function lightevalResults(folder: string, date: string): string[] {
  const parts = /^(.*[\\/])details([\\/].+)[\\/][^\\/]+$/.exec(folder);
  return parts ? [join(`${parts[1]}results${parts[2]}`, `results_${date}.json`)] : [];
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function readDocument(path: string): JsonObject | undefined {
  try {
    const { size } = statSync(path);
    if (size > largestBytes) return undefined;
    const value = parseTolerant(readFileSync(path, 'utf8'));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
