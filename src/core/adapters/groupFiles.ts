/**
 * Puts files together to runs, by their paths and what was detected in them; opens none of them. Steps:
 * 1. twins (samples and results, raw and sanitised) are found through `companions` and the better one is kept;
 * 2. what is left is merged by `runKey`, and files that are one record each by their folder.
 */
import type { Adapter, Detection } from './adapter';
import type { ScanPlan } from '../scan/plan';
import { unscored } from './probe';
import { baseName, byNaturalOrder, folderOf, isFolderWide, plainPath } from './pathNames';

export interface DetectedFile {
  path: string;
  adapter: Adapter;
  detection: Detection;
}

export interface FileGroup {
  adapter: Adapter;
  /**
   * In natural order, their samples add up. Empty: nothing of the group can be read as samples; then it has only
   * `verdictFiles` whose samples are missing, or only `dropped`.
   */
  files: string[];
  /** Verdicts for the samples of `files` by problem and position; they bring the verdict choices. */
  verdictFiles: string[];
  /** Files that are not read. `because` is a sentence. */
  dropped: { path: string; because: string }[];
}

/** Groups in the order in which their first file was given. A file without samples is a group of its own. */
export function groupFiles(files: DetectedFile[]): FileGroup[] {
  const unique = [...new Map(files.map((file) => [file.path, file])).values()];
  const order = new Map(unique.map(({ path }, place) => [path, place]));
  const without = unique.filter(({ detection }) => detection.without !== undefined).map(withoutGroup);
  const withSamples = unique.filter(({ detection }) => detection.without === undefined);
  const single = twinsOf(withSamples).map(bestOfTwins);
  const groups = [...without, ...mergeRuns(single, new Map(withSamples.map((file) => [file.path, file])))];
  const place = (group: FileGroup): number => Math.min(...pathsOf(group).map((path) => order.get(path) ?? Infinity));
  return groups.sort((a, b) => place(a) - place(b));
}

const pathsOf = ({ files, verdictFiles, dropped }: FileGroup): string[] => [
  ...files,
  ...verdictFiles,
  ...dropped.map(({ path }) => path),
];

function withoutGroup({ path, adapter, detection }: DetectedFile): FileGroup {
  return { adapter, files: [], verdictFiles: [], dropped: [{ path, because: detection.without ?? '' }] };
}

/** Sets of files that are linked by `companions`, in either direction. */
function twinsOf(files: DetectedFile[]): DetectedFile[][] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const links = new Map<DetectedFile, Set<DetectedFile>>(files.map((file) => [file, new Set()]));
  for (const file of files) {
    for (const path of file.adapter.companions?.(file.path) ?? []) {
      const twin = byPath.get(path);
      if (!twin || twin === file) continue;
      links.get(file)!.add(twin);
      links.get(twin)!.add(file);
    }
  }
  for (const file of files) unlinkAmbiguous(file, links);
  return components(files, links);
}

/** One `eval_results.json` or `grades.csv` in a folder of several sample files belongs to none of them for sure. */
function unlinkAmbiguous(hub: DetectedFile, links: Map<DetectedFile, Set<DetectedFile>>): void {
  const neighbours = links.get(hub)!;
  if (!isFolderWide(hub.path) || neighbours.size < 2) return;
  for (const file of neighbours) links.get(file)!.delete(hub);
  if (components([...neighbours], links).filter((set) => set.some((file) => neighbours.has(file))).length > 1) {
    neighbours.clear();
    return;
  }
  for (const file of neighbours) links.get(file)!.add(hub);
}

function components(files: DetectedFile[], links: Map<DetectedFile, Set<DetectedFile>>): DetectedFile[][] {
  const seen = new Set<DetectedFile>();
  return files.flatMap((file) => {
    const found: DetectedFile[] = [];
    const open = [file];
    for (let next = open.pop(); next; next = open.pop()) {
      if (seen.has(next)) continue;
      seen.add(next);
      found.push(next);
      open.push(...links.get(next)!);
    }
    return found.length > 0 ? [found] : [];
  });
}

function bestOfTwins(twins: DetectedFile[]): FileGroup {
  const haveTexts = twins.some(hasText);
  const isSamples = (file: DetectedFile): boolean =>
    (!file.detection.part || file.detection.part === 'samples') && (!haveTexts || hasText(file));
  const [texts, verdicts] = partition(twins.sort(byWorth), isSamples);
  // Grades without a dump are counted by themselves.
  const best = texts.at(0) ?? verdicts.find(({ detection }) => detection.part === 'either');
  const needed = !best || lacksVerdicts(best.detection) ? verdicts.slice(0, 1) : [];
  const dropped = [...texts, ...verdicts].filter((file) => file !== best && !needed.includes(file));
  return {
    adapter: (needed.at(0) ?? best ?? twins[0]).adapter,
    files: best ? [best.path] : [],
    verdictFiles: needed.map(({ path }) => path),
    dropped: dropped.map(({ path }) => ({ path, because: becauseOf(baseName((best ?? needed[0]).path)) })),
  };
}

/** Results may be read by themselves; beside their samples they are verdicts only. */
export function hasText({ detection }: Pick<DetectedFile, 'detection'>): boolean {
  return detection.choices.some(({ plan }) =>
    plan.sections.some(({ fields }) => fields.some(({ role }) => role === 'text')),
  );
}

function partition<T>(items: T[], test: (item: T) => boolean): [passed: T[], others: T[]] {
  return [items.filter(test), items.filter((item) => !test(item))];
}

export const lacksVerdicts = ({ part, choices }: Detection): boolean =>
  part === 'samples' || choices.every(({ id }) => id === unscored.id);

/** The plan of a file whose records are verdicts for the samples of another one. */
export function asVerdicts(plan: ScanPlan): ScanPlan {
  return { ...plan, sections: plan.sections.map((section) => ({ ...section, verdictsOnly: true })) };
}

const becauseOf = (better: string): string => `It holds the same samples as ${better}, which is read instead.`;

/** Scored before unscored, sanitised before plain before raw. */
function byWorth(a: DetectedFile, b: DetectedFile): number {
  return worth(b) - worth(a) || byNaturalOrder(a.path, b.path);
}

function worth({ path, detection }: DetectedFile): number {
  const scored = detection.part === 'samples' ? 0 : 4;
  // Raw texts, and what is put together or renamed when a harness has finished.
  if (/\.raw\.jsonl$|_chunk_\d+\.jsonl$|\.jsonl-async$/.test(path)) return scored;
  return scored + (path.includes('-sanitized') ? 2 : 1);
}

function mergeRuns(groups: FileGroup[], detected: Map<string, DetectedFile>): FileGroup[] {
  const merged = new Map<string, FileGroup>();
  for (const group of groups) {
    const key = keyOf(group, detected);
    const known = merged.get(key);
    if (!known) {
      merged.set(key, group);
      continue;
    }
    known.files.push(...group.files);
    known.verdictFiles.push(...group.verdictFiles);
    known.dropped.push(...group.dropped);
  }
  for (const { files, verdictFiles } of merged.values()) {
    files.sort(byNaturalOrder);
    verdictFiles.sort(byNaturalOrder);
  }
  return [...merged.values()];
}

function keyOf({ adapter, files, verdictFiles, dropped }: FileGroup, detected: Map<string, DetectedFile>): string {
  const path = files[0] ?? verdictFiles[0] ?? dropped[0].path;
  const file = detected.get(path);
  const key = file && isOneRecord(file) ? numberedKey(file) : (adapter.runKey?.(path) ?? path);
  return `${adapter.id}\n${key}`;
}

/** A document that is itself the record: one sample, or one problem, a file. */
function isOneRecord({ detection }: DetectedFile): boolean {
  return detection.choices.some(
    ({ plan }) => plan.container === 'document' && plan.sections.every(({ record }) => record === ''),
  );
}

/** Files of one folder with equal fields, whose names differ in their numbers only: `problem_0000.json` … */
function numberedKey({ path, detection }: DetectedFile): string {
  const plain = plainPath(path);
  const name = baseName(plain).replace(/\d+/g, '#');
  return `${folderOf(plain)}${name}\n${JSON.stringify(detection.choices[0].plan)}`;
}
