/** An eval in a folder of its own, and what came of it. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Clock } from '../../../src/core/evals/clock';
import type { EvalEvent, EvalEventBody } from '../../../src/core/evals/events';
import type { SampleLine } from '../../../src/core/evals/sampleLine';
import type { EvalState } from '../../../src/core/evals/states';
import type { Target } from '../../../src/core/evals/target';
import { EvalDriver, type DriveOptions } from '../../../src/io/evals/evalDriver';
import { EvalStore } from '../../../src/io/evals/evalStore';
import { OpenAiAdapter } from '../../../src/io/evals/openai/openAiAdapter';
import { specWith, type SpecParts } from '../../core/evals/evals';
import { StubServer, type StubOptions } from './stubServer';

/** Time that runs a thousand times as fast: a minute of waiting is 60 ms. */
export const hastyClock: Clock = {
  now: () => Math.round(performance.now() * 1000) + 1_700_000_000_000,
  after: (ms, call) => {
    const timer = setTimeout(call, ms / 1000);
    return () => clearTimeout(timer);
  },
};

export async function folder(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'evals-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

export async function stub(options: StubOptions = {}): Promise<StubServer> {
  const server = await new StubServer({ clock: hastyClock, ...options }).start();
  onTestFinished(() => server.stop());
  return server;
}

export const targetAt = (url: string, options: Record<string, unknown> = {}): Target => ({
  id: 'vllm-a',
  adapter: 'openai',
  label: 'vllm-a',
  options: { url, ...options },
});

/** A loopback connection may take longer than ten thousandths of a second on a busy machine. */
const limits = { connectMs: 10_000_000 };

export function adapter(): OpenAiAdapter {
  const made = new OpenAiAdapter({ clock: hastyClock, random: () => 0.5, limits });
  onTestFinished(() => made.dispose());
  return made;
}

export interface Driven {
  store: EvalStore;
  target: Target;
  options: DriveOptions;
  states: EvalState[];
  events: EvalEventBody[];
}

/** A new eval against a server, not started. */
export async function evalAt(
  server: Pick<StubServer, 'url'>,
  parts: SpecParts = {},
  more: Partial<DriveOptions> & { targetOptions?: Record<string, unknown> } = {},
): Promise<Driven> {
  const target = targetAt(server.url, more.targetOptions);
  const made = more.adapter ?? adapter();
  const spec = specWith({ fingerprint: made.fingerprint(target), ...parts });
  const store = await EvalStore.create(join(await folder(), spec.evalId), spec);
  const states: EvalState[] = [];
  const events: EvalEventBody[] = [];
  const { targetOptions: _, ...rest } = more;
  const options: DriveOptions = {
    store,
    adapter: made,
    target,
    token: () => Promise.resolve(undefined),
    clock: hastyClock,
    random: () => 0.5,
    onChange: ({ state }) => void (states.at(-1) === state || states.push(state)),
    onEvent: (event) => void events.push(event),
    ...rest,
  };
  return { store, target, options, states, events };
}

export async function drive({ options }: Pick<Driven, 'options'>) {
  const driver = await EvalDriver.start(options);
  if (!driver) throw new Error('Someone else drives it.');
  return driver.finished;
}

/** All samples on disk, by problem and index. */
export async function samplesOf(dir: string): Promise<SampleLine[]> {
  const names = (await readdir(join(dir, 'chunks'))).filter((name) => name.endsWith('.jsonl'));
  const texts = await Promise.all(names.map((name) => readFile(join(dir, 'chunks', name), 'utf8')));
  const lines = texts.flatMap((text) => text.trim().split('\n')).map((line) => JSON.parse(line) as SampleLine);
  return lines.sort((a, b) => a.problem.localeCompare(b.problem) || a.index - b.index);
}

export async function eventsOf(dir: string): Promise<EvalEvent[]> {
  const text = await readFile(join(dir, 'events.jsonl'), 'utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as EvalEvent);
}
