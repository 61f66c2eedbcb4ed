/** Targets and evals that a workspace brings along: they are data, and nothing connects to what they name. */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { samplingWith } from '../../src/core/evals/samplingWith';
import type { TraceInspectorApi } from '../../src/host/api';
import { createEval, type EvalDraft } from '../../src/io/evals/createEval';
import { closeAll, openWith, quiet, scratchFolder } from './workbench';

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

  it('another extension can register a harness once, and take it away', async () => {
    const api = await extension.activate();
    const adapter = { id: 'mine', label: 'Mine' } as never;
    assert.throws(() => api.registerHarnessAdapter(adapter, api.harnessApiVersion + 1), /version/);
    const registered = api.registerHarnessAdapter({ ...(adapter as object), dispose: () => undefined } as never, 1);
    assert.throws(() => api.registerHarnessAdapter(adapter, 1), /already/);
    registered.dispose();
    assert.throws(() => api.registerHarnessAdapter({ id: 'openai' } as never, 1), /already/);
  });
});

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
