/** The sample of a link is found by its text, wherever a dump that was written anew has it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { awaitSample } from '../../src/host/links';
import { ReadMarks } from '../../src/host/readMarks';
import { ComparisonSession } from '../../src/host/session';
import { ViewStore } from '../../src/host/viewState';
import { contentHash } from '../../src/io/contentHash';

vi.mock('vscode', () => ({}));

let folder: string;
const sessions: ComparisonSession[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'links-'));
});

afterEach(() => {
  for (const session of sessions.splice(0)) session.dispose();
  rmSync(folder, { recursive: true });
});

type Row = { task_id: string; completion: string; passed: boolean };
const row = (problem: string, sample: number): Row => ({
  task_id: problem,
  completion: `Sample ${sample} of ${problem}: é \ud83d\ude00 𝒙`,
  passed: sample % 2 === 0,
});
const four = ['b', 'a'].flatMap((problem) => [0, 1, 2, 3].map((sample) => row(problem, sample)));

function write(name: string, rows: readonly Row[]): void {
  writeFileSync(join(folder, name), rows.map((each) => `${JSON.stringify(each)}\n`).join(''));
}

/** A comparison that is just being opened; nothing of it has been read. */
function open(labels = ['base', 'RL'], Session = ComparisonSession): ComparisonSession {
  const memory = { get: () => undefined, update: async () => undefined };
  const session = new Session({
    path: join(folder, 'pair'),
    load: { baseDir: folder },
    views: new ViewStore(memory),
    marks: new ReadMarks(memory),
    defaultTau: 0.5,
    log: () => undefined,
  });
  sessions.push(session);
  const runs = labels.map((label, i) => ({
    label,
    role: i === 0 ? ('base' as const) : ('rl' as const),
    paths: [i === 0 ? 'base.jsonl' : 'rl.jsonl'],
  }));
  session.setFile({ title: 'Pair', runs }, [], true);
  return session;
}

const linkTo = (run: string, { task_id: problem, completion }: Row, sample: number) => ({
  run,
  problem,
  sample,
  hash: contentHash(completion),
});

async function textAt(session: ComparisonSession, problem: string, found: { run: number; sample: number }) {
  return (await session.readTrace({ ...found, problem: session.rowOf(problem) })).text;
}

describe('The sample of a link', () => {
  beforeEach(() => {
    write('base.jsonl', []);
    write('rl.jsonl', four);
  });
  const second = row('a', 1);

  it('is at its place in the dump it was made from', async () => {
    expect(await awaitSample(open(), linkTo('RL', second, 1))).toEqual({ run: 1, sample: 1, isSame: true });
  });

  it.each([
    ['its samples in another order', [...four].reverse(), { run: 1, sample: 2 }],
    ['rows between those of its problem', four.flatMap((each) => [row('c', 0), each]), { run: 1, sample: 1 }],
    ['fewer samples', [second], { run: 1, sample: 0 }],
    ['more of them, its text twice', [row('a', 9), second, ...four], { run: 1, sample: 1 }],
  ])('is found in a dump with %s', async (_, rows, place) => {
    write('rl.jsonl', rows);
    const session = open();
    const found = await awaitSample(session, linkTo('RL', second, 1));
    expect(found).toEqual({ ...place, isSame: true });
    expect(await textAt(session, 'a', found)).toBe(second.completion);
  });

  it('is found in a run that has another name, or in another run', async () => {
    expect(await awaitSample(open(['base', 'GRPO']), linkTo('RL', second, 1))).toMatchObject({ run: 1, isSame: true });
    write('base.jsonl', [row('a', 7), second]);
    write('rl.jsonl', [row('a', 8)]);
    expect(await awaitSample(open(), linkTo('RL', second, 0))).toEqual({ run: 0, sample: 1, isSame: true });
  });

  it('that nobody has any more is said to be gone, and the one at its place is shown', async () => {
    const gone = linkTo('RL', { ...second, completion: 'gone' }, 1);
    expect(await awaitSample(open(), gone)).toEqual({ run: 1, sample: 1, isSame: false });
    write('rl.jsonl', [row('a', 7)]);
    expect(await awaitSample(open(), gone)).toEqual({ run: 1, sample: 0, isSame: false });
    await expect(awaitSample(open(), { ...gone, problem: 'z' })).rejects.toThrow('There is no problem "z"');
  });

  it('is waited for while the part of the dump that has it is still being read', async () => {
    write('rl.jsonl', [...four].reverse());
    const session = open(undefined, HalfRead);
    await session.whenRead();
    expect(await awaitSample(session, linkTo('RL', second, 0))).toEqual({ run: 1, sample: 2, isSame: true });
  });
});

/** Once read, it shows the first sample of each problem and says that it reads on, until it is waited for again. */
class HalfRead extends ComparisonSession {
  #waits = 0;

  override get state() {
    const { runs, ...rest } = super.state;
    const reading = { kind: 'reading' as const, file: 'rl.jsonl', readBytes: 1, totalBytes: 2, bytesPerSecond: 1 };
    return { ...rest, runs: this.#waits > 1 ? runs : runs.map((run) => ({ ...run, state: reading })) };
  }

  override sampleCount(problem: number, run: number): number {
    return Math.min(super.sampleCount(problem, run), this.#waits > 1 ? Infinity : 1);
  }

  override whenRead(): Promise<void> {
    this.#waits++;
    return super.whenRead();
  }
}
