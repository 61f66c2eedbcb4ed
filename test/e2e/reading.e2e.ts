/** Reading traces by keys alone; hostile ones load and run nothing, rendered or raw. */
import type { FrameLocator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeScratch, mathEvalDump, type Scratch } from './scratch';
import { openWorkbench, type Workbench } from './workbench';

const evil = 'http://evil.example';
const shared = [
  'Let us count all the ordered triples of positive integers first of all.',
  'By stars and bars there are $\\binom{29}{2} = 406$ of them in total.',
];
const left = [...shared, 'Wait, the **three equal** ones were counted twice in there.', 'The answer is \\boxed{366}.'];
const right = [...shared, 'Nothing else has to be taken away from this number here.', 'The answer is \\boxed{364}.'];
const hostile = [
  `<script>window.hacked = 1; fetch('${evil}/script')</script> <svg onload="window.hacked = 1"><use href="${evil}/svg"/></svg>`,
  `![image](${evil}/markdown.png) <img src="${evil}/image.png" onerror="window.hacked = 1">`,
  `[click](javascript:window.hacked=1) and [there](${evil}/link)`,
  'Unclosed maths: $\\frac{1}{2 and \\[ \\href{javascript:window.hacked=1}{x}',
  `\\(\\includegraphics{${evil}/tex.png} \\url{${evil}/url}\\)`,
  'bidi \u202eevil\u202c, null \u0000, half a pair \ud835 here',
].join('\n\n');
const long = 'A line of a trace that goes on and on, without an end in sight.\n'.repeat(16_000);

/** Words of a trace with their log-probabilities, as some dumps have them; one word is unlikely. */
function withTokens(text: string) {
  const tokens = text.match(/\S+\s*/g)!;
  return { response: text, tokens, logprobs: tokens.map((token) => (token.startsWith('Wait') ? -6 : -0.01)) };
}
const samplesOf = (problem_id: string, texts: string[], correct: boolean[]) =>
  texts.map((text, i) => ({
    problem_id,
    question: `How many of ${problem_id}?`,
    ...withTokens(text),
    extracted_answer: correct[i] ? '366' : '364',
    ground_truth: '366',
    correct: correct[i],
    finish_reason: i % 2 === 1 ? 'length' : 'stop',
    ...(correct[i] ? {} : { failure_reason: 'timed out after 3 s' }),
  }));
const moved = [
  'Let me first count all ordered triples of positive integers with a + b + c = 30.',
  'By stars and bars there are 406 ordered triples of them.',
  'The order counts, so (1, 2, 27) and (2, 1, 27) are two different triples.',
  'Suppose a = b. Then there are 14 triples in this case.',
  'Wait, (10, 10, 10) satisfies all three conditions.',
  'Alternatively, count those that are all different at once.',
  'Hence the answer is \\boxed{366}.',
];
const variant = (i: number) => [...moved.slice(0, 5), `Attempt ${i} goes on.`, ...moved.slice(5)].join('\n');
const movedAway = [moved[0], moved[1], moved[3], moved[2], 'Hence the answer is \\boxed{364}.'].join('\n');
const rows = (samples: object[]): string => samples.map((row) => `${JSON.stringify(row)}\n`).join('');

let scratch: Scratch;
let workbench: Workbench;
let frame: FrameLocator;

beforeAll(async () => {
  scratch = await makeScratch();
  const dump = (text: string) =>
    mathEvalDump([
      { idx: 0, question: 'How many triples?', code: [text, 'No idea.'], score: [true, false] },
      { idx: 1, question: 'A hostile one', code: [hostile, 'fine'], score: [true, false] },
      { idx: 2, question: 'A long one', code: [long, 'fine'], score: [true, false] },
    ]);
  await scratch.write('base.jsonl', dump(left.join('\n\n')));
  await scratch.write('rl.jsonl', dump(right.join('\n\n')));
  const runs = ['base', 'rl'].map((role) => ({ label: role, role, paths: [`${role}.jsonl`] }));
  await scratch.write('pair.traces.json', JSON.stringify({ title: 'Pair', runs }));
  const five = [moved.join('\n'), ...[2, 3, 4, 5].map(variant)];
  const [some, none] = [[true, false, false, false, true], five.map(() => false)];
  for (const [role, only] of [
    ['base', some],
    ['rl', none],
  ] as const)
    await scratch.write(
      `keys/${role}.jsonl`,
      rows([
        ...samplesOf('both', role === 'base' ? five : [movedAway, ...five.slice(1)], some),
        ...samplesOf('neither', five, none),
        ...samplesOf('one', five, only),
        ...samplesOf('last', five, some),
      ]),
    );
  const keyRuns = runs.map((run) => ({ ...run, paths: [`keys/${run.label}.jsonl`] }));
  await scratch.write('keys.traces.json', JSON.stringify({ title: 'Keys', runs: keyRuns }));
  workbench = await openWorkbench({ folder: scratch.folder, open: 'pair.traces.json' });
  frame = await workbench.untilRead();
  await frame.locator('.body-row .cell-run').first().click();
  await press('Enter');
  await frame.locator('.diff-view .step-text').first().waitFor();
});
afterAll(async () => {
  await workbench?.close();
  await scratch?.remove();
});

const press = (key: string): Promise<void> => workbench.page.keyboard.press(key);
const current = () => frame.locator('.step-current').first().textContent();

test('n and Shift+N go to what differs, j and k from step to step', async () => {
  await press('n');
  await expect.poll(current).toContain('Wait');
  await press('Shift+G');
  await expect.poll(current).toContain('The answer');
  await press('Shift+N');
  await expect.poll(current).toContain('Wait');
  await press('k');
  await expect.poll(current).toContain('By stars and bars');
  await press('j');
  await expect.poll(current).toContain('Wait');
});

test('r shows the text as it is, and rendered again', async () => {
  await frame.locator('.md-strong, .maths').first().waitFor();
  await press('r');
  await expect.poll(() => frame.locator('.md-strong, .maths').count()).toBe(0);
  await press('r');
  await frame.locator('.maths').first().waitFor();
});

test('z folds a step, which says so, and find unfolds it', async () => {
  await press('g');
  await press('z');
  await expect.poll(() => frame.locator('.unfold').getAttribute('aria-expanded')).toBe('false');
  await press('Control+f');
  await expect
    .poll(async () => (await workbench.innerFrame()).evaluate(() => document.activeElement?.className ?? ''))
    .toContain('find-field');
  await workbench.page.keyboard.type('ordered');
  await frame.locator('.find-words', { hasText: '1 of 2 · both panes' }).waitFor();
  await expect.poll(() => frame.locator('.unfold').count()).toBe(0);
  await press('Escape');
});

test('a pair is chosen by rule, and the pane says why', async () => {
  await workbench.command('Traces: Pair: Shortest Correct of Each');
  await expect.poll(() => frame.locator('.pair-reason').first().textContent()).toContain('shortest correct');
});

test('a hostile trace loses nothing and gets nothing, rendered and raw', async () => {
  await press(']');
  await expect.poll(() => frame.locator('.context-id').textContent()).toBe('1');
  await press('d'); // each pane for itself
  const text = frame.locator('.pane .trace-text .lines').first();
  const expected = hostile.replace('\ud835', '\ufffd');
  await expect.poll(() => text.textContent()).toBe(expected);
  expect(await text.locator('script, img, a, iframe, svg').count()).toBe(0);
  await workbench.screenshot('reading-hostile');
  await press('r');
  await expect.poll(() => text.textContent()).toBe(expected);
  await press('r');
  for (const each of workbench.page.frames())
    expect(await each.evaluate(() => 'hacked' in window), each.url()).toBe(false);
  expect(workbench.requests.filter((url) => url.includes('evil.example'))).toEqual([]);
});

test('a link of a trace is reached by keys, and leads nowhere before a question is answered', async () => {
  await press('g');
  for (let steps = 0, step = await current(); steps < 12 && !step?.includes('[click]'); steps++) {
    await press('j');
    await expect.poll(current).not.toBe(step);
    step = await current();
  }
  await press('Enter');
  const focused = () =>
    workbench.innerFrame().then((inner) => inner.evaluate(() => document.activeElement?.textContent));
  await expect.poll(focused).toBe(`[there](${evil}/link)`);
  await press('Enter');
  const dialog = workbench.page.locator('.monaco-dialog-box');
  await dialog.filter({ hasText: `${evil}/link` }).waitFor();
  await press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  expect(workbench.requests.filter((url) => url.includes('evil.example'))).toEqual([]);
  await frame
    .locator('.trace-text')
    .first()
    .click({ position: { x: 5, y: 5 } });
});

test('a trace of a megabyte is there at once and whole soon after', async () => {
  await follow([[']', problem, '2']]);
  const text = frame.locator('.pane .trace-text .lines').first();
  await text.locator('.step-text').first().waitFor();
  await press('Shift+G');
  await frame.locator('.pane .step-current').first().waitFor();
  await expect.poll(async () => (await text.textContent())?.length, { timeout: 20_000 }).toBe(long.length);
});

/** What a key is for, as steps: what is pressed, and what is to be seen then. */
type Step = [key: string, seen: () => Promise<unknown>, is: unknown];

/** A key that comes before the editor knows that the page has the focus does nothing, and is pressed once more. */
async function follow(steps: Step[]): Promise<void> {
  for (const [key, seen, is] of steps) {
    const now = async () => JSON.stringify(await seen().catch(() => undefined));
    const before = await now();
    await press(key);
    if (!isSeen(before, is))
      await expect
        .poll(now, { timeout: 4000 })
        .not.toBe(before)
        .catch(() => press(key));
    const what = expect.poll(seen, { message: `after ${key}`, timeout: 15_000 });
    await (is instanceof RegExp ? what.toMatch(is) : what.toEqual(is));
  }
}

/** @param seen as JSON */
function isSeen(seen: string | undefined, is: unknown): boolean {
  return is instanceof RegExp ? is.test(seen ?? '') : seen === JSON.stringify(is);
}

const textOf = async (selector: string): Promise<string> =>
  (await frame.locator(selector).allTextContents()).join(' | ');
const count = (selector: string) => () => frame.locator(selector).count();
const pressed = (title: string) => () => frame.locator(`.switches [title^="${title}"]`).getAttribute('aria-pressed');
const problem = () => textOf('.context-id');
const sample = () => frame.locator('.sample-field input').first().inputValue();
const step = () => textOf('.step-current');
const status = () => textOf('.find-words');
const token = () => textOf('.token-words');
const reason = async () => (await frame.locator('.pair-reason').allTextContents())[0];
const isIn = (selector: string) => async () =>
  (await workbench.innerFrame()).evaluate((wanted) => document.activeElement?.closest(wanted) != null, selector);
const active = async () => (await workbench.innerFrame()).evaluate(() => document.activeElement?.className ?? '');
const clipboard = () => workbench.page.evaluate(() => navigator.clipboard.readText());

/** Shows a sample of the first pane, and gives the keys back to its text. */
async function goTo(place: string): Promise<void> {
  await frame.locator('.sample-field input').first().fill(place);
  await press('Enter');
  await expect.poll(sample).toBe(place);
  // Following a moved step may have left the keys with the other pane.
  await frame.locator('.pane .trace-text').first().focus();
  await expect.poll(active).toContain('trace-text');
}

describe('every key of the Traces page', () => {
  beforeAll(async () => {
    await workbench.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await workbench.openFile('keys.traces.json');
    await frame.locator('.body-row .cell-problem', { hasText: 'neither' }).waitFor();
    frame = await workbench.untilRead();
    await frame.locator('.body-row .cell-run').first().click();
    await press('Enter');
    await frame.locator('.trace-text .step-text').first().waitFor();
    const isOn = pressed('Difference');
    if ((await isOn()) === 'false') await press('d');
    await frame.locator('.diff-view .step-text').first().waitFor();
  });

  test('differences and moved steps', async () => {
    await follow([['g', step, /Let me first count/]]);
    const isMoved = count('.step-current.diff-moved, .diff-moved .step-current');
    for (let tries = 0; tries < 8 && (await isMoved()) === 0; tries++) {
      await press('n');
      await workbench.page.waitForTimeout(300);
    }
    await expect.poll(isMoved).toBe(1);
    const here = await step();
    await follow([
      ['m', async () => (await step()) !== here, true],
      ['m', step, here],
      ['d', count('.diff-view'), 0],
    ]);
    for (const [key, title] of [
      ['l', 'Traces scroll together'],
      ['Alt+z', 'Wrap long lines'],
    ]) {
      const before = await pressed(title)();
      await follow([
        [key, pressed(title), before === 'true' ? 'false' : 'true'],
        [key, pressed(title), before],
      ]);
    }
  });

  test('cues, the answer, folding, the question', async () => {
    await follow([
      ['g', step, /Let me first count/],
      ['c', step, /Wait/],
      ['c', step, /Alternatively/],
      ['Shift+C', step, /Wait/],
      ['Shift+G', step, /boxed/],
      ['Shift+Z', async () => (await count('.unfold')()) > 2, true],
      ['Shift+Z', count('.unfold'), 0],
      ['o', count('.statement'), 1],
      ['o', count('.statement'), 0],
    ]);
  });

  test('token heat, and from token to token', async () => {
    await follow([
      ['h', () => textOf('.heat-bar'), /chance of each token/],
      ['g', step, /Let me first count/],
      ['.', token, /^token \d+ of \d+/],
      ['Shift+.', token, /“Wait, ?”: log-probability −6\.00/],
    ]);
    const unlikely = await token();
    await follow([
      ['.', async () => (await token()) !== unlikely, true],
      [',', token, unlikely],
      ['.', async () => (await token()) !== unlikely, true],
      ['Shift+,', token, unlikely],
      ['h', count('.heat-bar'), 0],
    ]);
  });

  test('the queue: unread, wrong, correct, truncated, and what the tests said', async () => {
    await goTo('1');
    await expect.poll(() => textOf('.verdict-words'), { timeout: 15_000 }).toContain('read');
    await follow([['u', sample, '2']]);
    await goTo('5');
    await follow([
      ['Shift+U', sample, '4'],
      ['Shift+T', sample, '2'],
      ['t', sample, '4'],
      ['Shift+W', sample, '3'],
      ['w', sample, '4'],
      ['f', sample, '5'],
      ['Shift+F', sample, '1'],
      ['w', sample, '2'],
      ['e', () => textOf('.tests'), /timed out after 3 s/],
      ['e', count('.tests'), 0],
    ]);
    expect(await textOf('.pane-focused .pane-head')).toContain('timeout');
  });

  test('problems that one run solves, and back and forward', async () => {
    await follow([['v', problem, 'one']]);
    // Only what was read is come back to.
    await expect.poll(() => textOf('.verdict-words'), { timeout: 15_000 }).toContain('read');
    await follow([
      [']', problem, 'last'],
      ['Alt+ArrowLeft', problem, 'one'],
      ['Alt+ArrowRight', problem, 'last'],
      ['Shift+V', problem, 'one'],
    ]);
    await frame.locator('.trace-text .step-text').first().waitFor();
  });

  const focusedButton = () =>
    frame.locator('button:focus').evaluate((button) => button.getAttribute('aria-label') ?? button.textContent);
  const switched = () => frame.locator('button:focus').getAttribute('aria-pressed');

  test('find from match to match, and copy: trace, Markdown, link', async () => {
    await goTo('1');
    await press('Control+f');
    await expect.poll(active).toContain('find-field');
    await workbench.page.keyboard.type('triples');
    await expect.poll(status).toMatch(/^1 of \d+/);
    await follow([
      ['F3', status, /^2 of/],
      ['Shift+F3', status, /^1 of/],
      ...['case', 'word', 'expression'].flatMap((word): Step[] => [
        ['Tab', focusedButton, new RegExp(word)],
        ['Space', switched, 'true'],
        ['Space', switched, 'false'],
      ]),
      ...[/Previous/, /Next/, /all samples/].map((name): Step => ['Tab', focusedButton, name]),
    ]);
    await press('Enter');
    await workbench.page.getByText('160 matches in 40 of 40 samples').first().waitFor();
    await frame.locator('.find-field').click();
    await follow([
      ['Escape', count('.find-row'), 0],
      ['y', clipboard, moved.join('\n')],
      ['Alt+y', clipboard, /problem `one` · run `base`/],
      ['Shift+Y', clipboard, /^[\w-]+:\/\/[^\s/]+\/open\?at=\S+$/],
    ]);
  });

  test('a link that is pasted comes back to its sample', async () => {
    const link = await clipboard();
    await follow([['[', problem, 'neither']]);
    await workbench.command('Traces: Open Link to Sample…');
    await workbench.answer(link);
    await expect.poll(problem).toBe('one');
    await expect.poll(sample).toBe('1');
  });

  test('each tag by its key; suggested ones; from tag to tag and from sample to sample', async () => {
    const pane = frame.locator('.pane').first();
    const tags = () => pane.locator('.tag-box:not(.tag-suggested)').count();
    const suggested = () => pane.locator('.tag-suggested').count();
    const currentTag = () => pane.locator('.tag-current').getAttribute('data-name');
    const title = () => workbench.quickTitle('').textContent();
    await follow([['g', step, /Let me first count/]]);
    await press('1');
    await workbench.page.locator('.quick-input-list .monaco-list-row', { hasText: 'Starter Tags' }).waitFor();
    await follow([
      ['Enter', tags, 1],
      ...[2, 3, 4, 5, 6, 7, 8, 9].map((digit): Step => [String(digit), tags, digit]),
      ['0', suggested, 2],
      ['c', step, /Wait/],
      ['=', suggested, 1],
      ['c', step, /Alternatively/],
      ['-', suggested, 0],
      ['Shift+Q', currentTag, 'reflection'],
      ['Shift+Q', step, /Let me first count/],
      ['q', currentTag, 'reflection'],
      ['x', tags, 9],
      ['Control+z', tags, 10],
      ['Control+Shift+z', tags, 9],
      ['Control+z', tags, 10],
      ['Shift+I', title, /^Instead of reflection/],
    ]);
    await press('Escape');
    await workbench.quickInput.waitFor({ state: 'hidden' });
    await goTo('3');
    await follow([['a', title, /^Tag the whole trace of one, base, sample 3/]]);
    await press('Escape');
    await workbench.quickInput.waitFor({ state: 'hidden' });
    await follow([
      ['Shift+Alt+q', sample, '1'],
      ['[', problem, 'neither'],
      ['Alt+q', problem, 'one'],
    ]);
  });

  test('the pair by each rule, from its list', async () => {
    await expect.poll(active).toContain('trace-text');
    await follow([
      ['p', active, /pair-rule/],
      ['ArrowDown', reason, /^most alike/],
      ['ArrowDown', reason, /^first correct/],
      ['ArrowDown', reason, /^shortest correct/],
      ['ArrowDown', reason, /^median length/],
      ['ArrowDown', reason, /answer/],
      ['ArrowDown', reason, /random/],
      ['ArrowDown', reason, /pinned/],
    ]);
  });

  test('from page to page, to the fields, and through the samples of a finding', async () => {
    await frame.locator('.pane .trace-text').first().focus();
    await follow([
      ['/', isIn('.filter-field'), true],
      ['Escape', isIn('[role="grid"]'), true],
      ['Alt+2', isIn('.trace-text'), true],
      ['Shift+K', isIn('.k-field'), true],
      ['Escape', isIn('.trace-text'), true],
    ]);
    await workbench.command('Traces: Show Samples of a Finding…');
    await workbench.pick('Truncated', 'Truncated');
    const fields = frame.locator('.sample-field input');
    const shown = async () => {
      const samples = await fields.evaluateAll((all) => all.map((input) => (input as HTMLInputElement).value));
      return [await problem(), ...samples].join(' ');
    };
    await expect.poll(isIn('.trace-text')).toBe(true);
    const first = await shown();
    await follow([
      ['F8', async () => (await shown()) !== first, true],
      ['Shift+F8', shown, first],
    ]);
  });

  test('what novel means, and the nearest base sample beside a trace', async () => {
    await follow([
      ['Alt+n', isIn('.evidence-definition'), true],
      ['Shift+E', count('.evidence'), 0],
      ['Shift+D', count('.diff-view'), 1],
      ['d', count('.diff-view'), 0],
    ]);
  });

  test('the traces as documents of the editor', async () => {
    await workbench.command('Traces: Open Trace as Document');
    await workbench.page.locator('.editor-instance .view-lines', { hasText: 'stars' }).first().waitFor();
    await press('Control+F4');
    await frame.locator('.trace-text .step-text').first().waitFor();
    await workbench.command('Traces: Open in Native Diff Editor');
    await workbench.page.locator('.monaco-diff-editor').first().waitFor();
    await press('Control+F4');
    await frame.locator('.trace-text .step-text').first().waitFor();
  });
});
