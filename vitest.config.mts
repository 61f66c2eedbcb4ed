import { defineConfig } from 'vitest/config';
import { viteKernel } from './tools/kernel.mjs';

export default defineConfig({
  plugins: [viteKernel],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    testTimeout: 20_000,
    hookTimeout: 60_000,
    // Files run side by side, and a page on a busy machine draws a picture in seconds.
    expect: { poll: { timeout: 10_000 } },
  },
});
