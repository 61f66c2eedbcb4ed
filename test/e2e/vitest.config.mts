import { defineConfig } from 'vitest/config';

/** Each file starts an editor of its own, so they run one after the other. */
export default defineConfig({
  test: {
    include: ['test/e2e/**/*.e2e.ts'],
    setupFiles: ['test/e2e/failurePictures.ts'],
    fileParallelism: false,
    // A window that starts on a busy machine takes half a minute (`workbench.ts`).
    testTimeout: 180_000,
    hookTimeout: 300_000,
    // What the window shows follows a key or a click soon, but not at once.
    expect: { poll: { timeout: 10_000 } },
  },
});
