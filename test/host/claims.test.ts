/** Claims of novelty without an editor around them: what is recorded, when evidence is stale, and what draws more samples. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { anchorSpan } from '../../src/core/annotations/spans';
import { contentHash } from '../../src/io/contentHash';
import { NoveltyTasks } from '../../src/io/noveltyTasks';
import { ComparisonAnnotations } from '../../src/host/annotations/comparisonAnnotations';
import { actOnClaims } from '../../src/host/evidence/claims';
import { claimsOf } from '../../src/host/evidence/evidenceDesk';
import type { OpenComparison } from '../../src/host/openComparisons';
import { ReadMarks } from '../../src/host/readMarks';
import type { Services } from '../../src/host/services';
import { ComparisonSession } from '../../src/host/session';
import { ViewStore } from '../../src/host/viewState';
import type { ClaimAction, SampleRef } from '../../src/protocol/comparePage';
import { emptyFolder } from '../io/annotations/folders';

/** What people answer, and what was run. */
const editor = vi.hoisted(() => ({ answers: [] as (string | undefined)[], ran: [] as unknown[][] }));
vi.mock('vscode', () => ({
  ProgressLocation: { Notification: 15 },
  commands: {
    getCommands: () => Promise.resolve(['traceInspector.drawMoreBase']),
    executeCommand: (...args: unknown[]) => Promise.resolve(editor.ran.push(args)),
  },
  window: {
    showInputBox: () => Promise.resolve(editor.answers.shift()),
    showQuickPick: () => Promise.resolve(undefined),
    showInformationMessage: () => Promise.resolve(undefined),
    setStatusBarMessage: () => undefined,
    withProgress: (_: unknown, does: (...args: unknown[]) => unknown) =>
      does({ report: () => undefined }, { onCancellationRequested: () => ({ dispose: () => undefined }) }),
  },
}));
vi.mock('../../src/host/tags/offerAttributes', () => ({ offerAttributes: () => Promise.resolve() }));

const known = 'We count the pairs by their sum and then add what is left over.';
const planted = 'Mirror symmetry halves every remaining triangle immediately.';
const claimed = `${known} ${planted}`;
const at: SampleRef = { problem: 'p', run: 1, sample: 0 };

let folder: string;
let notes: ComparisonAnnotations;
let session: ComparisonSession;
const services = { noveltyTasks: new NoveltyTasks({}), searchWorkerPath: '' } as unknown as Services;

beforeEach(async () => {
  folder = emptyFolder();
  editor.answers.length = editor.ran.length = 0;
  notes = await ComparisonAnnotations.open({ annotations: join(folder, 'a.annotations.jsonl') }, () => 'Ada');
  writeFileSync(join(folder, 'RL.jsonl'), lineOf(claimed));
  session = await withBase(10);
});
afterEach(async () => {
  session.dispose();
  await notes.dispose();
});

function lineOf(completion: string): string {
  return `${JSON.stringify({ task_id: 'p', completion, passed: true, result: 'x' })}\n`;
}

/** The comparison as it is read while the base has so many samples. */
async function withBase(samples: number): Promise<ComparisonSession> {
  const lines = Array.from({ length: samples }, (_, i) => lineOf(`${known} Way ${i}.`));
  writeFileSync(join(folder, 'base.jsonl'), lines.join(''));
  const opened = new ComparisonSession({
    path: join(folder, 'a'),
    load: { baseDir: folder },
    views: new ViewStore({ get: () => undefined, update: async () => undefined }),
    marks: new ReadMarks({ get: () => undefined, update: async () => undefined }),
    defaultTau: 0.5,
    log: () => undefined,
  });
  const runs = [
    { label: 'base', role: 'base' as const, paths: ['base.jsonl'] },
    { label: 'RL', role: 'rl' as const, paths: ['RL.jsonl'] },
  ];
  opened.setFile({ title: 'A', runs }, [], true);
  await opened.whenRead();
  return opened;
}

function comparison(): OpenComparison {
  const anchorOf = ({ problem, sample }: SampleRef, span?: { start: number; end: number }) =>
    Promise.resolve({
      run: 'RL',
      problem,
      index: sample,
      hash: contentHash(claimed),
      ...(span && { span: anchorSpan(claimed, span, []) }),
    });
  const fake = {
    session,
    source: { document: {}, text: () => '{"title":"A","runs":[]}' },
    panel: { showEvidence: () => undefined, showDifference: () => undefined },
    tags: { isKept: true, own: () => Promise.resolve(notes), anchorOf },
  };
  return fake as unknown as OpenComparison;
}

const act = (action: ClaimAction): Promise<void> => actOnClaims(services, comparison(), action);
const shown = async () => (await claimsOf(comparison(), at, true)).claims;
const kinds = (): string[] =>
  readFileSync(notes.path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => (JSON.parse(line) as { kind: string }).kind);

async function claim(): Promise<string> {
  editor.answers.push('It mirrors.');
  const span = { start: known.length + 1, end: claimed.length };
  await act({ kind: 'claim', sample: at, span, tags: [] });
  return (await shown())[0].id;
}

describe('a claim', () => {
  it('is kept with its evidence: the planted span is in no base sample', async () => {
    await claim();
    const [one] = await shown();
    expect(one).toMatchObject({ statement: 'It mirrors.', status: 'claimed', lost: false });
    expect(one.evidence).toMatchObject({ samples: 10, share: 1, author: 'Ada', claim: { quote: planted } });
    expect(one.stale).toBeUndefined();
    expect(kinds()).toEqual(['claimed', 'evidenceRecorded']);
  });

  it('without a sentence is none', async () => {
    editor.answers.push(undefined);
    await act({ kind: 'claim', sample: at, tags: [] });
    expect(await shown()).toEqual([]);
  });

  it('is decided by people only, and only after a challenge', async () => {
    const id = await claim();
    const decide = () => act({ kind: 'decideClaim', claim: id, outcome: 'survived' });
    await expect(decide()).rejects.toThrow('This claim was not challenged yet.');
    await act({ kind: 'challengeClaim', claims: [id] });
    expect((await shown())[0]).toMatchObject({ status: 'challenged', challenges: [{ author: 'Ada' }] });
    editor.answers.push('Read all of them.');
    await decide();
    expect((await shown())[0]).toMatchObject({ status: 'survived', decision: { reason: 'Read all of them.' } });
  });

  it('is stale when the base has other samples than were searched, until it is run again', async () => {
    const id = await claim();
    session.dispose();
    session = await withBase(30);
    expect((await shown())[0].stale).toEqual({ searched: 10, now: 30 });
    await act({ kind: 'rerunEvidence', claims: [id] });
    const [one] = await shown();
    expect(one.stale).toBeUndefined();
    expect(one.evidence?.samples).toBe(30);
    expect(kinds().filter((kind) => kind === 'evidenceRecorded')).toHaveLength(2);
  });

  it('says how many more samples would tell, and draws those of its problem', async () => {
    await claim();
    const [{ settling }] = await shown();
    if (settling?.kind !== 'open') throw new Error(`10 samples are too few, not ${settling?.kind}`);
    expect(settling.more).toBeGreaterThan(0);
    await act({ kind: 'drawMoreBase', problem: 'p', samples: settling.more });
    expect(editor.ran).toEqual([
      ['traceInspector.drawMoreBase', { kind: 'problem', problem: 'p', samples: settling.more }],
    ]);
  });

  it('about a trace without claims says so', async () => {
    await expect(act({ kind: 'challengeClaim', claims: [] })).rejects.toThrow('There is no claim about this trace.');
  });
});
