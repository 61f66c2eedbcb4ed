import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { HttpClient } from '../../../src/io/evals/httpClient';
import { systemClock } from '../../../src/io/evals/systemClock';
import { LogProbServer } from '../../../src/io/grading/logProbServer';
import { logProbsFile, scorePerplexity } from '../../../src/io/grading/scorePerplexity';
import { loadRun } from '../../../src/io/loadRun';
import { findLogProbs, readLogProbs } from '../../../src/io/logProbs';
import { LogProbStub, type Kind } from './logProbStub';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'perplexity-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function stub(kind: Kind): Promise<LogProbStub> {
  const server = await new LogProbStub(kind).start();
  onTestFinished(() => server.stop());
  return server;
}

const traces = ['ab', 'wörter 𝟙', 'c', 'dd'];
const rows = traces.map((response, i) => ({
  id: `p${i >> 1}`,
  question: `What is ${i >> 1}?`,
  prompt: `Solve ${i >> 1}: `,
  response,
  correct: true,
}));

async function score(
  server: LogProbStub,
  more: Partial<Parameters<typeof scorePerplexity>[0]> = {},
  from: object[] = rows,
) {
  writeFileSync(join(folder, 'a.jsonl'), from.map((row) => `${JSON.stringify(row)}\n`).join(''));
  const { index } = await loadRun({ label: 'a', role: 'rl', paths: ['a.jsonl'] }, { baseDir: folder });
  const client = new HttpClient(systemClock);
  onTestFinished(() => client.dispose());
  const asked = new LogProbServer(client, { base: server.url, model: 'base' });
  const file = logProbsFile([join(folder, 'a.jsonl')], 'a', 'base 1');
  const signal = new AbortController().signal;
  return scorePerplexity({
    run: 'a',
    index,
    server: asked,
    scoredBy: 'base 1',
    file,
    samplesPerProblem: 9,
    signal,
    ...more,
  });
}

const sumOf = (text: string): number => [...text].reduce((sum, sign) => sum - sign.codePointAt(0)! / 1000, 0);

describe('log-probabilities of stored traces', () => {
  for (const kind of ['vllm', 'echo'] as const)
    it(`are the sums over the trace's tokens alone, by ${kind}`, async () => {
      const server = await stub(kind);
      const { file, ...counts } = await score(server);
      expect(counts).toEqual({ scored: 4, kept: 0, passedOver: 0, withoutPrompt: 0, refused: 0 });
      expect(await findLogProbs([join(folder, 'a.jsonl')])).toEqual([file]);
      const { rows: read, findings } = await readLogProbs(file);
      expect(findings).toEqual([]);
      expect(read.map(({ run, problem, sample, scorer, tokens }) => [run, problem, sample, scorer, tokens])).toEqual(
        traces.map((text, i) => ['a', `p${i >> 1}`, i & 1, 'base 1', [...text].length]),
      );
      read.forEach(({ sumLogProb }, i) => expect(sumLogProb).toBeCloseTo(sumOf(traces[i]), 12));
      expect(server.mostActive).toBe(1);
    });

  it('stand behind a prompt of messages as the server renders it, where it does', async () => {
    const messages = [{ role: 'user', content: 'Solve it.' }];
    const told = rows.map(({ prompt: _, ...row }) => ({ ...row, messages }));
    const server = await stub('vllm');
    const { file, scored } = await score(server, {}, told);
    expect(scored).toBe(4);
    expect(server.asked[0].body).toMatchObject({ messages, add_generation_prompt: true });
    const { rows: read } = await readLogProbs(file);
    read.forEach(({ sumLogProb }, i) => expect(sumLogProb).toBeCloseTo(sumOf(traces[i]), 12));
    rmSync(file);
    await expect(score(await stub('echo'), {}, told)).rejects.toThrow(
      'a prompt of messages can only be scored by a server that tokenizes it',
    );
  });

  it('asks for chosen problems and so many samples of each', async () => {
    const server = await stub('vllm');
    expect(await score(server, { problems: [1], samplesPerProblem: 1 })).toMatchObject({ scored: 1 });
  });

  it('are asked for once, also after a stop', async () => {
    const server = await stub('vllm');
    const stop = new AbortController();
    const onProgress = (done: number) => (done === 2 ? stop.abort() : undefined);
    await expect(score(server, { signal: stop.signal, onProgress })).rejects.toThrow();
    const { scored, kept, file } = await score(server);
    expect(scored + kept).toBe(4);
    expect(kept).toBeGreaterThan(0);
    expect(readFileSync(file, 'utf8').trim().split('\n')).toHaveLength(4);
  });

  it('leave out a trace that the server refuses, with its words', async () => {
    const server = await stub('vllm');
    const isLong = ({ prompt }: Record<string, unknown>) =>
      Array.isArray(prompt) && prompt.includes('ö'.codePointAt(0));
    server.trouble = (path, body) => (path === '/completions' && isLong(body) ? 400 : undefined);
    expect(await score(server)).toMatchObject({ scored: 3, refused: 1, why: 'this trace is too long' });
  });

  it('are asked for again after a server with too much to do', async () => {
    const server = await stub('vllm');
    let busy = 2;
    server.trouble = () => (busy-- > 0 ? 503 : undefined);
    expect(await score(server)).toMatchObject({ scored: 4 });
  });

  it('are not made up by a server that tells none', async () => {
    await expect(score(await stub('llama.cpp'))).rejects.toThrow(
      'tells no log-probabilities of a text that it is given',
    );
  });

  it('stop with the reason at a wrong token', async () => {
    const server = await stub('vllm');
    server.trouble = () => 401;
    await expect(score(server)).rejects.toThrow('the token is missing or wrong');
  });

  it('need the prompt as it was', async () => {
    const bare = rows.map(({ prompt: _, ...row }) => row);
    await expect(score(await stub('vllm'), {}, bare)).rejects.toThrow('2 of 2 problems have no prompt in the dump');
  });
});
