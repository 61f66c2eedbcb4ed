/** The beginning of a run's first readable file, for whoever says by hand which field plays which role. */
import { basename } from 'node:path';
import { mappingOf, type StoredMapping } from '../core/adapters/mapping';
import type { RecordPlace } from '../core/adapters/mappingChoices';
import { describeFile, type DescribedFile, type Unusable } from './describeFile';
import { UnreadableError } from './errors';
import { findFiles } from './findFiles';
import type { ReadOptions } from './readRun';
import { placesIn } from './unknownFile';

export interface DumpPreview {
  /** Name of the file looked at. */
  file: string;
  /** Of the format it was recognised as; '' when none was. */
  format: string;
  /** What is guessed of it; undefined when nothing is, or when a mapping can't say it. */
  guess: StoredMapping | undefined;
  /** Never empty. */
  places: RecordPlace[];
}

/** Looks at the files in turn until one holds objects. @throws UnreadableError when none does */
export async function previewDump(paths: string[], options: ReadOptions): Promise<DumpPreview> {
  const { storageDir, maxUnpackedBytes, signal } = options;
  let problem = 'no file was found';
  for (const { path, named } of findFiles(paths, options.baseDir)) {
    const file = await describeFile(path, named, { storageDir, maxBytes: maxUnpackedBytes, signal });
    const places = file.bytesPath === undefined ? [] : placesIn(path, file.bytesPath);
    if (places.length > 0) return { file: basename(path), format: formatOf(file), guess: guessOf(file), places };
    problem = 'message' in file ? file.message : `${basename(path)} holds no objects.`;
  }
  throw new UnreadableError(problem);
}

const formatOf = (file: DescribedFile | Unusable): string => ('adapter' in file ? file.adapter.label : '');

function guessOf(file: DescribedFile | Unusable): StoredMapping | undefined {
  const plan = 'adapter' in file ? file.detection.choices.at(0)?.plan : undefined;
  return plan && mappingOf(plan);
}
