/** Puts together the evidence for and against a claim: what the worker finds, and the names of the samples it found. */
import { basename } from 'node:path';
import type { NamedPattern } from '../core/compare/comparison';
import { formatNoun } from '../core/format';
import { carriersOf, settlingOf, type CarrierSample, type CarrierVerdict } from '../core/novelty/carriers';
import { evidenceRecord, type EvidenceParts, type EvidenceRecord, type NamedSample } from '../core/novelty/evidence';
import { TextKind, Verdict, type RunIndex } from '../core/runIndex';
import { textMatcher } from '../core/search/query';
import { contentHash } from './contentHash';
import { findSpans } from './findSpans';
import { readTrace } from './loadRun';
import { searchedBase, type SearchedBase } from './noveltyTask';
import type { NoveltyTasks } from './noveltyTasks';
import { searchSamples } from './searchSamples';

/** Nearest base samples, and counter-examples, that are kept. */
export const mostShown = 8;
/** Of all that is drawn. */
export const evidenceSeed = 7;

/** The base samples of one problem. */
export interface BaseSamples {
  /** Label of the run. */
  label: string;
  /** Id of the problem in the comparison's table. */
  problem: string;
  index: RunIndex;
  /** Rows of the index; sample i of what is found is `rows[i]`. */
  rows: Int32Array;
  /** Place of each among the problem's samples in dump order, from 0. */
  places: Int32Array;
  searched: SearchedBase;
}

/** @param without place of a sample that is not searched: the one that is asked about, where it is of the base itself. */
export function baseSamples(
  { label, problem, index }: Pick<BaseSamples, 'label' | 'problem' | 'index'>,
  all: Int32Array,
  without = -1,
): BaseSamples {
  const places = Int32Array.from(all, (_, place) => place).filter((place) => place !== without);
  const rows = places.map((place) => all[place]);
  return { label, problem, index, rows, places, searched: searchedBase(index, rows) };
}

export interface EvidenceQuestion {
  claim: EvidenceRecord['claim'];
  /** The claimed text: of the span, or all of the trace. */
  text: string;
  author: string;
  /** ISO 8601, UTC. */
  time: string;
  /** Looks for counter-examples too. */
  challenge: boolean;
  /** Named patterns; those that match the claimed text are counted in the base. */
  patterns: readonly NamedPattern[];
  /** What is known of the base samples that people read, for the tag claimed to be new. */
  tagged?: { tag: string; samples: readonly CarrierSample[] };
  perplexity?: EvidenceParts['perplexity'];
  /** What "the base shows it" means. */
  k: number;
  tau: number;
}

export interface Gathering {
  tasks: NoveltyTasks;
  /** The bundled `searchWorker.js`; absent: patterns are searched for in this thread. */
  searchWorkerPath?: string;
  signal?: AbortSignal;
  /** Told what is done next, as a short sentence without a stop. */
  report?(doing: string): void;
}

/** @throws AbortError; Error with the sentence to show when the base can't be read, or takes too long */
export async function gatherEvidence(
  base: BaseSamples,
  question: EvidenceQuestion,
  { tasks, searchWorkerPath, signal, report = () => undefined }: Gathering,
): Promise<EvidenceRecord> {
  const { text } = question;
  const { searched, label } = base;
  report(`Reading ${formatNoun(base.rows.length, 'sample')} of ${label}`);
  const { samples, tokens, unsearched } = await tasks.ready(searched, signal);
  const novelty = await tasks.novelty(searched, text, signal);
  report('Reading the base against itself');
  const hasShare = !Number.isNaN(novelty.share);
  const baseline = hasShare ? await tasks.baseline(searched, novelty, evidenceSeed, signal) : undefined;
  report('Looking for the nearest base samples');
  const near = await tasks.nearest(searched, text, mostShown, signal);
  if (question.challenge) report('Looking for counter-examples');
  const challenge = question.challenge ? await tasks.challenge(searched, text, mostShown, signal) : undefined;
  report('Counting the same in the base');
  const same = [
    ...taggedSame(question),
    ...(await patternsSame(base, question, {
      ...(searchWorkerPath && { searchWorkerPath }),
      ...(signal && { signal }),
    })),
  ];
  const named = [...near, ...(challenge?.found.examples ?? [])].map(({ sample }) => sample);
  const names = await namesOf(base, named);
  const { claim, author, time, perplexity } = question;
  return evidenceRecord({
    claim,
    author,
    time,
    ...(perplexity && { perplexity }),
    runs: [label],
    seed: evidenceSeed,
    searched: { samples, tokens, unsearched, dump: dumpOf(base.index) },
    novelty,
    ...(baseline && { baseline }),
    near,
    ...(challenge && { challenge }),
    ...(same.length > 0 && { same }),
    nameOf: (sample) => names.get(sample) ?? nameAt(base, sample, ''),
  });
}

type Same = NonNullable<EvidenceParts['same']>[number];

function taggedSame({ tagged, k, tau }: EvidenceQuestion): Same[] {
  if (!tagged) return [];
  const carriers = carriersOf(tagged.samples);
  return [{ tag: tagged.tag, carriers, settling: settlingOf(carriers, k, tau) }];
}

/** A pattern that is no expression any more is left out: the search view says what is wrong with it. */
async function patternsSame(
  base: BaseSamples,
  { patterns, text, k, tau }: EvidenceQuestion,
  { searchWorkerPath, signal }: Pick<Gathering, 'searchWorkerPath' | 'signal'>,
): Promise<Same[]> {
  const same: Same[] = [];
  for (const { name, ...query } of patterns) {
    const carrying = new Set<number>();
    const options = {
      ...(searchWorkerPath !== undefined && { workerPath: searchWorkerPath }),
      ...(signal && { signal }),
      onFound: (_: number, { row }: { row: Int32Array }) => row.forEach((found) => carrying.add(found)),
    };
    try {
      const own = searchWorkerPath ? findSpans(text, query, searchWorkerPath) : textMatcher(query).spans(text, 1);
      if ((await own).length === 0) continue;
      if (!(await searchSamples([onlyRows(base)], query, options))) signal?.throwIfAborted();
    } catch (error) {
      if (signal?.aborted) throw error;
      continue;
    }
    const carriers = carriersOf(
      Array.from(base.rows, (row, i) => ({ verdict: verdictAt(base.index, row), carries: carrying.has(i) })),
    );
    same.push({ pattern: name, carriers, settling: settlingOf(carriers, k, tau) });
  }
  return same;
}

/** The index of the base samples alone: row i is sample i. */
function onlyRows({ index, rows }: BaseSamples): RunIndex {
  const { samples } = index;
  return {
    ...index,
    samples: {
      ...samples,
      file: Uint16Array.from(rows, (row) => samples.file[row]),
      offset: Float64Array.from(rows, (row) => samples.offset[row]),
      length: Uint32Array.from(rows, (row) => samples.length[row]),
      kind: Uint8Array.from(rows, (row) => samples.kind[row]),
      verdict: Uint8Array.from(rows, (row) => samples.verdict[row]),
    },
  };
}

export function verdictAt({ samples }: RunIndex, row: number): CarrierVerdict {
  const verdict = samples.verdict[row];
  return verdict === Verdict.correct ? 'correct' : verdict === Verdict.wrong ? 'wrong' : 'unscored';
}

/** Hashes are those of annotations, by which a sample is found again at another place. */
async function namesOf(base: BaseSamples, samples: readonly number[]): Promise<Map<number, NamedSample>> {
  const names = new Map<number, NamedSample>();
  for (const sample of samples) {
    if (names.has(sample)) continue;
    const row = base.rows[sample];
    const hasText = base.index.samples.kind[row] !== TextKind.none;
    names.set(sample, nameAt(base, sample, hasText ? contentHash(await readTrace(base.index, row)) : ''));
  }
  return names;
}

function nameAt({ label, problem, places }: BaseSamples, sample: number, hash: string): NamedSample {
  return { run: label, problem, index: places[sample], hash };
}

function dumpOf({ files }: RunIndex): string {
  const [first] = files;
  if (!first) return '';
  return files.length === 1 ? basename(first.path) : `${basename(first.path)} and ${files.length - 1} more`;
}
