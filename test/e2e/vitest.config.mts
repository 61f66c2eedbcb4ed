import { defineConfig } from 'vitest/config';

/** Each file starts an editor of its own, so they run one after the other. */
export default defineConfig({
  test: {
    include: ['test/e2e/**/*.e2e.ts'],
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 180_000,
    // What the window shows follows a key or a click soon, but not at once.
    expect: { poll: { timeout: 10_000 } },
  },
});
