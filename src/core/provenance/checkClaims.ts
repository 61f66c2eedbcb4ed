/** Stated numbers held against what the rows say. The rows always count. */
import { baseName, plainPath } from '../adapters/pathNames';
import type { Finding } from '../findings';
import { formatCount, formatPercent } from '../format';
import { Verdict, type RunIndex } from '../runIndex';
import { passAtK } from '../stats/passAtK';
import type { Claim } from './claims';

/** One finding per document that disagrees with the rows, with all that differs. */
export function checkClaims(label: string, index: RunIndex, claims: readonly Claim[]): Finding[] {
  const counts = new Map<string, FileCounts>();
  const differing = new Map<string, { claim: Claim; found: number }[]>();
  for (const claim of claims) {
    if (!claim.files.every((file) => index.files[file])) continue;
    const files = claim.files.join();
    let ofFiles = counts.get(files);
    if (!ofFiles) counts.set(files, (ofFiles = countFiles(index, claim.files)));
    const found = foundIn(ofFiles, claim);
    if (found.length === 0 || found.some((value) => Math.abs(value - claim.value) <= claim.tolerance)) continue;
    const key = `${claim.source}\0${files}`;
    differing.set(key, [...(differing.get(key) ?? []), { claim, found: found[0] }]);
  }
  return [...differing.values()].map((list) => disagreement(label, list, index.files[list[0].claim.files[0]].path));
}

/** Differing numbers named in the sentence. */
const mostNamed = 3;

function disagreement(label: string, list: { claim: Claim; found: number }[], dump: string): Finding {
  const { source } = list[0].claim;
  const named = list.slice(0, mostNamed);
  const says = named.map(({ claim }) => wordsFor(claim, claim.value)).join(', ');
  const rows = named.map(({ claim, found }) => wordsFor(claim, found)).join(', ');
  const more = list.length > mostNamed ? ` ${formatCount(list.length - mostNamed)} more numbers differ.` : '';
  const file = baseName(plainPath(source));
  const name = source === dump ? `the header of ${file}` : file;
  return {
    code: 'neighbour-disagrees',
    severity: 'warning',
    file: source,
    count: list.length,
    message: `${label}: ${name} says ${says}; the rows say ${rows}. The rows count.${more}`,
  };
}

function wordsFor({ what, k }: Claim, value: number): string {
  if (what === 'problems' || what === 'samples') return `${formatCount(value)} ${what}`;
  return `${what === 'pass' ? `pass@${formatCount(k ?? 1)}` : 'accuracy'} ${formatPercent(value)} %`;
}

interface FileCounts {
  samples: number;
  unscored: number;
  /** Per problem that the files have samples of. */
  problems: { n: number; c: number; first: number | undefined }[];
}

function countFiles({ problems, order, samples }: RunIndex, files: readonly number[]): FileCounts {
  const wanted = new Set(files);
  const counts: FileCounts = { samples: 0, unscored: 0, problems: [] };
  for (const { start, end, countOnly, n, c, unscored } of problems) {
    const problem = { n: 0, c: 0, first: undefined as number | undefined };
    let own = 0;
    for (let i = start; i < end; i++) {
      if (!wanted.has(samples.file[order[i]])) continue;
      own++;
      const verdict = samples.verdict[order[i]];
      if (verdict === Verdict.unscored) continue;
      problem.first ??= verdict;
      problem.n++;
      problem.c += Number(verdict === Verdict.correct);
    }
    if (own === 0) continue;
    // Which samples are correct is not stored there: the counts of the problem say it, if all of it is meant.
    const isCounted = countOnly === true && own === end - start;
    counts.samples += own;
    counts.unscored += isCounted ? unscored : own - problem.n;
    counts.problems.push(isCounted ? { n, c, first: undefined } : problem);
  }
  return counts;
}

/** What the rows say; several where writers mean different things by one word. Empty: the rows can't tell. */
function foundIn(
  { samples, unscored, problems }: FileCounts,
  { what, k = 1, isFirst, ofAll, n: nOfEach }: Claim,
): number[] {
  if (nOfEach !== undefined && samples !== nOfEach * problems.length) return [];
  if (what === 'samples') return [samples];
  if (what === 'problems') return [problems.length];
  if (ofAll && unscored > 0) return [];
  const scored = problems.filter(({ n }) => n >= (what === 'pass' ? k : 1));
  if (scored.length === 0 || scored.length < problems.length) return [];
  if (what === 'pass') return [meanOf(scored.map(({ n, c }) => passAtK(n, c, k)))];
  const [n, c] = [scored.reduce((sum, p) => sum + p.n, 0), scored.reduce((sum, p) => sum + p.c, 0)];
  const all = [c / n, meanOf(scored.map((p) => p.c / p.n))];
  return isFirst ? [...all, meanOf(scored.map((p) => p.first ?? 0))] : all;
}

function meanOf(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
