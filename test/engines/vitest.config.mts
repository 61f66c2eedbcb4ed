import { defineConfig } from 'vitest/config';
import { viteKernel } from '../../tools/kernel.mjs';

export default defineConfig({
  plugins: [viteKernel],
  test: {
    include: ['test/engines/**/*.engine.ts'],
    setupFiles: ['test/e2e/failurePictures.ts'],
    testTimeout: 300_000,
    hookTimeout: 180_000,
    // One engine at a time: two cores are enough for one.
    fileParallelism: false,
  },
});
