/** Solvable-problem coverage of Yue et al. 2025 (arXiv 2504.13837), as in its tables; ids count from 0. */
const list = (text: string): string[] => text.split(',');
const range = (from: number, to: number): string[] => Array.from({ length: to - from + 1 }, (_, i) => String(from + i));

export interface PaperTable {
  ids: string[];
  base: string[];
  rl: string[];
  both: string[];
  baseOnly: string[];
  rlOnly: string[];
  neither: string[];
}

function table(ids: string[], base: string[], rl: string[]): PaperTable {
  const pick = (inBase: boolean, inRl: boolean) =>
    ids.filter((id) => base.includes(id) === inBase && rl.includes(id) === inRl);
  return {
    ids,
    base,
    rl,
    both: pick(true, true),
    baseOnly: pick(true, false),
    rlOnly: pick(false, true),
    neither: pick(false, false),
  };
}

/** Qwen2.5-7B and SimpleRL-Qwen2.5-7B: 19 / 4 / 0 / 7. */
export const aime24 = table(
  range(0, 29),
  list('0,1,4,6,7,8,9,11,12,14,15,16,17,18,19,22,23,24,25,26,27,28,29'),
  list('0,1,6,7,8,9,12,14,15,16,18,22,23,24,25,26,27,28,29'),
);

/** Qwen2.5-7B-Instruct-1M and Coder-R1 on problems 400–450: 19 / 4 / 1, 27 by neither. */
export const liveCodeBench = table(
  range(400, 450),
  list('400,402,403,407,409,412,413,417,418,419,422,423,427,432,433,436,438,439,440,444,445,448,449'),
  list('400,402,403,407,412,413,417,418,419,422,423,427,430,433,438,439,440,444,445,449'),
);
