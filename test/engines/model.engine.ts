/** A real language model answers: through our worker, graded by Math-Verify, and through Inspect, read by its format adapter. */
import { rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { commandAdapter } from '../../src/io/evals/adapters/command';
import { engineDir, parts } from './daemons';
import { Drive } from './drive';
import { evalSpec, type SpecChoices } from './evalSpec';
import { startModel, type ModelServer } from './modelServer';

const sums = Array.from({ length: 8 }, (_, i) => ({
  id: `sum-${i}`,
  prompt: `Question: What is ${i + 1} + ${i + 2}? Put the answer into \\boxed{}.\nAnswer: ${i + 1} + ${i + 2} = `,
  gold: String(2 * i + 3),
}));

/** As a chat, and with room to think: every sample is another text. */
const chats = sums.map(({ id, gold }, i) => ({
  ...{ id, gold },
  messages: [
    { role: 'user', content: `What is ${i + 1} + ${i + 2}? Explain in two sentences, then write \\boxed{answer}.` },
  ],
}));
const folder = join(engineDir, 'model');

describe.skipIf(parts.missing.model)('a real model', () => {
  let server: ModelServer;
  const adapter = commandAdapter(resolve('media/worker/trace_worker.py'));
  const drives: Drive[] = [];
  const python = parts.python ?? '';

  beforeAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    server = await startModel();
  });
  afterEach(async () => {
    for (const drive of drives.splice(0)) await drive.close();
  });
  afterAll(() => server?.stop());

  const drive = (choices: SpecChoices, argv: string[], more: object = {}): Drive => {
    const endpoint = { url: server.url, concurrency: 2 };
    const common = { dir: folder, argv, endpoint, python };
    const spec = evalSpec({ adapter: 'command', problems: sums, servedName: 'smollm2', ...choices });
    const made = new Drive(adapter, spec, { ...common, ...more });
    drives.push(made);
    return made;
  };

  it('answers 4 problems 8 times for two names through the worker, and Math-Verify judges', async () => {
    const choices = {
      evalId: 'SMOLLM2',
      problems: chats.slice(0, 4),
      sampling: { temperature: 1 },
      n: 8,
      // More than the server gives at once.
      nPerRequest: 8,
      models: ['base', 'rl'],
    };
    const one = drive(choices, ['{python}', '{worker}', '{runDir}', '{shard}', '{shards}'], { importer: 'chunks' });
    await one.submit();
    expect(await one.follow()).toMatchObject({ state: 'ended' });
    expect(one.samples.size).toBe(64);
    expect(one.grades).toHaveLength(64);
    for (const { finish_reason } of one.samples.values()) expect(['stop', 'length']).toContain(finish_reason);
    expect(new Set([...one.samples.values()].map(({ text }) => text)).size).toBeGreaterThan(30);
    expect(one.grades.every(({ grader, version }) => grader === 'math-verify' && version === '0.9.0')).toBe(true);
    expect(one.grades.filter(({ verdict }) => verdict !== null).length).toBeGreaterThan(56);
    const correct = one.grades.filter(({ verdict }) => verdict === true).length;
    console.log(`SmolLM2-135M: ${correct} of 64 sums are right.`);
    await adapter.cleanup(one.handleCall);
  });

  it.skipIf(parts.missing.inspect)('is evaluated by Inspect, whose log becomes samples with its verdicts', async () => {
    const argv = [
      ...['env', '-C', resolve('test/engines'), 'LOCAL_BASE_URL={url}', 'LOCAL_API_KEY=none', 'INSPECT_DISPLAY=none'],
      ...[join(dirname(python), 'inspect'), 'eval', 'inspectTask.py', '-T', 'path={problems}'],
      ...['--model', 'openai-api/local/{servedModel}', '--epochs', '{n}', '--log-dir', '{output}'],
      ...['--temperature', '{temperature}', '--max-tokens', '{max_tokens}', '--max-connections', '2'],
    ];
    const one = drive({ evalId: 'INSPECT', n: 2, nPerRequest: 2, sampling: { max_tokens: 32 } }, argv, {
      results: '*.eval',
    });
    await one.submit();
    const end = await one.follow();
    const { text } = await adapter.logs({ ...one.handleCall, from: { tail: 3000 } });
    expect(end, text).toMatchObject({ state: 'ended' });
    expect(one.samples.size).toBe(16);
    expect(one.grades).toHaveLength(16);
    expect(one.grades[0].grader).toBe('inspect');
    await adapter.cleanup(one.handleCall);
  });
});
