/** Targets and evals that a workspace brings along: they are data, and nothing connects to what they name. */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { HarnessAdapter } from '../../src/core/evals/adapter';
import { samplingWith } from '../../src/core/evals/samplingWith';
import type { TraceInspectorApi } from '../../src/host/api';
import { createEval, type EvalDraft } from '../../src/io/evals/createEval';
import { bytesOf } from '../core/evals/evals';
import { closeAll, openWith, quiet, scratchFolder, until } from './workbench';

const viewType = 'traceInspector.comparison';
const extension = vscode.extensions.getExtension<TraceInspectorApi>('trace-inspector.reasoning-trace-inspector')!;

describe('Evals that a workspace brings along', () => {
  let server: Server;
  let seen: string[];
  let path: string;
  let url: string;

  beforeEach(async () => {
    seen = [];
    server = createServer((request, response) => {
      seen.push(request.url ?? '');
      response.end('{}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
    const dump = 'humaneval/samples.jsonl_results.jsonl';
    const folder = scratchFolder({ 'base.jsonl': dump });
    path = join(folder, 'one.traces.json');
    const runs = [{ label: 'base', role: 'base', paths: ['base.jsonl'] }];
    writeFileSync(path, JSON.stringify({ title: 'One', runs }));
    mkdirSync(join(folder, '.vscode'));
    const targets = [{ id: 'evil', adapter: 'openai', url }];
    writeFileSync(join(folder, '.vscode', 'settings.json'), JSON.stringify({ 'traceInspector.targets': targets }));
  });

  afterEach(async () => {
    await closeAll();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  for (const [adapter, state] of [
    ['openai', 'running'],
    ['slurm', 'running'],
    ['openai', 'interrupted'],
  ]) {
    it(`are shown and reach nothing: ${adapter}, ${state}`, async () => {
      const store = await createEval(path, draft(adapter, url));
      const counts = { chunks: 1, chunksDone: 0, chunksFailed: 0, samples: 1, samplesDone: 0, finish: {} };
      const { spec } = await store.readSpec();
      const times = { updatedAt: new Date().toISOString() };
      await store.writeStatus({
        evalId: spec!.evalId,
        state: state as 'running',
        attempt: 1,
        handle: {},
        counts,
        ...times,
      });
      await openWith(path, viewType);
      await quiet();
      // It shows its error and goes no further.
      await vscode.commands.executeCommand('traceInspector.resumeEval', { kind: 'eval', dir: store.dir });
      await quiet();
      assert.deepEqual(seen, []);
    });
  }

  it('settings of a workspace name no targets', async () => {
    const inspected = vscode.workspace.getConfiguration().inspect('traceInspector.targets');
    assert.equal(inspected?.globalValue, undefined);
    await openWith(path, viewType);
    void vscode.commands.executeCommand('traceInspector.drawMoreBase');
    await quiet();
    assert.deepEqual(seen, []);
  });

  it('the text of a comparison has lenses that draw more, once it is open as a comparison too', async () => {
    const uri = vscode.Uri.file(path);
    const titles = async (): Promise<string[]> => {
      const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri, 9);
      return lenses.flatMap(({ command }) => command?.title ?? []);
    };
    await vscode.workspace.openTextDocument(uri);
    assert.deepEqual(await titles(), ['Open in Trace Inspector']);
    await openWith(path, viewType);
    assert.deepEqual(await titles(), ['Quick Eval…', 'Draw More Base Samples for RL-Only Problems']);
  });

  it('another extension can register a harness once, and take it away', async () => {
    const api = await extension.activate();
    const adapter = { id: 'mine', label: 'Mine' } as never;
    assert.throws(() => api.registerHarnessAdapter(adapter, api.harnessApiVersion + 1), /version/);
    const registered = api.registerHarnessAdapter({ ...(adapter as object), dispose: () => undefined } as never, 1);
    assert.throws(() => api.registerHarnessAdapter(adapter, 1), /already/);
    registered.dispose();
    assert.throws(() => api.registerHarnessAdapter({ id: 'openai' } as never, 1), /already/);
  });

  it('another extension’s harness draws samples, which join the comparison', async () => {
    const api = await extension.activate();
    const asked: object[] = [];
    const registered = api.registerHarnessAdapter(theirHarness(asked), api.harnessApiVersion);
    const settings = vscode.workspace.getConfiguration();
    const targets = [{ id: 'theirs', adapter: 'their-harness', queue: 'eval' }];
    await settings.update('traceInspector.targets', targets, vscode.ConfigurationTarget.Global);
    try {
      const target = { id: 'theirs', adapter: 'their-harness', fingerprint: 'queue eval' };
      const store = await createEval(path, { ...draft('their-harness', url), target, n: 4 });
      const { spec } = await store.readSpec();
      await openWith(path, viewType);
      // On a slow machine the tab is there before the comparison in it.
      await until('the eval starts', async () => {
        await vscode.commands.executeCommand('traceInspector.startEval', { kind: 'eval', dir: store.dir });
        return store.readStatus();
      });
      await until('the samples are listed in the comparison', () => readFileSync(path, 'utf8').includes('dump.jsonl'));
      assert.equal((await store.readStatus())?.state, 'completed');
      assert.deepEqual(asked, [{ queue: 'eval', attempt: 1, missing: spec!.chunks.map(({ id }) => id) }]);
      const rows = readFileSync(join(store.dir, 'dump.jsonl'), 'utf8').trim().split('\n');
      assert.deepEqual(
        rows.map((row) => (JSON.parse(row) as { index: number }).index),
        [0, 1, 2, 3],
      );
    } finally {
      registered.dispose();
      await settings.update('traceInspector.targets', undefined, vscode.ConfigurationTarget.Global);
    }
  });
});

/** What another extension would bring: it draws at once, and hands chunks over when it is asked. */
function theirHarness(asked: object[]): HarnessAdapter {
  return {
    id: 'their-harness',
    label: 'Their harness',
    capabilities: {
      resumable: true,
      partialResults: false,
      logs: false,
      detached: true,
      needsPython: false,
      writesChunks: false,
    },
    fingerprint: ({ options }) => `queue ${String(options.queue)}`,
    tokenOrigin: () => undefined,
    check: () => Promise.resolve([]),
    submit: ({ target, attempt, missing }) => {
      asked.push({ queue: target.options.queue, attempt, missing });
      return Promise.resolve({ job: 1 });
    },
    poll: ({ spec, cursor }) =>
      Promise.resolve({ state: 'ended', chunks: spec.chunks.map(({ id }) => ({ id })), cursor }),
    fetch: async function* ({ spec }) {
      for (const chunk of spec.chunks)
        yield await Promise.resolve({ id: chunk.id, bytes: Buffer.from(bytesOf(spec, chunk)) });
    },
    logs: () => Promise.resolve({ text: '', end: 0 }),
    cancel: () => Promise.resolve(),
    cleanup: () => Promise.resolve(),
    dispose: () => undefined,
  };
}

const draft = (adapter: string, url: string): EvalDraft => {
  const { seedBase: _, ...sampling } = samplingWith();
  return {
    title: '+1 base on 1 problem',
    source: { run: 'base' },
    models: [{ name: 'base', role: 'base', servedName: 'served', extends: 'base' }],
    problems: [{ id: 'HumanEval/0', prompt: 'a secret prompt' }],
    n: 1,
    sampling,
    chunking: { nPerRequest: 1 },
    target: { id: 'evil', adapter, fingerprint: `openai ${url}/` },
    notSent: [],
    tool: { version: '0' },
  };
};
