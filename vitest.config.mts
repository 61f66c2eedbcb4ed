import { defineConfig } from 'vitest/config';
import { viteKernel } from './tools/kernel.mjs';

export default defineConfig({
  plugins: [viteKernel],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
});
