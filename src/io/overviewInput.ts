/** What an Overview is computed from: counts, facts about samples, and log-probabilities from files beside the dumps. */
import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import type { Pairing } from '../core/compare/pair';
import type { RunSpec } from '../core/compare/comparison';
import type { Finding } from '../core/findings';
import { allScored } from '../core/overview/allScored';
import { joinScored } from '../core/overview/joinScored';
import type { OverviewInput, OverviewRun, ScoredRun } from '../core/overview/overview';
import { sampleFactsOf } from '../core/overview/sampleFacts';
import { axesOf } from '../core/provenance/axes';
import type { RunSettings } from '../core/provenance/settings';
import type { RunIndex } from '../core/runIndex';
import { reviewColumns } from '../core/review/results';
import { SettledVerdicts, type Judgement } from '../core/review/verdicts';
import { findLogProbs, readLogProbs } from './logProbs';

export interface OverviewSource {
  /** `counted`: the index without samples that are left out of all counts, where there are any. */
  runs: readonly { spec: RunSpec; settings: RunSettings; index: RunIndex; counted?: RunIndex }[];
  pairing: Pick<Pairing, 'table' | 'members'>;
  /** Files of log-probabilities, relative to `baseDir`; absent: a folder `logprobs` beside the dumps. */
  perplexity: readonly string[] | undefined;
  baseDir: string;
  /** Verdicts on chains of thought, runs named by label and problems by the table's ids. */
  judgements?: readonly Judgement[];
}

/** A file of log-probabilities that can't be read is a finding. */
export async function overviewInputOf(source: OverviewSource): Promise<{ input: OverviewInput; findings: Finding[] }> {
  const { runs, pairing } = source;
  const { scored, findings } = await scoredRuns(source);
  const input: OverviewInput = {
    table: pairing.table,
    runs: runs.map(aboutRun),
    samples: runs.map(({ index, counted = index }, run) => sampleFactsOf(counted, pairing.members[run])),
    scored: allScored(
      scored,
      runs.map(({ spec, index, counted = index }, run) => ({ spec, index: counted, members: pairing.members[run] })),
    ),
  };
  if (source.judgements) input.review = reviewOf(source, new SettledVerdicts(source.judgements));
  return { input, findings };
}

function reviewOf({ runs, pairing }: OverviewSource, settled: SettledVerdicts): OverviewInput['review'] {
  return runs.map(({ spec, index, counted }, run) =>
    reviewColumns({ label: spec.label, index, counted, members: pairing.members[run] }, pairing.table.ids, settled),
  );
}

function aboutRun({ spec, settings, index }: OverviewSource['runs'][number]): OverviewRun {
  const { label, role, step = settings.step?.value } = spec;
  return { label, role, step, axes: axesOf(settings, spec), dump: dumpName(index) };
}

/** Tells dumps apart without reading them again: a hash over names, sizes and times of change. */
function dumpName({ files }: RunIndex): string {
  const hash = createHash('sha256');
  for (const { path, size, mtimeMs } of files)
    hash.update(`${path.split(/[\\/]/).at(-1)} ${size} ${Math.floor(mtimeMs)}\n`);
  return hash.digest('hex').slice(0, 12);
}

async function scoredRuns({
  runs,
  pairing,
  perplexity,
  baseDir,
}: OverviewSource): Promise<{ scored: ScoredRun[]; findings: Finding[] }> {
  const dumps = runs.flatMap(({ index }) => index.files.map(({ path }) => resolve(path)));
  const paths = perplexity ? perplexity.map((path) => resolve(baseDir, path)) : await findLogProbs(dumps);
  const joined: { scored: ScoredRun[]; findings: Finding[] } = { scored: [], findings: [] };
  const places = runs.map(({ spec, index }, run) => ({ spec, index, members: pairing.members[run] }));
  for (const path of paths) {
    try {
      const { rows, findings } = await readLogProbs(path);
      const { scored, findings: unmatched } = joinScored(rows, places, path);
      joined.scored.push(...scored);
      joined.findings.push(...findings, ...unmatched);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      joined.findings.push({ code: 'no-files', severity: 'warning', file: path, message: `It can't be read: ${why}` });
    }
  }
  return joined;
}
