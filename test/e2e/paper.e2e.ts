/** The coverage tables of Yue et al. 2025 (arXiv 2504.13837 v2), rebuilt on screen from dumps with these problems solved. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeScratch, mathEvalDump, type Scratch } from './scratch';
import { openWorkbench, type Workbench } from './workbench';

const n = 16;

const aime24 = {
  problems: range(0, 29),
  base: [0, 1, 4, 6, 7, 8, 9, 11, 12, 14, 15, 16, 17, 18, 19, 22, 23, 24, 25, 26, 27, 28, 29],
  rl: [0, 1, 6, 7, 8, 9, 12, 14, 15, 16, 18, 22, 23, 24, 25, 26, 27, 28, 29],
};
const liveCodeBench = {
  problems: range(400, 450),
  base: [
    400, 402, 403, 407, 409, 412, 413, 417, 418, 419, 422, 423, 427, 432, 433, 436, 438, 439, 440, 444, 445, 448, 449,
  ],
  rl: [400, 402, 403, 407, 412, 413, 417, 418, 419, 422, 423, 427, 430, 433, 438, 439, 440, 444, 445, 449],
};

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

/** A solved problem has one correct sample or more, in places that differ from problem to problem. */
function dump(problems: number[], solved: number[]): string {
  return mathEvalDump(
    problems.map((idx) => {
      const correct = solved.includes(idx) ? 1 + (idx % 3) : 0;
      const score = range(0, n - 1).map((i) => (i + idx) % n < correct);
      return { idx, question: `Question ${idx} of the table.`, code: score.map((_, i) => `Sample ${i}.`), score };
    }),
  );
}

let scratch: Scratch;
let workbench: Workbench;

beforeAll(async () => {
  scratch = await makeScratch();
  for (const [name, table] of Object.entries({ aime24, liveCodeBench })) {
    await scratch.write(`${name}-base.jsonl`, dump(table.problems, table.base));
    await scratch.write(`${name}-rl.jsonl`, dump(table.problems, table.rl));
    const runs = ['base', 'rl'].map((role) => ({ label: role, role, paths: [`${name}-${role}.jsonl`] }));
    await scratch.write(`${name}.traces.json`, JSON.stringify({ title: name, runs }));
  }
  workbench = await openWorkbench({ folder: scratch.folder });
  await workbench.showSideBar();
});
afterAll(async () => {
  await workbench?.close();
  await scratch?.remove();
});

test.each([
  { name: 'aime24', all: 30, baseOnly: 4, rlOnly: 0, both: 19, neither: 7, base: 23, rl: 19, ids: '4 11 17 19' },
  {
    name: 'liveCodeBench',
    all: 51,
    baseOnly: 4,
    rlOnly: 1,
    both: 19,
    neither: 27,
    base: 23,
    rl: 20,
    ids: '409 432 436 448',
  },
])('$name: $both both, $baseOnly base only, $rlOnly RL only, $neither neither at k = n', async (table) => {
  await workbench.openFile(`${table.name}.traces.json`);
  await expect.poll(() => workbench.status()).toBe(`k = n · base ${table.base} / rl ${table.rl} of ${table.all}`);
  const frame = await workbench.untilRead();
  const { baseOnly, rlOnly, both, neither } = table;
  const classes = [`base only ${baseOnly}`, `RL only ${rlOnly}`, `both ${both}`, `neither ${neither}`];
  await expect
    .poll(async () => (await frame.locator('.chips .chip').allTextContents()).map((text) => text.trim()))
    .toEqual([`all ${table.all}`, ...classes, '+ filter']);
  await expect.poll(() => workbench.treeGroups()).toEqual(classes);
  await frame.getByRole('button', { name: classes[0] }).click();
  await expect
    .poll(async () => (await frame.locator('.body-row .cell-problem').allTextContents()).join(' '))
    .toBe(table.ids);
});
