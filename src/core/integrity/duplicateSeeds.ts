import type { DumpFile, RunIndex } from '../runIndex';

/** Two files of a run that hold the same samples; indexes into `RunIndex.files`. */
export interface DuplicateSeed {
  first: number;
  second: number;
  /** Samples of the second that look like the sample at the same place of the first, and all of the second. */
  equal: number;
  samples: number;
}

/** Share of samples that must look alike: a seed that was drawn anew has another text nearly everywhere. */
const leastShare = 0.95;
/** Fewer samples prove nothing. */
const leastSamples = 4;
/** Problems looked at first. */
const fewProblems = 8;
/** Seeds of a run are few; thousands of files are one sample each. */
const mostFiles = 64;

/** Pairs of files whose samples of each problem look alike in the same order. A file is named with the first it equals. */
export function duplicateSeeds(index: RunIndex): DuplicateSeed[] {
  const count = index.files.length;
  if (count < 2 || count > mostFiles) return [];
  // Nearly always the first problems show that no two files are alike.
  const few = printsByFile({ ...index, problems: index.problems.slice(0, fewProblems) });
  if (!few.some((b, second) => few.slice(0, second).some((a) => isAlike(compare(a, b))))) return [];
  const prints = printsByFile(index);
  const found: DuplicateSeed[] = [];
  for (let second = 1; second < count; second++) {
    for (let first = 0; first < second; first++) {
      const pair = compare(prints[first], prints[second]);
      if (pair.samples < leastSamples || !isAlike(pair)) continue;
      found.push({ first, second, ...pair });
      break;
    }
  }
  return found;
}

function isAlike({ equal, samples }: { equal: number; samples: number }): boolean {
  return equal >= leastShare * samples;
}

/** Per file and problem, what its samples look like, in dump order. */
function printsByFile({ files, problems, order, samples }: RunIndex): Map<number, number[]>[] {
  const { file, print, length } = samples;
  const byFile = files.map((_: DumpFile) => new Map<number, number[]>());
  problems.forEach(({ start, end }, problem) => {
    for (let i = start; i < end; i++) {
      const row = order[i];
      const ofFile = byFile[file[row]];
      const look = (length[row] % 2 ** 21) * 2 ** 32 + print[row];
      const known = ofFile.get(problem);
      if (known) known.push(look);
      else ofFile.set(problem, [look]);
    }
  });
  return byFile;
}

function compare(a: Map<number, number[]>, b: Map<number, number[]>): { equal: number; samples: number } {
  let equal = 0;
  let samples = 0;
  let left = 0;
  for (const looks of b.values()) left += looks.length;
  for (const [problem, looks] of b) {
    const others = a.get(problem);
    samples += looks.length;
    left -= looks.length;
    if (others)
      for (let i = 0; i < looks.length; i++) equal += Number(looks[i] === others[i] && looks[i] % 2 ** 32 !== 0);
    // It can't be reached any more.
    if (equal + left < leastShare * (samples + left)) return { equal, samples: samples + left };
  }
  return { equal, samples };
}
