/**
 * Reads a run: finds its files, recognises them, scans them in order, and tells what is new as it goes. Runs in a worker
 * (`indexWorker.ts`) or in the calling thread; it keeps no samples itself.
 */
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { asVerdicts, groupFiles, hasText, lacksVerdicts } from '../core/adapters/groupFiles';
import { generic } from '../core/adapters/generic';
import { planFromMapping, type StoredMapping } from '../core/adapters/mapping';
import { guessRoles } from '../core/adapters/guessRole';
import { runLabels, stepOf, withStep } from '../core/adapters/runLabel';
import { benchmarksOf } from '../core/provenance/benchmarkOf';
import { logClaims, type Claim } from '../core/provenance/claims';
import { settingsOfDocument } from '../core/provenance/objectSettings';
import { settingsOfPath } from '../core/provenance/pathSettings';
import { mergeSettings, type RunSettings } from '../core/provenance/settings';

import type { VerdictChoice } from '../core/adapters/adapter';
import type { RunSpec } from '../core/compare/comparison';
import type { Finding } from '../core/findings';
import { formatFirst, formatNoun } from '../core/format';
import type { DumpFile, RunIndex } from '../core/runIndex';
import type { ScanPlan, Section } from '../core/scan/plan';
import type { StepCounts } from '../core/scan/stepCounts';
import { RunAssembler, type RunDelta, type VerdictOverlay } from '../core/scan/runAssembler';
import { scanDump } from '../core/scan/scanDump';
import { describeFile, type DescribedFile, type Unusable, type UnpackHere } from './describeFile';
import { UnreadableError } from './errors';
import { FileSource, indexOfByte } from './fileSource';
import { findFiles } from './findFiles';
import { readNeighbours } from './neighbours';
import { findCached, stateOf, stateUpTo, type CachedRun, type FileState } from './indexCache';

export interface ReadOptions {
  baseDir: string;
  /** Where unpacked copies and saved indexes are kept. */
  storageDir: string;
  useCache: boolean;
  maxUnpackedBytes: number;
  signal?: AbortSignal;
  /** Asked often, also while the thread is busy. */
  shouldStop?: () => boolean;
}

/** What the reading side learns, in this order: `about` once, `delta` and `progress` many times, `end` once. */
export type RunEvent =
  | { kind: 'unpacking'; file: string; bytes: number }
  | { kind: 'about'; about: RunAbout }
  | { kind: 'delta'; delta: RunDelta }
  | { kind: 'overlay'; overlay: VerdictOverlay; file: string }
  | { kind: 'progress'; file: string; readBytes: number; totalBytes: number }
  /**
   * `found`: what recognising the files has shown; `findings`: what is in them. `states`: the index is worth keeping, also
   * one that was stopped, for it can be read on.
   */
  | {
      kind: 'end';
      found: Finding[];
      findings: Finding[];
      complete: boolean;
      readBytes: number;
      states: FileState[] | undefined;
    };

export interface RunAbout {
  label: string;
  format: { id: string; label: string };
  verdictRule: { id: string; label: string };
  choices: { id: string; label: string }[];
  plan: ScanPlan;
  files: DumpFile[];
  totalBytes: number;
  settings: RunSettings;
  /** What files beside the dumps state of them. */
  claims: Claim[];
  /** Set: nothing (or little) has to be scanned. */
  cached: { key: string; index: CachedRun['index'] | undefined };
}

/** One run found among the files, before it is scanned. */
interface Group {
  files: DescribedFile[];
  verdictFiles: DescribedFile[];
}

/** New rows are told of at most this often. */
const tellEveryMs = 50;

/** @throws UnreadableError when no file of the spec holds samples */
export async function readRun(spec: RunSpec, options: ReadOptions, tell: (event: RunEvent) => void): Promise<void> {
  const { groups, findings } = await describe(
    spec.paths,
    options,
    (file, bytes) => tell({ kind: 'unpacking', file, bytes }),
    spec.mapping,
  );
  const { files, verdictFiles } = joinedByHand(groups);
  // Where the verdicts stand in a file of their own, that file says how they can be read.
  const { choice, choices } = chooseVerdict(verdictFiles[0] ?? files[0], spec);
  const names = new Set(planOf(files[0], spec, choice).sections.map((section) => section.run));
  const run = spec.run ?? [...names][0];
  if (names.size > 1 && spec.run === undefined)
    findings.push({
      code: 'several-runs',
      severity: 'warning',
      file: files[0].path,
      message: `${basename(files[0].path)} holds ${names.size} runs (${[...names].join(', ')}); "${run}" is read. Name another with "run".`,
    });
  const dumpFiles = files.map(dumpFileOf);
  const states = files.map((file) => stateOf(file.path, file.bytesPath));
  const cached = options.useCache
    ? findCached(options.storageDir, { spec, plan: planOf(files[0], spec, choice), states })
    : undefined;
  const totalBytes = states.reduce((sum, state) => sum + state.unpackedBytes, 0);
  tell({
    kind: 'about',
    about: {
      label: spec.label,
      format: { id: files[0].adapter.id, label: files[0].adapter.label },
      verdictRule: { id: choice.id, label: choice.label },
      choices: choices.map(({ id, label }) => ({ id, label })),
      plan: planOf(files[0], spec, choice),
      files: dumpFiles,
      totalBytes,
      ...provenanceOf(files, choice),
      cached: { key: cached?.key ?? '', index: cached?.run?.index },
    },
  });
  if (cached?.run && cached.goOn.length === 0) {
    const { findings: known } = cached.run;
    tell({ kind: 'end', found: findings, findings: known, complete: true, readBytes: totalBytes, states: undefined });
    return;
  }
  const assembler = new RunAssembler();
  if (cached?.run) assembler.seed(cached.run.index as RunIndex);
  const scan = new FilesScan(assembler, options, tell, benchmarksOf([...files, ...verdictFiles]), spec.step);
  const result = scan.run(
    files,
    states,
    cached?.run ? cached.goOn : undefined,
    (file) => planOf(file, spec, choice),
    run,
  );
  for (const file of verdictFiles) scan.verdicts(file, asVerdicts(planOf(file, spec, choice)));
  const { sections } = planOf(files[0], spec, choice);
  const canBeKept =
    // Verdicts in files of their own are not watched, and those behind the samples need all of them at once.
    verdictFiles.length === 0 &&
    !scan.overlaid &&
    !(!result.complete && sections.some(({ verdictsOnly }) => verdictsOnly)) &&
    // What is added to a file of steps may begin with another step: it is read anew unless the spec says which.
    !(sections.some(hasStep) && spec.step === undefined) &&
    !(assembler.hasPlaces && files.length > 1);
  tell({
    kind: 'end',
    found: findings,
    findings: [
      ...(cached?.run?.findings.filter((f) => f.code !== 'torn-end') ?? []),
      ...result.findings,
      ...assembler.finish(),
    ],
    complete: result.complete,
    readBytes: scan.doneBytes,
    states:
      options.useCache && canBeKept ? (result.complete ? states : statesOfStopped(states, result.files)) : undefined,
  });
}

/**
 * States of a run that was stopped in the last of its first `begun` files: that file as if it had ended where the scan
 * did, those behind it as if they had been empty. Reading on is then the same as after they grew.
 *
 * @returns undefined when that file can only be read from its beginning
 */
function statesOfStopped(states: FileState[], begun: number): FileState[] | undefined {
  const { resume } = states[begun - 1];
  if (!resume) return undefined;
  return states.map((state, i) =>
    i < begun - 1 ? state : stateUpTo(state, i === begun - 1 ? resume : { byte: 0, line: 1 }),
  );
}

/**
 * All files of a run. Who names texts without verdicts and grades without texts together means the grades for the texts,
 * whatever the files are called.
 */
function joinedByHand(groups: readonly Group[]): Group {
  const files = groups.flatMap((group) => group.files);
  const verdictFiles = groups.flatMap((group) => group.verdictFiles);
  const texts = files.filter(hasText);
  const grades = files.filter((file) => !hasText(file) && file.detection.part === 'either');
  const isUnscored = verdictFiles.length === 0 && texts.every(({ detection }) => lacksVerdicts(detection));
  const isJoin = texts.length > 0 && grades.length > 0 && texts.length + grades.length === files.length && isUnscored;
  return isJoin ? { files: texts, verdictFiles: grades } : { files, verdictFiles };
}

/** One spec per run found in `paths`, with labels and roles guessed; seeds and shards of one run merged. */
export async function discover(
  paths: string[],
  options: ReadOptions,
): Promise<{ specs: RunSpec[]; findings: Finding[] }> {
  const { groups, findings } = await describe(paths, options, () => undefined);
  const specs = groups.flatMap((group) => {
    const files = [...group.files, ...group.verdictFiles].map((file) => file.path);
    const runs = [...new Set(group.files[0].detection.choices[0].plan.sections.map((section) => section.run))];
    const steps = stepsOf(group.files, options) ?? [stepOf(files[0])];
    return steps.flatMap((step) => runs.map((run): RunSpec => ({ label: '', role: 'rl', paths: files, step, run })));
  });
  const labels = runLabels(specs);
  const roles = guessRoles(specs.map((spec) => spec.run ?? withStep(spec.paths[0], spec.step)));
  return { specs: specs.map((spec, i) => ({ ...spec, role: roles[i], label: spec.run ?? labels[i] })), findings };
}

/**
 * Training steps that the records of these files name, in order; undefined: they name none. A file whose name says the
 * step of its first rows is taken at its word, so that a folder of hundreds is listed without reading it; should it hold
 * others, the reading says so.
 */
function stepsOf(files: DescribedFile[], options: ReadOptions): (number | undefined)[] | undefined {
  const found = new Set<number | undefined>();
  for (const { path, bytesPath, detection } of files) {
    const { container, sections } = detection.choices[0].plan;
    if (!sections.some(hasStep)) continue;
    const { steps: seen = [] } = detection;
    if (seen.length === 1 && seen[0] === stepOf(path)) {
      found.add(seen[0]);
      continue;
    }
    const source = new FileSource(bytesPath);
    try {
      const { steps } = scanDump(
        source,
        { container, sections: sections.map(stepOnly) },
        { indexOfByte, shouldStop: () => options.signal?.aborted ?? options.shouldStop?.() ?? false },
      );
      for (const step of steps.steps) found.add(step);
    } finally {
      source.close();
    }
  }
  return found.size > 0 ? [...found].sort((a, b) => (a ?? -1) - (b ?? -1)) : undefined;
}

const hasStep = ({ fields }: Section): boolean => fields.some(({ role }) => role === 'step');

/** What tells a sample's step: the texts are passed over. */
const stepOnly = (section: Section): Section => ({
  ...section,
  fields: section.fields.filter(({ role }) => role === 'step' || role === 'text'),
});

async function describe(
  paths: string[],
  options: ReadOptions,
  onUnpack: (file: string, bytes: number) => void,
  mapping?: StoredMapping,
): Promise<{ groups: Group[]; findings: Finding[] }> {
  const named = findFiles(paths, options.baseDir);
  const unpacking: UnpackHere = {
    storageDir: options.storageDir,
    maxBytes: options.maxUnpackedBytes,
    signal: options.signal,
    onProgress: onUnpack,
  };
  const described: DescribedFile[] = [];
  const unusable: Unusable[] = [];
  const sortIn = (file: DescribedFile | Unusable): void => {
    const mapped = 'adapter' in file ? file : mapping && asMapped(file, mapping);
    if (mapped) described.push(mapped);
    else unusable.push(file as Unusable);
  };
  for (const { path, named: byName } of named) {
    options.signal?.throwIfAborted();
    sortIn(await describeFile(path, byName, unpacking));
  }
  // Twins that stand beside a file, though nobody named them.
  const known = new Set(named.map((file) => file.path));
  for (const file of [...described]) {
    for (const twin of file.adapter.companions?.(file.path) ?? []) {
      if (known.has(twin) || !existsSync(twin)) continue;
      known.add(twin);
      sortIn(await describeFile(twin, false, unpacking));
    }
  }
  const byPath = new Map(described.map((file) => [file.path, file]));
  const findings: Finding[] = described.flatMap((file) => file.findings);
  const groups = groupFiles(described).map((group): Group => {
    for (const { path, because } of group.dropped)
      findings.push({
        code: 'twin-files',
        severity: 'info',
        file: path,
        message: `${basename(path)} is not counted: ${because}.`,
      });
    return {
      files: group.files.map((path) => byPath.get(path)!),
      verdictFiles: group.verdictFiles.map((path) => byPath.get(path)!),
    };
  });
  const usable = groups.filter((group) => group.files.length > 0);
  const lonely = groups.find((group) => group.files.length === 0 && group.verdictFiles.length > 0)?.verdictFiles[0]
    .path;
  if (lonely && usable.length === 0)
    throw new UnreadableError(
      `${basename(lonely)} holds verdicts without traces; open it together with its samples file.`,
      'no-samples',
    );
  if (usable.length === 0) throw nothingToRead(paths, unusable);
  for (const { path, code, message, named: byName } of unusable) {
    // In a folder, files of another kind are to be expected: those that want to be dumps are named, the others not.
    const severity = byName || code === 'lfs-pointer' ? 'error' : 'info';
    if (byName || code !== 'unknown-format') findings.push({ code, severity, file: path, message });
  }
  return { groups: usable, findings };
}

/** A file no format was recognised in is read as a mapping made by hand says. */
function asMapped({ path, named, bytesPath }: Unusable, mapping: StoredMapping): DescribedFile | undefined {
  if (bytesPath === undefined) return undefined;
  const plan = planFromMapping(mapping);
  const detection = { confidence: 0, choices: [{ id: 'mapping', label: 'as mapped by hand', plan }] };
  return { path, named, bytesPath, findings: [], adapter: generic, detection, settings: {} };
}

function nothingToRead(paths: string[], unusable: Unusable[]): UnreadableError {
  // A dump that only has to be fetched says more than the summary beside it.
  const first =
    unusable.find((file) => file.named) ??
    unusable.find((file) => file.code === 'lfs-pointer') ??
    unusable.find((file) => file.code !== 'unknown-format') ??
    unusable[0];
  if (unusable.length > 0 && (first.named || unusable.length === 1))
    return new UnreadableError(first.message, first.code as 'unreadable', first.canBeMapped);
  const where = paths.map((path) => basename(path)).join(', ');
  if (unusable.length === 0)
    return new UnreadableError(
      `${where} holds no file that may be a dump (.jsonl, .json, .parquet, .eval, .csv, .yaml, also packed); choose the folder the dumps are in.`,
      'no-samples',
    );
  return new UnreadableError(
    `None of the ${unusable.length} files in ${where} holds samples. ${first.message}`,
    'no-samples',
    unusable.some(({ canBeMapped }) => canBeMapped),
  );
}

function chooseVerdict(file: DescribedFile, spec: RunSpec): { choice: VerdictChoice; choices: VerdictChoice[] } {
  const choices = file.detection.choices;
  if (spec.mapping) {
    const plan = planFromMapping(spec.mapping, choices[0].plan.container);
    return { choice: { id: 'mapping', label: 'as mapped by hand', plan }, choices };
  }
  return { choice: choices.find((choice) => choice.id === spec.verdict) ?? choices[0], choices };
}

/** Shapes that several harnesses write. */
const namelessFormats = new Set(['generic', 'rollouts', 'model-columns']);

/** What rows, neighbours and paths say of how the run was drawn, in the order in which they are trusted. */
function provenanceOf(files: DescribedFile[], choice: VerdictChoice): { settings: RunSettings; claims: Claim[] } {
  const paths = files.map(({ path }) => path);
  const { settings, claims } = readNeighbours(paths, choice);
  const sources = [
    ...files.map((file) => ({ source: 'rows', settings: file.settings })),
    ...files.flatMap(({ header }) =>
      header ? [{ source: 'log header', settings: settingsOfDocument(header.settings) }] : [],
    ),
    ...settings,
    ...paths.map((path) => ({ source: 'file name', settings: settingsOfPath(path) })),
    ...(choice.id === 'none' ? [] : [{ source: 'verdict rule', settings: { grader: choice.label } }]),
    ...(namelessFormats.has(files[0].adapter.id)
      ? []
      : [{ source: 'format', settings: { harness: files[0].adapter.label.replace(/ \(.*/, '') } }]),
  ];
  const own = files.flatMap(({ path, header }, file) =>
    header ? logClaims(header.settings, choice.id).map((claim) => ({ ...claim, source: path, files: [file] })) : [],
  );
  return { settings: mergeSettings(sources), claims: [...claims, ...own] };
}

/** Another file of the run may have other keys: it is read by its own plan. */
function planOf(file: DescribedFile, spec: RunSpec, choice: VerdictChoice): ScanPlan {
  if (spec.mapping) return { ...choice.plan, container: file.detection.choices[0].plan.container };
  return (file.detection.choices.find(({ id }) => id === choice.id) ?? file.detection.choices[0]).plan;
}

function dumpFileOf(file: DescribedFile): DumpFile {
  const source = new FileSource(file.path);
  source.close();
  return { path: file.path, bytesPath: file.bytesPath, size: source.size, mtimeMs: source.mtimeMs };
}

/** Scans files one after the other into one assembler. */
class FilesScan {
  /** Of all files, those read on included. */
  doneBytes = 0;
  private lastTold = 0;
  private totalBytes = 0;
  /** Verdicts were laid over samples. */
  overlaid = false;
  private readonly isStepNamed: boolean;

  constructor(
    private readonly assembler: RunAssembler,
    private readonly options: ReadOptions,
    private readonly tell: (event: RunEvent) => void,
    /** By path, where the files of the run are of several benchmarks. */
    private readonly benchmarks: ReadonlyMap<string, string>,
    /** Training step that is read; undefined until the first record of files that name steps has named it. */
    private step: number | undefined,
  ) {
    this.isStepNamed = step !== undefined;
  }

  /**
   * `goOn`: only these files, each from where its last scan ended.
   *
   * @returns `files`: how many were begun
   */
  run(
    files: DescribedFile[],
    states: FileState[],
    goOn: number[] | undefined,
    planOf: (file: DescribedFile) => ScanPlan,
    run: string | undefined,
  ): { findings: Finding[]; complete: boolean; files: number } {
    this.totalBytes = states.reduce((sum, state) => sum + state.unpackedBytes, 0);
    const findings: Finding[] = [];
    for (const [number, file] of files.entries()) {
      if (goOn && !goOn.includes(number)) {
        this.doneBytes += states[number].unpackedBytes;
        continue;
      }
      const complete = this.scanOne(file, number, states[number], planOf(file), run, goOn !== undefined, findings);
      if (!complete) return { findings, complete: false, files: number + 1 };
    }
    return { findings, complete: true, files: files.length };
  }

  verdicts(file: DescribedFile, plan: ScanPlan): void {
    const source = new FileSource(file.bytesPath);
    try {
      const result = scanDump(source, plan, { indexOfByte });
      for (const part of result.parts)
        this.tell({
          kind: 'overlay',
          overlay: this.assembler.overlay(part, this.benchmarks.get(file.path)),
          file: file.path,
        });
    } finally {
      source.close();
    }
  }

  private scanOne(
    file: DescribedFile,
    number: number,
    state: FileState,
    plan: ScanPlan,
    run: string | undefined,
    goOn: boolean,
    findings: Finding[],
  ): boolean {
    const source = new FileSource(file.bytesPath);
    const benchmark = this.benchmarks.get(file.path);
    try {
      let added = false;
      const result = scanDump(source, plan, {
        indexOfByte,
        shouldStop: this.options.shouldStop,
        step: this.step,
        // From the beginning of a file, a byte order mark is looked for.
        from: goOn && state.resume?.byte ? state.resume : undefined,
        onChunk: (readBytes, parts) => {
          if (!added) {
            added = true;
            for (const part of parts)
              if (!part.verdictsOnly && part.run === run) this.assembler.add(part, number, source, benchmark);
          }
          this.progress(file.path, readBytes);
        },
      });
      if (!added)
        for (const part of result.parts)
          if (!part.verdictsOnly && part.run === run) this.assembler.add(part, number, source, benchmark);
      this.tell({ kind: 'delta', delta: this.assembler.take(true) });
      for (const part of result.parts) {
        if (!part.verdictsOnly) continue;
        this.overlaid = true;
        this.tell({ kind: 'overlay', overlay: this.assembler.overlay(part, benchmark), file: file.path });
      }
      for (const finding of result.findings) findings.push({ ...finding, file: file.path });
      if (result.steps.size > 0) this.otherSteps(file.path, result.steps, findings);
      this.doneBytes += result.readBytes;
      state.resume = result.resume;
      return result.complete;
    } finally {
      source.close();
    }
  }

  /** What a file holds besides the step that is read is said, and is no part of this run. */
  private otherSteps(path: string, found: StepCounts, findings: Finding[]): void {
    if (!this.isStepNamed) this.step ??= found.steps[0];
    const count = found.besides(this.step);
    if (count === 0) return;
    const steps = found.steps.map((step) => (step === undefined ? 'none' : String(step)));
    const read = this.step === undefined ? 'samples without a step are' : `step ${this.step} is`;
    const hasWanted = found.steps.includes(this.step);
    findings.push({
      code: 'several-runs',
      severity: this.isStepNamed && hasWanted ? 'info' : 'warning',
      file: path,
      count,
      message: `${basename(path)} holds ${formatNoun(count, 'sample')} of other training steps than the one read (${formatFirst(steps)}); ${read} read. Name another with "step".`,
    });
  }

  private progress(file: string, readBytes: number): void {
    const now = performance.now();
    if (now - this.lastTold < tellEveryMs) return;
    this.lastTold = now;
    this.tell({ kind: 'delta', delta: this.assembler.take() });
    this.tell({ kind: 'progress', file, readBytes: this.doneBytes + readBytes, totalBytes: this.totalBytes });
  }
}
