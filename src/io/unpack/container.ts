/** What the files of this folder share: a container is read once, in order, and written as bytes that are JSON. */
import type { JsonObject } from '../../core/adapters/probe';
import type { Finding } from '../../core/findings';
import type { Meter } from './meter';
import type { RowsFile } from './rowsFile';

/** What a log says about the whole run, beside its samples. */
export interface LogHeader {
  /** As written by the harness: Inspect's `header.json`, or the `_journal/start.json` of a log that crashed. */
  settings: JsonObject;
}

/** What a container tells beside its rows. */
export interface Converted {
  header?: LogHeader;
  /** Without `file`. */
  findings?: Finding[];
}

/** One way to pack a dump. */
export interface Container {
  /** Raised whenever other rows come out of the same file: kept ones are made anew. */
  version: number;
  /**
   * Writes the dump in `path` to `out`; memory must not grow with its size.
   *
   * @throws UnreadableError with the sentence to show; anything else means that the file is damaged
   */
  convert(path: string, out: RowsFile, meter: Meter): Promise<Converted>;
}
