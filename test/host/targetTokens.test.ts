/** Tokens go with a target and the origin that it had when they were given, and nowhere else. */
import { describe, expect, it } from 'vitest';
import type { HarnessAdapter } from '../../src/core/evals/adapter';
import type { Target } from '../../src/core/evals/target';
import { TargetTokens } from '../../src/host/evals/tokens';

const adapter = {
  id: 'openai',
  label: 'server',
  tokenOrigin: ({ options }: Target) => (typeof options.url === 'string' ? new URL(options.url).origin : undefined),
} as HarnessAdapter;

const at = (url?: string): Target => ({
  id: 'vllm-a',
  adapter: 'openai',
  label: 'vllm-a',
  options: url ? { url } : {},
});
const here = at('https://here.example/v1');

function made(): { tokens: TargetTokens; secrets: Map<string, string>; memory: Map<string, unknown> } {
  const secrets = new Map<string, string>();
  const memory = new Map<string, unknown>();
  const tokens = new TargetTokens(
    {
      get: (key) => Promise.resolve(secrets.get(key)),
      store: (key, value) => Promise.resolve(void secrets.set(key, value)),
      delete: (key) => Promise.resolve(void secrets.delete(key)),
    },
    {
      get: ((key: string, usual: unknown) => memory.get(key) ?? usual) as never,
      update: (key: string, value: unknown) => Promise.resolve(void memory.set(key, value)),
    },
  );
  return { tokens, secrets, memory };
}

describe('the token of a target', () => {
  it('is given for the origin that it was set for', async () => {
    const { tokens, memory } = made();
    await tokens.set(here, adapter, 'sk-secret');
    expect(await tokens.get(at('https://here.example/other/v1'), adapter)).toBe('sk-secret');
    expect(JSON.stringify([...memory])).not.toContain('sk-secret');
  });

  it('is never given for another host, port or scheme', async () => {
    const { tokens } = made();
    await tokens.set(here, adapter, 'sk-secret');
    for (const url of ['https://there.example/v1', 'https://here.example:8443/v1', 'http://here.example/v1'])
      expect(await tokens.get(at(url), adapter), url).toBeUndefined();
    expect(await tokens.get({ ...here, id: 'other' }, adapter)).toBeUndefined();
  });

  it('is dropped when the address is edited or the target removed, and does not come back', async () => {
    const { tokens, secrets } = made();
    await tokens.set(here, adapter, 'sk-secret');
    expect(await tokens.prune(() => 'https://here.example')).toEqual([]);
    expect(await tokens.prune(() => 'https://there.example')).toEqual(['vllm-a']);
    expect(secrets.size).toBe(0);
    expect(await tokens.get(here, adapter)).toBeUndefined();
    expect(tokens.known).toEqual([]);
  });

  it('can be forgotten, and replaced', async () => {
    const { tokens, secrets } = made();
    await tokens.set(here, adapter, 'one');
    await tokens.set(at('https://there.example'), adapter, 'two');
    expect([...secrets.values()]).toEqual(['two']);
    expect(await tokens.forget('vllm-a')).toBe(true);
    expect(await tokens.forget('vllm-a')).toBe(false);
  });

  it('is refused for a target that uses none', async () => {
    const { tokens } = made();
    await expect(tokens.set(at(), adapter, 'x')).rejects.toThrow('uses no token');
  });
});
