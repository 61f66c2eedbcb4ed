/** What a file is: its format and plan, or the sentence that says why it holds no samples. */
import { existsSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import type { Adapter, Detection } from '../core/adapters/adapter';
import { detectFormat, recogniseReshape, type DetectedFormat, type ReshapingAdapter } from '../core/adapters/registry';
import { probeDump } from '../core/scan/skeleton';
import type { ScanPlan } from '../core/scan/plan';
import type { Finding, FindingCode } from '../core/findings';
import { settingsOfRows } from '../core/provenance/objectSettings';
import type { PlainSettings } from '../core/provenance/settings';
import { UnreadableError, systemReason } from './errors';
import { indexOfByte, type FileSource } from './fileSource';
import type { LogHeader } from './unpack/container';
import { unknownFormat, withoutContent, withSource } from './unknownFile';
import { reshape } from './unpack/reshape';
import type { Unpacked, UnpackOptions } from './unpack/rowsStore';
import { unpack } from './unpack/unpack';

export interface DescribedFile {
  path: string;
  named: boolean;
  /** Where its JSON is: the file itself, or what it was unpacked or rewritten into. */
  bytesPath: string;
  /** What the file says about the whole run, where its container has a place for that (Inspect logs). */
  header?: LogHeader;
  /** What unpacking and rewriting it have shown. */
  findings: Finding[];
  adapter: Adapter;
  detection: Detection;
  /** What the first rows say of how they were drawn. */
  settings: PlainSettings;
}

/** Why a file was passed over. */
export interface Unusable {
  path: string;
  named: boolean;
  code: FindingCode;
  /** One sentence: what it is, and the way on. */
  message: string;
  /** Where its bytes are, when no format was recognised in them: what is mapped by hand is read all the same. */
  bytesPath?: string;
  /** Fields to name were found in it. */
  canBeMapped?: boolean;
}

export type UnpackHere = Omit<UnpackOptions, 'onProgress'> & { onProgress?: (path: string, bytes: number) => void };

/** What was found out about files that have not changed since: discovering runs and then reading them asks twice. */
const looked = new Map<string, DescribedFile>();
const mostDescribed = 20_000;

/** Looks at one file; never throws for what is in it. */
export async function describeFile(
  path: string,
  named: boolean,
  unpacking: UnpackHere,
): Promise<DescribedFile | Unusable> {
  const stat = statSync(path, { throwIfNoEntry: false });
  const key = `${path}\0${stat?.size}\0${stat?.mtimeMs}`;
  const known = looked.get(key);
  if (known && existsSync(known.bytesPath)) return { ...known, named };
  const found = await lookAt(path, named, unpacking);
  if (looked.size >= mostDescribed) looked.clear();
  if ('adapter' in found) looked.set(key, found);
  return found;
}

async function lookAt(path: string, named: boolean, unpacking: UnpackHere): Promise<DescribedFile | Unusable> {
  try {
    const options = { ...unpacking, onProgress: (bytes: number) => unpacking.onProgress?.(path, bytes) };
    const unpacked = await unpack(path, options);
    const found = await recognise(path, named, unpacked, options);
    return (
      found ?? { path, named, code: 'unknown-format', bytesPath: unpacked.bytesPath, ...unknownFormat(path, unpacked) }
    );
  } catch (error) {
    if (unpacking.signal?.aborted) throw error;
    const message =
      error instanceof UnreadableError ? error.message : `${basename(path)} can't be read: ${systemReason(error)}.`;
    return unusable(path, named, message);
  }
}

function unusable(path: string, named: boolean, message: string, code: FindingCode = 'unknown-format'): Unusable {
  return { path, named, code, message };
}

async function recognise(
  path: string,
  named: boolean,
  unpacked: Unpacked,
  options: UnpackOptions,
): Promise<DescribedFile | Unusable | undefined> {
  const nothing = withSource(unpacked, (source) => withoutContent(path, source, unpacked));
  if (nothing) return { path, named, ...nothing };
  const looked = withSource(unpacked, (source) => detect(path, source));
  if (!looked.reshape) return described(path, named, unpacked, looked.direct);
  const { adapter, container, header } = looked.reshape;
  const reshaped = await reshape(path, unpacked, container, adapter, options);
  const rows = { ...reshaped, header: reshaped.header ?? header };
  const detection = withSource(rows, (source) => detectRows(path, source, adapter));
  if (detection) return described(path, named, rows, { adapter, detection });
  const label = `${basename(path)} (${adapter.label})`;
  return unusable(path, named, rows.findings.at(0)?.message ?? `${label} holds no samples.`, 'no-samples');
}

function described(
  path: string,
  named: boolean,
  unpacked: Unpacked,
  found: DetectedFormat | undefined,
): DescribedFile | Unusable | undefined {
  if (found?.detection.without)
    return unusable(path, named, `${basename(path)}: ${found.detection.without}`, 'results-only');
  if (!found) return undefined;
  const { bytesPath, header, findings } = unpacked;
  const { container } = found.detection.choices[0].plan;
  const probed = withSource(unpacked, (source) =>
    probeDump(source, indexOfByte).find((skeleton) => skeleton.container === container),
  );
  return { path, named, bytesPath, header, findings, settings: settingsOfRows(probed?.documents ?? []), ...found };
}

interface Looked {
  direct: DetectedFormat | undefined;
  /** Set when an adapter that rewrites documents is surer. */
  reshape: { adapter: ReshapingAdapter; container: ScanPlan['container']; header: LogHeader | undefined } | undefined;
}

function detect(path: string, source: FileSource): Looked {
  const looked: Looked = { direct: undefined, reshape: undefined };
  let surest = 0;
  for (const skeleton of probeDump(source, indexOfByte)) {
    const probe = { path, ...skeleton };
    const direct = detectFormat(probe);
    if (direct && direct.detection.confidence > surest) {
      surest = direct.detection.confidence;
      looked.direct = direct;
      looked.reshape = undefined;
    }
    const rewriting = recogniseReshape(probe);
    if (rewriting && rewriting.confidence > surest) {
      surest = rewriting.confidence;
      const { adapter } = rewriting;
      const settings = adapter.reshape.header?.(probe);
      looked.reshape = { adapter, container: skeleton.container, header: settings && { settings } };
    }
  }
  return looked;
}

/** Rewritten documents are rows, also when there is only one. */
function detectRows(path: string, source: FileSource, adapter: Adapter): Detection | undefined {
  const rows = probeDump(source, indexOfByte).find(({ container }) => container === 'lines');
  return rows && adapter.detect({ path, ...rows });
}
